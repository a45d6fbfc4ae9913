"""Where a model and its arena lie."""

from __future__ import annotations

import unittest

from board import Board
from placement import Placement, PlacementError


class PlacementTests(unittest.TestCase):
    def place(self, board: str, model_bytes: int, arena_bytes: int) -> Placement:
        return Placement.of("x.apus", model_bytes, arena_bytes, Board.named(board))

    def test_what_fits_lies_beside_the_code_and_the_stack(self) -> None:
        for board in ("microbit", "mps3-an547"):
            self.assertEqual(self.place(board, 20_000, 4000), ("FLASH", "RAM"))

    def test_what_does_not_lies_in_external_memory(self) -> None:
        self.assertEqual(self.place("mps3-an547", 520_000, 4000), ("EXTERNAL_FLASH", "RAM"))
        self.assertEqual(self.place("mps3-an547", 20_000, 522_000), ("FLASH", "EXTERNAL_RAM"))
        self.assertEqual(self.place("mps3-an547", 60_000_000, 60_000_000), ("EXTERNAL_FLASH", "EXTERNAL_RAM"))

    def test_what_fits_nowhere_is_refused_with_the_figures(self) -> None:
        with self.assertRaisesRegex(
            PlacementError, "^x.apus does not fit microbit: flash: .* = 304,096 bytes of 262,144$"
        ):
            self.place("microbit", 300_000, 4000)
        with self.assertRaisesRegex(PlacementError, r"mps3-an547: RAM: .* of 524,288 \(external: 67,108,864\)$"):
            self.place("mps3-an547", 1000, 70_000_000)

    def test_the_linker_is_told(self) -> None:
        script = Placement("EXTERNAL_FLASH", "RAM").aliases()
        self.assertEqual(script, 'REGION_ALIAS("MODEL", EXTERNAL_FLASH)\nREGION_ALIAS("ARENA", RAM)\n')
