"""Boards: what a folder of Firmware/Boards says of each."""

from __future__ import annotations

import json
import pathlib
import sys
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from command_line import ToolError
from kernels import KERNEL_MODULES
from memory_map import MemoryMap

FIRMWARE = pathlib.Path(__file__).resolve().parent.parent
ROOT = FIRMWARE.parent
BOARDS = FIRMWARE / "Boards"


class BoardError(ToolError):
    """What is wrong with a board's folder."""


class Board:
    """A board, once its files have been found sound.
    - Throws: `BoardError`, or the error of its memory.ld."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.name = folder.name
        facts = _Facts(folder / "board.json")
        self.what = facts.text("what")
        self.triple, self.clang = facts.text("triple"), facts.text("clang")
        self.flags = facts.texts("flags")
        # Arm's addressing modes make what LLVM's loop strength reduction does to inner loops larger and slower.
        self.swift = facts.texts("swift")
        self.kernels = facts.one_of("kernels", KERNEL_MODULES)
        self.startup = facts.one_of("startup", sorted(path.name for path in FIRMWARE.glob("Shared/*.S")))
        self.qemu: list[str] = []
        # How many instructions a tick of the board's clock is, counted as a nanosecond each.
        self.picoseconds_per_tick = 0
        if facts.has("qemu"):
            self.qemu = facts.text("qemu").split()
            self.picoseconds_per_tick = facts.positive("picosecondsPerTick")
        facts.check_for_others()
        self.memory = MemoryMap(folder / "memory.ld")
        self.flash_bytes = self.memory.memories["FLASH"].length
        self.ram_bytes = self.memory.memories["RAM"].length

    @classmethod
    def named(cls, name: str) -> Board:
        """The board of that name in Firmware/Boards."""
        return cls(BOARDS / name)


class _Facts:
    """The values of a board.json, each checked when it is asked for."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self.asked: list[str] = []
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            raise BoardError(f"{path}: this is not a text in UTF-8") from None
        except json.JSONDecodeError as error:
            raise BoardError(f"{path}:{error.lineno}: this is not JSON: {error.msg}") from None
        except (RecursionError, ValueError):
            raise BoardError(f"{path}: this is not JSON of a kind that a board has") from None
        if not isinstance(facts, dict):
            raise BoardError(f"{path}: this is not a JSON object")
        self.facts: dict[str, object] = facts

    def has(self, key: str) -> bool:
        return key in self.facts

    def value(self, key: str) -> object:
        self.asked.append(key)
        if key not in self.facts:
            raise BoardError(f'{self.path}: the key "{key}" is missing')
        return self.facts[key]

    def text(self, key: str) -> str:
        value = self.value(key)
        if not _is_line(value) or not value.strip():
            raise BoardError(f'{self.path}: "{key}" must be a text, and is {_shown(value)}')
        return value

    def texts(self, key: str) -> list[str]:
        value = self.value(key)
        if not isinstance(value, list) or not all(map(_is_line, value)):
            raise BoardError(f'{self.path}: "{key}" must be a list of texts, and is {_shown(value)}')
        return value

    def one_of(self, key: str, choices: Iterable[str]) -> str:
        value = self.value(key)
        if not isinstance(value, str) or value not in choices:
            raise BoardError(f'{self.path}: "{key}" must be one of {", ".join(choices)}, and is {_shown(value)}')
        return value

    def positive(self, key: str) -> int:
        value = self.value(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise BoardError(f'{self.path}: "{key}" must be a whole number from 1 on, and is {_shown(value)}')
        return value

    def check_for_others(self) -> None:
        """Refuses keys that nobody has asked for, which may be misspelt ones."""
        for key in self.facts:
            if key not in self.asked:
                raise BoardError(f"{self.path}: there is no key {_shown(key)}")


def _is_line(value: object) -> TypeGuard[str]:
    """Whether a value is a text that can be printed and handed to a program."""
    return isinstance(value, str) and value.isprintable()


def _shown(value: object) -> str:
    return json.dumps(value)[:60]


def _kibibytes(count: int) -> str:
    return f"{count / 1024:,g} KiB"


def all_names(folder: pathlib.Path = BOARDS) -> list[str]:
    """The boards for which there is a folder, sound or not."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def listing(folder: pathlib.Path = BOARDS) -> str:
    """The boards with what they are, a line each; of those whose files are not sound, why."""
    lines = []
    for name in all_names(folder):
        try:
            board = Board(folder / name)
            what = f"{board.what}; {_kibibytes(board.flash_bytes)} of flash, {_kibibytes(board.ram_bytes)} of RAM"
        except (ToolError, OSError) as error:
            what = f"cannot be used: {error}"
        lines.append(f"  {name:18}{what}")
    return "Boards:\n" + "\n".join(lines)


def emulated(names: Iterable[str] | None = None, folder: pathlib.Path = BOARDS) -> Iterator[Board]:
    """Boards that QEMU has, so that images can be run as well: those of some names, which must be sound, or all. Of
    these, one whose files are not sound is told and left out."""
    for name in names or all_names(folder):
        try:
            board = Board(folder / name)
        except (ToolError, OSError) as error:
            if names:
                raise
            print(f"left out: {error}", file=sys.stderr)
            continue
        if board.qemu:
            yield board
        elif names:
            raise BoardError(f"QEMU has no {name} to run images on")
