"""What the firmware's tools read of NumPy's files: int8 arrays (numpy.lib.format, versions 1 and 2)."""

from __future__ import annotations

import ast
import math
import pathlib

from command_line import ToolError

LENGTH_BYTES = {b"\x01": 2, b"\x02": 4}


class ArrayError(ToolError):
    """Not a file of int8 rows."""


def int8_rows(path: str | pathlib.Path) -> list[list[int]]:
    """The elements of an array, in a list for each index of its first axis."""
    data = pathlib.Path(path).read_bytes()
    if data[:6] != b"\x93NUMPY" or data[6:7] not in LENGTH_BYTES:
        raise ArrayError(f"{path}: this is not a .npy file of version 1 or 2")
    start = 8 + LENGTH_BYTES[data[6:7]]
    end = start + int.from_bytes(data[8:start], "little")
    try:
        facts = ast.literal_eval(data[start:end].decode("latin-1"))
        kind, is_transposed, shape = facts["descr"], facts["fortran_order"], facts["shape"]
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError):
        raise ArrayError(f"{path}: the header is damaged") from None
    is_shape = isinstance(shape, tuple) and shape and all(type(extent) is int and extent > 0 for extent in shape)
    if kind not in ("|i1", "<i1") or is_transposed or not is_shape:
        raise ArrayError(f"{path}: the array is {kind} of shape {shape}, and not rows of int8 in C's order")
    values = memoryview(data)[end:].cast("b")
    size = math.prod(shape[1:])
    if len(values) != size * shape[0]:
        raise ArrayError(f"{path}: {len(values):,} bytes of elements instead of {size * shape[0]:,}")
    return [list(values[at : at + size]) for at in range(0, len(values), size)]
