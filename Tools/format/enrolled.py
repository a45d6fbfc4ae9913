"""Rows of enrolled classes, behind the file."""

from __future__ import annotations

import struct

from fields import crc32c, require
from operator_checks import LARGEST
from records import Model


def read_enrolled(model: Model, rows: bytes) -> list[str]:
    """The names of the classes, whose rows are checked."""
    layer = next((each for each in model.operators if each.kind == "enrolled"), None)
    if layer is None:
        require(not rows, f"{len(rows)} bytes follow the file")
        return []
    source = model.values[layer.inputs[0]]
    size, shift = 40 + source.count, layer.numbers("b", 36)[0]
    require(len(rows) % size == 0 and len(rows) // size <= layer.output.channels, "enrolled rows do not end")
    names = []
    for start in range(0, len(rows), size):
        row = rows[start : start + size]
        checksum, bias, length = struct.unpack_from("<IiB", row)
        require(crc32c(row[4:]) == checksum and length <= 31, "an enrolled row is damaged")
        total = abs(bias) + source.largest * sum(map(abs, struct.unpack_from(f"{source.count}b", row, 40)))
        require(total <= LARGEST >> max(shift, 0), "a sum of enrolled may leave 32 bits")
        names.append(row[9 : 9 + length].decode("utf-8", "replace"))
    return names
