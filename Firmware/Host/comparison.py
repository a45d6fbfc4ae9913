"""Random networks on a board: the cases that `kernel-cases` writes, run by the firmware of Firmware/Comparison."""
import collections
import os
import struct
import subprocess

from board import FIRMWARE, ROOT
from build import build
from emulator import EmulatorError, execute
from host import HostError

# What the largest operator needs of the stack, and as much again.
STACK_BYTES = 4096
EQUAL, DIFFERENT, OUTSIDE, TOO_LARGE, UNSOUND = range(5)
MEANINGS = {DIFFERENT: "another output", OUTSIDE: "a write outside the arena", UNSOUND: "the case is refused"}


class Everything:
    """In a model's place: no model in flash, all operators, and an arena of what the RAM has."""

    def __init__(self, board):
        self.path, self.data, self.operator_count, self.mask = os.devnull, b"", 0, (1 << 32) - 1
        self.arena_bytes = board.ram_bytes - STACK_BYTES


def random_cases(count):
    """So many random networks of each kind, with what the portable operators of this machine make of two inputs."""
    program = ROOT / ".build/release/kernel-cases"
    if not program.exists():
        print("building kernel-cases …", flush=True)
        result = subprocess.run(["swift", "build", "-c", "release", "--product", "kernel-cases"], cwd=ROOT,
                                capture_output=True, text=True)
        if result.returncode != 0:
            raise HostError(f"kernel-cases could not be built:\n{(result.stdout + result.stderr).strip()}")
    result = subprocess.run([str(program), str(count)], capture_output=True)
    if result.returncode != 0:
        raise HostError(f"kernel-cases failed: {result.stderr.decode(errors='replace').strip()}")
    return result.stdout


class Comparison:
    """What became of the cases on a board."""

    def __init__(self, board, cases, out):
        image = build(Everything(board), board, out, program=sorted(FIRMWARE.glob("Comparison/*.swift")))
        answer, status, console = execute(image, board, cases, timeout=3600)
        if status != 0 or len(answer) % 40 != 4:
            raise EmulatorError(f"{board.name}: status {status}, {len(answer)} bytes of answers: {console}")
        if struct.unpack("<I", answer[-4:])[0] >= STACK_BYTES:
            raise EmulatorError(f"{board.name}: the stack of {STACK_BYTES:,} bytes is too small for an operator")
        self.counts = collections.Counter()
        self.failures = []
        numbers = collections.Counter()
        for name, verdict, given in struct.iter_unpack("<32sII", answer[:-4]):
            kind = name.rstrip(b"\0").decode()
            self.counts[verdict] += 1
            if verdict in MEANINGS:
                self.failures.append(f"{kind}, case {numbers[kind]}, input {given}: {MEANINGS[verdict]}")
            numbers[kind] += 1

    def text(self):
        compared = sum(self.counts.values()) - self.counts[TOO_LARGE]
        left_out = self.counts[TOO_LARGE]
        return (f"{self.counts[EQUAL]:,} of {compared:,} random cases equal"
                + (f", {left_out:,} too large for its RAM" if left_out else ""))
