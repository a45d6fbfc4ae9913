"""What boards answer, and answers that are none."""

from __future__ import annotations

import contextlib
import pathlib
import struct
import unittest.mock
from collections.abc import Iterator

import comparison
import emulator
from board import Board
from comparison import DIFFERENT, EQUAL, TOO_LARGE, UNSOUND, Comparison
from emulator import Answers, EmulatorError
from model import Model
from support import FolderTest, told_facts

IMAGE = pathlib.Path("firmware.elf")


@contextlib.contextmanager
def answering(answer: bytes, status: int = 0) -> Iterator[None]:
    """A board that answers so, whatever it is asked."""
    with (
        unittest.mock.patch.object(emulator, "execute", return_value=(answer, status, "console")),
        unittest.mock.patch.object(comparison, "execute", return_value=(answer, status, "console")),
        unittest.mock.patch.object(comparison, "build", return_value=IMAGE),
    ):
        yield


class AnswersTests(FolderTest):
    def setUp(self) -> None:
        super().setUp()
        self.board = Board.named("mps2-an386")
        self.model = Model(told_facts(self))

    def test_outputs_and_stack(self) -> None:
        with answering(struct.pack("<3b3bI", 1, -2, 3, -128, 127, 0, 600)):
            found = Answers(IMAGE, self.board, self.model, [[0] * 4, [1] * 4])
        self.assertEqual(found.outputs, [[1, -2, 3], [-128, 127, 0]])
        self.assertEqual((found.instructions, found.stack_bytes), ([], 600))

    def test_counted_instructions(self) -> None:
        # A tick of this board's clock is 40 instructions.
        with answering(struct.pack("<I3bI", 5, 1, 2, 3, 600)):
            found = Answers(IMAGE, self.board, self.model, [[0] * 4], counting=True)
        self.assertEqual((found.instructions, found.outputs), ([[200]], [[1, 2, 3]]))

    def test_requests_are_commands_with_inputs(self) -> None:
        with unittest.mock.patch.object(emulator, "execute", return_value=(bytes(7), 0, "")) as execute:
            Answers(IMAGE, self.board, self.model, [[-1, 0, 1, 127]])
        self.assertEqual(execute.call_args.args[2], b"R\xff\x00\x01\x7fS")

    def test_what_is_no_answer(self) -> None:
        for answer, status in ((b"", 0), (bytes(6), 0), (bytes(8), 0), (bytes(7), 1)):
            told = f"^mps2-an386: status {status}, {len(answer)} bytes"
            with self.subTest(told), answering(answer, status), self.assertRaisesRegex(EmulatorError, told):
                Answers(IMAGE, self.board, self.model, [[0] * 4])


class ComparisonTests(FolderTest):
    def compared(self, *cases: tuple[bytes, int, int], stack: int = 1000) -> Comparison:
        answer = b"".join(struct.pack("<32sII", *case) for case in cases) + struct.pack("<I", stack)
        with answering(answer):
            return Comparison(Board.named("microbit"), b"", self.folder)

    def test_verdicts_are_counted(self) -> None:
        found = self.compared(
            (b"add", EQUAL, 0), (b"add", DIFFERENT, 1), (b"pad", TOO_LARGE, 0), (b"add", EQUAL, 0), (b"pad", UNSOUND, 0)
        )
        self.assertEqual(found.text(), "2 of 4 random cases equal, 1 too large for its RAM")
        self.assertEqual(
            found.failures, ["add, case 1, input 1: another output", "pad, case 1, input 0: the case is refused"]
        )

    def test_a_stack_that_is_full(self) -> None:
        with self.assertRaisesRegex(EmulatorError, "stack of 4,096 bytes is too small"):
            self.compared((b"add", EQUAL, 0), stack=4096)

    def test_answers_that_are_cut_off(self) -> None:
        for answer in (b"", bytes(40), bytes(43)):
            with self.subTest(answer), answering(answer), self.assertRaisesRegex(EmulatorError, "bytes of answers"):
                Comparison(Board.named("microbit"), b"", self.folder)
