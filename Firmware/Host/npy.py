"""What the firmware's tools read of NumPy's files: int8 arrays (numpy.lib.format, versions 1 and 2)."""
import ast
import math


class ArrayError(Exception):
    """Not a file of int8 rows."""


def int8_rows(path):
    """The elements of an array, in a list for each index of its first axis."""
    with open(path, "rb") as file:
        data = file.read()
    lengths = {b"\x01": 2, b"\x02": 4}
    if data[:6] != b"\x93NUMPY" or data[6:7] not in lengths:
        raise ArrayError(f"{path}: this is not a .npy file of version 1 or 2")
    start = 8 + lengths[data[6:7]]
    end = start + int.from_bytes(data[8:start], "little")
    try:
        facts = ast.literal_eval(data[start:end].decode("latin-1"))
        kind, is_transposed, shape = facts["descr"], facts["fortran_order"], facts["shape"]
    except (ValueError, SyntaxError, KeyError, TypeError):
        raise ArrayError(f"{path}: the header is damaged")
    is_shape = isinstance(shape, tuple) and shape and all(isinstance(extent, int) and extent > 0 for extent in shape)
    if kind not in ("|i1", "<i1") or is_transposed or not is_shape:
        raise ArrayError(f"{path}: the array is {kind} of shape {shape}, and not rows of int8 in C's order")
    values = memoryview(data)[end:].cast("b")
    size = math.prod(shape[1:])
    if len(values) != size * shape[0]:
        raise ArrayError(f"{path}: {len(values):,} bytes of elements instead of {size * shape[0]:,}")
    return [list(values[at:at + size]) for at in range(0, len(values), size)]
