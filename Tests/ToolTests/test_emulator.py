"""What boards answer, and answers that are none."""

from __future__ import annotations

import contextlib
import pathlib
import struct
import unittest
import unittest.mock
from collections.abc import Iterator

import comparison
import emulator
from board import Board
from comparison import DIFFERENT, EQUAL, TOO_LARGE, UNSOUND, Comparison, sample_cases
from emulator import Answers, EmulatorError
from host import HostError
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

    def test_several_values_follow_each_other(self) -> None:
        vector = {"element": "int8", "shape": [2], "scale": 1, "zero_point": 0}
        output = {"meaning": "values", "rule": "never", "number": 0, "temperature": 1}
        model = Model(
            told_facts(
                self,
                inputs=[{**vector, "name": "a"}, {**vector, "name": "b", "element": "int16"}],
                outputs=[
                    {**output, "tensor": {**vector, "name": "c", "shape": [3]}},
                    {**output, "tensor": {**vector, "name": "d", "shape": [1]}},
                ],
            )
        )
        answer = (struct.pack("<4bI", 1, -2, 3, 4, 600), 0, "")
        with unittest.mock.patch.object(emulator, "execute", return_value=answer) as execute:
            found = Answers(IMAGE, self.board, model, [[1, 2, 3, 4, 5, 6]])
        self.assertEqual((model.input_bytes, found.outputs), (6, [[1, -2, 3, 4]]))
        self.assertEqual(execute.call_args.args[2], b"R\1\2\3\4\5\6S")

    def test_passes_begin_with_a_reset(self) -> None:
        answer = (bytes(2 * 2 * 3 + 4), 0, "")
        with unittest.mock.patch.object(emulator, "execute", return_value=answer) as execute:
            found = Answers(IMAGE, self.board, self.model, [[1] * 4, [2] * 4], passes=2)
        once = b"R\1\1\1\1R\2\2\2\2"
        self.assertEqual(execute.call_args.args[2], once + b"N" + once + b"S")
        self.assertEqual(len(found.outputs), 4)

    def test_what_is_no_answer(self) -> None:
        for answer, status in ((b"", 0), (bytes(6), 0), (bytes(8), 0), (bytes(7), 1)):
            told = f"^mps2-an386: status {status}, {len(answer)} bytes"
            with self.subTest(told), answering(answer, status), self.assertRaisesRegex(EmulatorError, told):
                Answers(IMAGE, self.board, self.model, [[0] * 4])


class SampleCaseTests(unittest.TestCase):
    def test_cases_are_read_up_to_the_end(self) -> None:
        first = struct.pack("<32s4I", b"mean", 5, 2, 3, 0) + b"APUS!" + b"abc" + bytes([1, 2, 0, 0]) + b"def" + bytes(4)
        second = struct.pack("<32s4I", b"other", 1, 0, 3, 0) + b"x"
        with unittest.mock.patch.object(comparison, "random_cases", return_value=first + second + bytes(32)):
            found = sample_cases()
        self.assertEqual(found, [("mean", b"APUS!", [(b"abc", 513), (b"def", 0)]), ("other", b"x", [])])

    def test_cases_that_cover_all_operators(self) -> None:
        cases = struct.pack("<32s4I", b"mean", 0, 0, 0, 1) + bytes(32)
        with (
            unittest.mock.patch.object(comparison, "random_cases", return_value=cases),
            self.assertRaisesRegex(HostError, "another version"),
        ):
            sample_cases()


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
            found.failures, ["add, case 1, run 1: other outputs", "pad, case 1, run 0: the case is refused"]
        )

    def test_a_stack_that_is_full(self) -> None:
        with self.assertRaisesRegex(EmulatorError, "stack of 4,096 bytes is too small"):
            self.compared((b"add", EQUAL, 0), stack=4096)

    def test_answers_that_are_cut_off(self) -> None:
        for answer in (b"", bytes(40), bytes(43)):
            with self.subTest(answer), answering(answer), self.assertRaisesRegex(EmulatorError, "bytes of answers"):
                Comparison(Board.named("microbit"), b"", self.folder)
