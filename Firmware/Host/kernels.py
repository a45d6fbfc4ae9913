"""The sets of kernels for microcontrollers that ApusRuntime has (KernelSet in Sources/ApusRuntime)."""

from __future__ import annotations

import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# The C module whose presence gives ApusRuntime a set of kernels.
KERNEL_MODULES: dict[str, list[pathlib.Path]] = {
    "portable": [],
    "dsp": [ROOT / "Sources/CArmDSP"],
    "helium": [ROOT / "Sources/CArmHelium/include"],
}
# Kernels in C, for a processor that Swift has no standard library for: the calls go by the same registers.
KERNEL_SOURCES = {"helium": sorted((ROOT / "Sources/CArmHelium").rglob("*.c"))}
HELIUM_FLAGS = [
    "--target=thumbv8.1m.main-none-eabi",
    "-mcpu=cortex-m55",
    "-mfloat-abi=softfp",
    "-Os",
    "-fno-unroll-loops",
    "-fwrapv",
]
