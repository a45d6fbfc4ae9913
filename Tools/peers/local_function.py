"""Finds a function that a loaded shared library has and does not export."""

from __future__ import annotations

import pathlib
import struct

SYMBOL_TABLE = 2


def local_function(path: str | pathlib.Path, name: str) -> int | None:
    """Its address in this process, or None."""
    path = str(pathlib.Path(path).resolve())
    base, offset = loaded_at(path), symbol_value(path, name.encode())
    return base + offset if base and offset else None


def loaded_at(path: str) -> int | None:
    for line in pathlib.Path("/proc/self/maps").read_text().splitlines():
        words = line.split()
        if words[-1] == path and int(words[2], 16) == 0:
            return int(words[0].split("-")[0], 16)
    return None


def symbol_value(path: str, name: bytes) -> int | None:
    """The value in the symbol table of an ELF file of 64 bits."""
    data = memoryview(pathlib.Path(path).read_bytes())
    (table,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + size * index) for index in range(count)]
    for _, kind, _, _, start, length, link, *_ in sections:
        if kind != SYMBOL_TABLE:
            continue
        strings = bytes(data[sections[link][4] :][: sections[link][5]])
        wanted = strings.find(b"\0" + name + b"\0") + 1
        for text, _, _, _, value, _ in struct.iter_unpack("<IBBHQQ", data[start : start + length]):
            if wanted and text == wanted:
                return int(value)
    return None
