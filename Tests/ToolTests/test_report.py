"""Tables of figures."""

from __future__ import annotations

import unittest

import cmsis_nn
from board import Board
from placement import Placement
from report import Sizes, table


class ReportTests(unittest.TestCase):
    def test_columns_are_aligned(self) -> None:
        self.assertEqual(table([("a", "b"), ("long", "1"), ("x", "1,000")]), "a         b\nlong      1\nx     1,000")

    def test_sizes_add_up(self) -> None:
        sections = {".text": 100, ".rodata": 20, ".data": 3, ".bss": 4, ".model": 1000, ".arena": 50, ".stack": 0}
        text = Sizes(sections, 30).text(Board.named("microbit"), Placement("FLASH", "RAM"), 40)
        figures = {line.split("  ")[0]: line.split("  ", 1)[1].split() for line in text.splitlines()}
        self.assertEqual(figures["flash: code"], ["123"])
        self.assertEqual(figures["flash"], ["1,123", "of", "262,144"])
        self.assertEqual(figures["RAM: scratch memory"], ["10"])
        self.assertEqual(figures["RAM"], ["87", "of", "16,384"])

    def test_what_lies_outside_is_not_counted(self) -> None:
        sections = {".text": 100, ".rodata": 20, ".data": 3, ".bss": 4, ".model": 1000, ".arena": 50}
        placement = Placement("EXTERNAL_FLASH", "EXTERNAL_RAM")
        text = Sizes(sections, 30).text(Board.named("mps3-an547"), placement, 40)
        figures = {line.split("  ")[0]: line.split("  ", 1)[1].split() for line in text.splitlines()}
        self.assertEqual(figures["external flash: model"], ["1,000"])
        self.assertEqual(figures["flash"], ["123", "of", "524,288"])
        self.assertEqual(figures["external RAM: arena"], ["40"])
        self.assertEqual(figures["RAM"], ["37", "of", "524,288"])

    def test_of_an_image_that_was_not_run_no_stack_is_told(self) -> None:
        sections = {".text": 1, ".rodata": 0, ".data": 0, ".bss": 0, ".model": 1, ".arena": 8}
        text = Sizes(sections).text(Board.named("microbit"), Placement("FLASH", "RAM"), 8)
        self.assertIn("RAM without the stack", text)
        self.assertNotIn("high-water", text)

    def test_beside_cmsis_nn(self) -> None:
        self.assertEqual(cmsis_nn.columns("mps2-an386", "lenet5", 1_044_100), ("2.09 M", "0.500"))
        # The compiler that does better: clang, and not GCC.
        self.assertEqual(cmsis_nn.columns("mps3-an547", "lenet5", 336_203), ("0.67 M", "0.500"))
        self.assertEqual(cmsis_nn.columns("microbit", "lenet5", 1), ("", ""))
        self.assertEqual(cmsis_nn.columns("mps2-an386", None, 1), ("", ""))
