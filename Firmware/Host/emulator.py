"""Runs an image under QEMU and speaks the protocol of Firmware/Shared/Firmware.swift with it."""
import shutil
import struct
import subprocess
import sys


class EmulatorError(Exception):
    """The firmware, or QEMU, did not do what it was asked for."""


def install(board):
    """Installs QEMU where it is missing."""
    if shutil.which(board.qemu[0]):
        return
    print(f"installing {board.qemu[0]} …", file=sys.stderr)
    command = ["apt-get", "install", "-y", "--no-install-recommends", "qemu-system-arm", "qemu-system-misc"]
    for attempt in (["apt-get", "update"], command):
        subprocess.run(attempt, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if not shutil.which(board.qemu[0]):
        raise EmulatorError(f"{board.qemu[0]} is missing and could not be installed: run {' '.join(command)}")


def execute(image, board, requests, counting=False, timeout=600):
    """What the firmware writes in answer to some requests, and its exit status and console."""
    install(board)
    count = ["-icount", "shift=0"] if counting else []
    command = [*board.qemu, "-display", "none", "-monitor", "none", "-serial", "none", "-semihosting", *count,
               "-kernel", str(image)]
    try:
        result = subprocess.run(command, input=requests, capture_output=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise EmulatorError(f"{board.name}: no answer within {timeout} s")
    return result.stdout, result.returncode, result.stderr.decode(errors="replace").strip()


class Answers:
    """Raw outputs for inputs, the stack's high-water mark and, of a counted run, instructions of each operator."""

    def __init__(self, image, board, model, inputs, counting=False):
        self.outputs, self.instructions = [], []
        command = b"T" if counting else b"R"
        requests = b"".join(command + bytes(value & 255 for value in values) for values in inputs) + b"S"
        answer, status, console = execute(image, board, requests, counting)
        words = 4 * model.operator_count if counting else 0
        if status != 0 or len(answer) != len(inputs) * (words + model.output.count) + 4:
            raise EmulatorError(f"{board.name}: status {status}, {len(answer)} bytes of answers: {console}")
        for _ in inputs:
            if counting:
                ticks = struct.unpack_from(f"<{model.operator_count}I", answer)
                self.instructions.append([count * board.picoseconds_per_tick // 1000 for count in ticks])
            self.outputs.append(list(struct.unpack_from(f"<{model.output.count}b", answer, words)))
            answer = answer[words + model.output.count:]
        self.stack_bytes, = struct.unpack("<I", answer)
