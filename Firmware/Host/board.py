"""Boards: what Firmware/Boards says of each."""
import json
import pathlib
import re

FIRMWARE = pathlib.Path(__file__).resolve().parent.parent
ROOT = FIRMWARE.parent


def all_names():
    """The boards for which images can be built."""
    return sorted(path.parent.name for path in FIRMWARE.glob("Boards/*/board.json"))


def names():
    """Those that QEMU has, so that images can be run as well."""
    return [name for name in all_names() if Board(name).qemu]


class Board:
    def __init__(self, name):
        self.name = name
        self.folder = FIRMWARE / "Boards" / name
        facts = json.loads((self.folder / "board.json").read_text())
        self.what, self.triple, self.clang, self.flags = (facts[key] for key in ("what", "triple", "clang", "flags"))
        # Arm's addressing modes make what LLVM's loop strength reduction does to inner loops larger and slower.
        self.swift = facts["swift"]
        # Which kernels ApusRuntime is compiled with (Sources/ApusRuntime/BoardKernels.swift).
        self.kernels = facts["kernels"]
        self.startup, self.qemu = facts["startup"], facts.get("qemu", "").split()
        self.picoseconds_per_tick = facts.get("picosecondsPerTick")
        self.memory = self.folder / "memory.ld"
        self.flash_bytes = self._length("FLASH")
        self.ram_bytes = self._length("RAM")

    def _length(self, region):
        number, unit = re.search(rf"{region}\b.*LENGTH = (\d+)([KM])", self.memory.read_text()).groups()
        return int(number) << {"K": 10, "M": 20}[unit]
