"""In which memories of a board a model and its arena lie."""

from __future__ import annotations

from typing import NamedTuple

from board import Board
from command_line import ToolError

# What a model must leave free, below which linking is not tried: the least code of any model, and the stack and
# statics of the largest operator.
CODE_RESERVE, RAM_RESERVE = 4096, 1536
# The same where the model or the arena may lie outside instead: what the code of all operators and any stack need.
AMPLE_CODE, AMPLE_RAM = 1 << 16, 1 << 12


class PlacementError(ToolError):
    """One sentence that says which memories are too small, with the figures."""


class Placement(NamedTuple):
    """The names of two memories of a memory.ld."""

    model: str
    arena: str

    def aliases(self) -> str:
        """The names by which Shared/sections.ld knows them, for a linker."""
        return f'REGION_ALIAS("MODEL", {self.model})\nREGION_ALIAS("ARENA", {self.arena})\n'

    @classmethod
    def of(cls, path: str, model_bytes: int, arena_bytes: int, board: Board) -> Placement:
        """Beside the code and the stack where there is room, and else in the board's external memories.
        - Parameter path: the model's, for the error.
        - Throws: `PlacementError`."""
        flash, ram = model_bytes + CODE_RESERVE, arena_bytes + RAM_RESERVE
        model = _memory(board, "FLASH", model_bytes, CODE_RESERVE, AMPLE_CODE)
        arena = _memory(board, "RAM", arena_bytes, RAM_RESERVE, AMPLE_RAM)
        if model and arena:
            return cls(model, arena)
        reasons = []
        if not model:
            reasons.append(
                f"flash: model {model_bytes:,} + code at least {CODE_RESERVE:,} = {flash:,} bytes of "
                f"{board.flash_bytes:,}{_outside(board, 'EXTERNAL_FLASH')}"
            )
        if not arena:
            reasons.append(
                f"RAM: arena {arena_bytes:,} + stack {RAM_RESERVE:,} = {ram:,} bytes of "
                f"{board.ram_bytes:,}{_outside(board, 'EXTERNAL_RAM')}"
            )
        raise PlacementError(f"{path} does not fit {board.name}: " + "; ".join(reasons))


def _memory(board: Board, name: str, count: int, reserve: int, ample: int) -> str | None:
    """The memory in which so many bytes lie: that of a name, or the external one that the board may have beside it."""
    memories = board.memory.memories
    external = memories.get(f"EXTERNAL_{name}")
    if count + (ample if external else reserve) <= memories[name].length:
        return name
    return f"EXTERNAL_{name}" if external and count <= external.length else None


def _outside(board: Board, name: str) -> str:
    memory = board.memory.memories.get(name)
    return f" (external: {memory.length:,})" if memory else ""
