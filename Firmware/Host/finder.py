"""The finder of digits on a board: the cases that `finder-cases` writes, run by the firmware of
Firmware/DigitComparison."""

from __future__ import annotations

import copy
import pathlib
import struct
import subprocess

from board import FIRMWARE, ROOT, Board
from build import build, compile_module, compile_shared, embedded_swift
from comparison import Everything
from emulator import EmulatorError, execute
from host import HostError

# Room for the stack, and for variables.
STACK_BYTES = 1 << 16
# Of pictures with more pixels, the finder's planes do not fit in 4 MiB beside the picture.
MOST_PIXELS = 24_000
EQUAL = 0
MEANINGS = {1: "something else is found", 2: "the picture is refused"}


def finder_cases() -> bytes:
    """Pictures with what this machine finds in them."""
    result = subprocess.run(
        ["swift", "build", "-c", "release", "--product", "finder-cases"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise HostError(f"finder-cases could not be built:\n{(result.stdout + result.stderr).strip()}")
    program = ROOT / ".build/release/finder-cases"
    cases = subprocess.run([str(program), str(MOST_PIXELS)], capture_output=True, check=False)
    if cases.returncode != 0:
        raise HostError(f"finder-cases failed: {cases.stderr.decode(errors='replace').strip()}")
    return cases.stdout


def with_doubles(board: Board) -> Board:
    """A RISC-V board as its processor is under QEMU: with instructions for doubles, in which the finder reckons. The
    runtime has no use for them, and its images none of them."""
    result = copy.copy(board)
    result.flags = ["-march=rv32imafdc", "-mabi=ilp32d"]
    return result


class FinderComparison:
    """What became of the cases on a board."""

    def __init__(self, board: Board, cases: bytes, out: pathlib.Path) -> None:
        if not board.triple.startswith("riscv32"):
            raise EmulatorError(f"{board.name}: digits are found on RISC-V boards alone")
        board = with_doubles(board)
        out.mkdir(parents=True, exist_ok=True)
        flags = embedded_swift(board)
        sources = sorted((ROOT / "Sources/ApusImage").rglob("*.swift"))
        modules = {
            "ApusImage": [path for path in sources if path.parent.name != "Files"],
            "Digits": [FIRMWARE / "Digits/Interface.swift"],
            "Firmware": [
                FIRMWARE / "Shared/Semihosting.swift",
                FIRMWARE / "Shared/StackUse.swift",
                *sorted(FIRMWARE.glob("DigitComparison/*.swift")),
            ],
        }
        includes = [FIRMWARE / "Digits", FIRMWARE / "Shared/include"]
        objects = [compile_module(name, paths, flags, out, includes) for name, paths in modules.items()]
        objects += [compile_shared(source, board, out) for source in ("heap.c", "reals.c")]
        image = build(Everything(board), board, out, objects=objects, memory_bytes=board.ram_bytes - STACK_BYTES)
        answer, status, console = execute(image, board, cases, timeout=3600)
        if status != 0 or len(answer) % 4 != 0:
            raise EmulatorError(f"{board.name}: status {status}, {len(answer)} bytes of answers: {console}")
        verdicts = [verdict for (verdict,) in struct.iter_unpack("<I", answer)]
        self.stack_bytes = verdicts.pop()
        self.count = len(verdicts)
        self.failures = [
            f"picture {at}: {MEANINGS[verdict]}" for at, verdict in enumerate(verdicts) if verdict != EQUAL
        ]

    def text(self) -> str:
        return f"{self.count - len(self.failures)} of {self.count} pictures equal, {self.stack_bytes:,} bytes of stack"
