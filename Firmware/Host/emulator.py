"""Runs an image under QEMU and speaks the protocol of Firmware/Shared/Firmware.swift with it."""

from __future__ import annotations

import pathlib
import shutil
import struct
import subprocess
import sys
from collections.abc import Sequence

from board import Board
from command_line import ToolError
from model import Model


class EmulatorError(ToolError):
    """The firmware, or QEMU, did not do what it was asked for."""


def install(board: Board) -> None:
    """Installs QEMU where it is missing."""
    if shutil.which(board.qemu[0]):
        return
    print(f"installing {board.qemu[0]} …", file=sys.stderr)
    command = ["apt-get", "install", "-y", "--no-install-recommends", "qemu-system-arm", "qemu-system-misc"]
    for attempt in (["apt-get", "update"], command):
        subprocess.run(attempt, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if not shutil.which(board.qemu[0]):
        raise EmulatorError(f"{board.qemu[0]} is missing and could not be installed: run {' '.join(command)}")


def execute(
    image: pathlib.Path, board: Board, requests: bytes, counting: bool = False, timeout: int = 600
) -> tuple[bytes, int, str]:
    """What the firmware writes in answer to some requests, and its exit status and console."""
    install(board)
    count = ["-icount", "shift=0"] if counting else []
    command = [
        *board.qemu,
        "-display",
        "none",
        "-monitor",
        "none",
        "-serial",
        "none",
        "-semihosting",
        *count,
        "-kernel",
        str(image),
    ]
    try:
        result = subprocess.run(command, input=requests, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise EmulatorError(f"{board.name}: no answer within {timeout} s") from None
    return result.stdout, result.returncode, result.stderr.decode(errors="replace").strip()


class Answers:
    """Raw outputs for inputs, the stack's high-water mark and, of a counted run, instructions of each operator. Of
    several inputs or outputs, those of a run follow each other.

    All inputs are run `passes` times, with a reset of the state in between."""

    def __init__(
        self,
        image: pathlib.Path,
        board: Board,
        model: Model,
        inputs: Sequence[Sequence[int]],
        counting: bool = False,
        passes: int = 1,
    ) -> None:
        self.outputs: list[list[int]] = []
        self.instructions: list[list[int]] = []
        command = b"T" if counting else b"R"
        runs = b"".join(command + bytes(value & 255 for value in values) for values in inputs)
        requests = b"N".join([runs] * passes) + b"S"
        answer, status, console = execute(image, board, requests, counting)
        words = 4 * len(model.operators) if counting else 0
        if status != 0 or len(answer) != passes * len(inputs) * (words + model.output_bytes) + 4:
            raise EmulatorError(f"{board.name}: status {status}, {len(answer)} bytes of answers: {console}")
        for _ in range(passes * len(inputs)):
            if counting:
                ticks = struct.unpack_from(f"<{len(model.operators)}I", answer)
                self.instructions.append([count * board.picoseconds_per_tick // 1000 for count in ticks])
            self.outputs.append(list(struct.unpack_from(f"<{model.output_bytes}b", answer, words)))
            answer = answer[words + model.output_bytes :]
        self.stack_bytes: int = struct.unpack("<I", answer)[0]
