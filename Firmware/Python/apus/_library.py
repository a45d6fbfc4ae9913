"""The functions of the library, as ctypes calls them."""

from __future__ import annotations

import ctypes
import pathlib

# What apus_open says, in words; other numbers are about a field of the model that says what is impossible.
STATUSES = {
    1: "the memory is misaligned",
    2: "the memory is too small",
    3: "the model is misaligned",
    4: "it is cut off, or has bytes to spare",
    5: "it is not an .apus file",
    6: "it is of a version of the format that is not known here",
    7: "it is damaged: its checksum is wrong",
}


def load() -> ctypes.CDLL:
    """The library that lies beside this file, with the types of its functions."""
    library = ctypes.CDLL(str(pathlib.Path(__file__).with_name("libapus.so")))
    size, pointer, text, flag = ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_bool
    counts = ctypes.POINTER(size)
    for name, result, arguments in (
        ("apus_model_size", size, [pointer, size]),
        ("apus_open", ctypes.c_int, [ctypes.POINTER(pointer), pointer, size, pointer, size]),
        ("apus_run", None, [pointer]),
        ("apus_reset", None, [pointer]),
        ("apus_decision", ctypes.c_int32, [pointer, size]),
        ("apus_input_count", size, [pointer]),
        ("apus_output_count", size, [pointer]),
        ("apus_input_at", pointer, [pointer, size, counts, counts]),
        ("apus_output_at", pointer, [pointer, size, counts, counts]),
        (
            "apus_python_describe",
            flag,
            [pointer, flag, size, ctypes.POINTER(ctypes.c_int64), ctypes.POINTER(ctypes.c_float)],
        ),
        ("apus_python_name", pointer, [pointer, size, size, size, counts]),
        ("apus_python_pixels", flag, [pointer, size, size, text]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
