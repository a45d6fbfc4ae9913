"""Tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from board import Board
from placement import Placement


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts, in columns; the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    )


class Sizes:
    """Where an image's bytes go; of the stack, nothing is known of an image that was not run."""

    def __init__(self, sections: Mapping[str, int], stack_bytes: int | None = None) -> None:
        self.code = sections[".text"] + sections[".rodata"] + sections[".data"]
        self.model = sections[".model"]
        self.arena = sections[".arena"]
        self.statics = sections[".data"] + sections[".bss"]
        self.stack = stack_bytes

    def text(self, board: Board, placement: Placement, planned: int) -> str:
        """A table; the arena in two parts: what was planned for the model, and what kernels add for scratch memory."""
        flash = self.code + (self.model if placement.model == "FLASH" else 0)
        ram = self.statics + (self.stack or 0) + (self.arena if placement.arena == "RAM" else 0)
        model, arena = (name.lower().replace("_", " ").replace("ram", "RAM") for name in placement)

        def row(name: str, count: int, total: int | None = None) -> tuple[str, str, str]:
            return (name, f"{count:,}", f"of {total:,}" if total else "")

        return table(
            [
                row("flash: code", self.code),
                row(f"{model}: model", self.model),
                row("flash", flash, board.flash_bytes),
                row(f"{arena}: arena", planned),
                row(f"{arena}: scratch memory", self.arena - planned),
                *([] if self.stack is None else [row("RAM: stack, high-water mark", self.stack)]),
                row("RAM: other", self.statics),
                row("RAM without the stack" if self.stack is None else "RAM", ram, board.ram_bytes),
            ]
        )
