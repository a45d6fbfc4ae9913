"""What the build of an image decides before the compiler is asked, and what it reads of its answers."""

from __future__ import annotations

import unittest.mock

import build
import library
from board import Board
from comparison import Everything
from model import Model
from placement import PlacementError
from support import FolderTest, told_facts


class BuildTests(FolderTest):
    def test_a_model_that_fits(self) -> None:
        self.assertEqual(build.placement(Model(told_facts(self)), Board.named("microbit")), ("FLASH", "RAM"))

    def test_a_model_that_does_not(self) -> None:
        sets = {"portable": {"arena_bytes": 20_000, "library_bytes": 20_048}}
        model = Model(told_facts(self, kernel_sets=sets))
        model.data = bytes(300_000)
        with self.assertRaises(PlacementError) as caught:
            build.placement(model, Board.named("microbit"))
        self.assertEqual(
            str(caught.exception),
            f"{model.path} does not fit microbit: "
            "flash: model 300,000 + code at least 4,096 = 304,096 bytes of 262,144; "
            "RAM: arena 20,000 + stack 1,536 = 21,536 bytes of 16,384",
        )

    def test_everything_fits_every_board(self) -> None:
        for name in ("microbit", "mps3-an547"):
            board = Board.named(name)
            self.assertEqual(build.placement(Everything(board), board), ("FLASH", "RAM"))

    def test_a_tool_that_is_missing_or_fails(self) -> None:
        with self.assertRaisesRegex(build.BuildError, "no-such-program is not installed"):
            build.toolchain(["no-such-program"])
        with self.assertRaisesRegex(build.BuildError, "sh failed:\nwhy"):
            build.toolchain(["sh", "-c", "echo why >&2; exit 1"])
        with self.assertRaisesRegex(build.BuildError, "^sh was ended by signal 15$"):
            build.toolchain(["sh", "-c", "kill $$"])

    def test_a_memory_that_is_too_small_is_told_in_bytes(self) -> None:
        said = "ld.lld: error: section '.model' will not fit in region 'FLASH': overflowed by 1234 bytes"
        with self.assertRaisesRegex(build.BuildError, "^FLASH: .model is 1,234 bytes too large$"):
            build.toolchain(["sh", "-c", f'echo "{said}" >&2; exit 1'])

    def test_sections_and_symbols(self) -> None:
        listing = (
            "\nSections:\nIdx Name          Size     VMA\n  0               00000000 0\n  1 .text         000000ff 0\n"
        )
        names = "00000000 00000010 T one\n00000010 00000004 t two\n00000020 d three\n"
        with unittest.mock.patch.object(build, "toolchain", return_value=listing):
            self.assertEqual(build.sections(self.folder), {".text": 255})
        with unittest.mock.patch.object(build, "toolchain", return_value=names):
            self.assertEqual(build.symbols(self.folder), [(16, "one"), (4, "two")])

    def test_operators_that_are_chosen_wrongly_do_not_compile(self) -> None:
        chosen = self.write("ChosenOperators.swift", build.CHOSEN_OPERATORS.format(operators=0b1010, features=0b10))
        renamed = self.write("Renamed.swift", chosen.read_text().replace("builtInOperators", "includedOperators"))
        condition = ["-D", "CHOSEN_OPERATORS"]
        self.type_check([])
        self.type_check([*condition, str(chosen)])
        for arguments in ([str(chosen)], condition, [*condition, str(renamed)]):
            with self.subTest(arguments), self.assertRaisesRegex(build.BuildError, "builtInOperators"):
                self.type_check(arguments)

    def type_check(self, arguments: list[str]) -> None:
        """Has the compiler check ApusModel with a choice of operators."""
        sources = map(str, (build.ROOT / "Sources/ApusModel").rglob("*.swift"))
        build.toolchain(["swiftc", "-typecheck", "-package-name", "apus", "-parse-as-library", *sources, *arguments])

    def test_status_codes_are_those_of_the_header(self) -> None:
        codes = library.statuses()
        self.assertEqual(codes["APUS_OK"], 0)
        self.assertEqual(sorted(codes.values())[:5], [0, 1, 2, 3, 4])
        self.assertIn("APUS_BAD_OPERATOR", codes)
