"""Random networks on a board: the cases that `kernel-cases` writes, run by the firmware of Firmware/Comparison."""

from __future__ import annotations

import collections
import os
import pathlib
import struct
import subprocess
from typing import NamedTuple

from board import FIRMWARE, ROOT, Board
from build import build
from emulator import EmulatorError, execute
from host import HostError
from model import ALL_PARTS, KernelMemory

# What the largest operator needs of the stack, and as much again.
STACK_BYTES = 4096
EQUAL, DIFFERENT, OUTSIDE, TOO_LARGE, UNSOUND = range(5)
MEANINGS = {DIFFERENT: "other outputs", OUTSIDE: "a write outside the arena", UNSOUND: "the case is refused"}


class Everything:
    """In a model's place: no model in flash, all operators, and an arena of what the RAM has."""

    def __init__(self, board: Board) -> None:
        self.path, self.data, self.parts = os.devnull, b"", ALL_PARTS
        self.arena_bytes = board.ram_bytes - STACK_BYTES

    def memory(self, _: str) -> KernelMemory:
        """All that there is, whatever the kernels are."""
        return KernelMemory(self.arena_bytes, self.arena_bytes)


def random_cases(count: int) -> bytes:
    """So many random networks of each kind, with what the portable operators of this machine make of some inputs."""
    program = ROOT / ".build/release/kernel-cases"
    if not program.exists():
        print("building kernel-cases …", flush=True)
        result = subprocess.run(
            ["swift", "build", "-c", "release", "--product", "kernel-cases"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise HostError(f"kernel-cases could not be built:\n{(result.stdout + result.stderr).strip()}")
    cases = subprocess.run([str(program), str(count)], capture_output=True, check=False)
    if cases.returncode != 0:
        raise HostError(f"kernel-cases failed: {cases.stderr.decode(errors='replace').strip()}")
    return cases.stdout


class Case(NamedTuple):
    """A network that `kernel-cases` has written, with inputs for some runs."""

    name: str
    # The .apus file.
    data: bytes
    # Of each run, the bytes of all inputs, and the checksum of what is expected.
    runs: list[tuple[bytes, int]]


def sample_cases() -> list[Case]:
    """The networks of several inputs and outputs, and of state, with checksums of the outputs, each followed by the
    class that it says."""
    rest, cases = random_cases(0), []
    while rest[0]:
        name, file_bytes, run_count, input_bytes, covers_all = struct.unpack_from("<32s4I", rest)
        if covers_all:
            raise HostError("kernel-cases is of another version of the kit")
        data, rest = rest[48 : 48 + file_bytes], rest[48 + file_bytes :]
        size = input_bytes + 4
        pieces = [rest[at : at + size] for at in range(0, run_count * size, size)]
        runs = [(piece[:-4], int.from_bytes(piece[-4:], "little")) for piece in pieces]
        cases.append(Case(name.rstrip(b"\0").decode(), data, runs))
        rest = rest[run_count * size :]
    return cases


class Comparison:
    """What became of the cases on a board."""

    def __init__(self, board: Board, cases: bytes, out: pathlib.Path) -> None:
        image = build(Everything(board), board, out, program=sorted(FIRMWARE.glob("Comparison/*.swift")))
        answer, status, console = execute(image, board, cases, timeout=3600)
        if status != 0 or len(answer) % 40 != 4:
            raise EmulatorError(f"{board.name}: status {status}, {len(answer)} bytes of answers: {console}")
        if struct.unpack("<I", answer[-4:])[0] >= STACK_BYTES:
            raise EmulatorError(f"{board.name}: the stack of {STACK_BYTES:,} bytes is too small for an operator")
        self.counts: collections.Counter[int] = collections.Counter()
        self.failures: list[str] = []
        numbers: collections.Counter[str] = collections.Counter()
        for name, verdict, given in struct.iter_unpack("<32sII", answer[:-4]):
            kind = name.rstrip(b"\0").decode()
            self.counts[verdict] += 1
            if verdict in MEANINGS:
                self.failures.append(f"{kind}, case {numbers[kind]}, run {given}: {MEANINGS[verdict]}")
            numbers[kind] += 1

    def text(self) -> str:
        compared = sum(self.counts.values()) - self.counts[TOO_LARGE]
        left_out = self.counts[TOO_LARGE]
        return f"{self.counts[EQUAL]:,} of {compared:,} random cases equal" + (
            f", {left_out:,} too large for its RAM" if left_out else ""
        )
