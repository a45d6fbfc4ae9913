"""Boards that are sound, and folders that are not."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib

from board import BOARDS, Board, BoardError, all_names, emulated, listing
from command_line import ToolError
from support import ROOT, FolderTest, ran

GOOD = {
    "what": "a board",
    "triple": "armv6m-none-none-eabi",
    "clang": "thumbv6m-none-eabi",
    "flags": ["-mcpu=cortex-m0"],
    "swift": [],
    "kernels": "portable",
    "startup": "cortex-m.S",
    "qemu": "qemu-system-arm -M microbit",
    "picosecondsPerTick": 62500,
}
MEMORY = "MEMORY { FLASH : ORIGIN = 0, LENGTH = 256K\n RAM : ORIGIN = 0x20000000, LENGTH = 16K }"


class BoardTests(FolderTest):
    def board(self, name: str, facts: object, memory: str = MEMORY) -> pathlib.Path:
        text = facts if isinstance(facts, (str, bytes)) else json.dumps(facts)
        self.write(f"{name}/board.json", text)
        self.write(f"{name}/memory.ld", memory)
        return self.folder / name

    def refusal(self, facts: object) -> str:
        with self.assertRaises(BoardError) as caught:
            Board(self.board("odd", facts))
        message = str(caught.exception)
        start = f"{self.folder}/odd/board.json"
        self.assertTrue(message.startswith(start), message)
        self.assertNotIn("\n", message)
        return message.removeprefix(start)

    def test_every_board_of_the_kit_is_sound(self) -> None:
        names = all_names()
        self.assertIn("mps2-an386", names)
        for name in names:
            with self.subTest(name):
                board = Board.named(name)
                self.assertGreater(board.flash_bytes, 100_000)
                self.assertIn(name, listing())
        self.assertNotIn("stm32f4-discovery", [board.name for board in emulated()])

    def test_a_good_board(self) -> None:
        board = Board(self.board("good", GOOD))
        self.assertEqual((board.flash_bytes, board.ram_bytes), (256 << 10, 16 << 10))
        self.assertEqual(board.qemu, ["qemu-system-arm", "-M", "microbit"])
        self.assertEqual(board.picoseconds_per_tick, 62500)

    def test_a_board_without_an_emulator(self) -> None:
        facts = {key: value for key, value in GOOD.items() if key not in ("qemu", "picosecondsPerTick")}
        self.assertEqual(Board(self.board("real", facts)).qemu, [])

    def test_missing_keys(self) -> None:
        for key in GOOD:
            if key != "qemu":
                with self.subTest(key):
                    facts = {other: value for other, value in GOOD.items() if other != key}
                    self.assertEqual(self.refusal(facts), f': the key "{key}" is missing')

    def test_wrong_values(self) -> None:
        startups = ", ".join(sorted(path.name for path in (ROOT / "Firmware/Shared").glob("*.S")))
        for key, value, expected in (
            ("kernels", "dps", 'must be one of portable, dsp, helium, and is "dps"'),
            ("kernels", ["dsp"], 'must be one of portable, dsp, helium, and is ["dsp"]'),
            ("startup", "../../evil.S", f'must be one of {startups}, and is "../../evil.S"'),
            ("flags", "-mcpu=cortex-m0", 'must be a list of texts, and is "-mcpu=cortex-m0"'),
            ("flags", [1], "must be a list of texts, and is [1]"),
            ("flags", ["-mcpu=\0"], 'must be a list of texts, and is ["-mcpu=\\u0000"]'),
            ("what", 5, "must be a text, and is 5"),
            ("what", "\ud800", 'must be a text, and is "\\ud800"'),
            ("what", "two\nlines", 'must be a text, and is "two\\nlines"'),
            ("triple", " ", 'must be a text, and is " "'),
            ("qemu", None, "must be a text, and is null"),
            ("picosecondsPerTick", "40000", 'must be a whole number from 1 on, and is "40000"'),
            ("picosecondsPerTick", True, "must be a whole number from 1 on, and is true"),
            ("picosecondsPerTick", 0, "must be a whole number from 1 on, and is 0"),
        ):
            with self.subTest(f"{key}: {value}"):
                self.assertEqual(self.refusal({**GOOD, key: value}), f': "{key}" {expected}')
        self.assertEqual(self.refusal({**GOOD, "kernel": "dsp"}), ': there is no key "kernel"')

    def test_files_that_are_no_json(self) -> None:
        self.assertTrue(self.refusal('{\n  "what": "a board",\n}').startswith(":3: this is not JSON: "))
        self.assertEqual(self.refusal("[]"), ": this is not a JSON object")
        self.assertEqual(self.refusal(b"\xff"), ": this is not a text in UTF-8")
        self.assertTrue(self.refusal("").startswith(":1: this is not JSON"))
        self.assertIn("this is not JSON", self.refusal("[" * 100_000))
        self.assertIn("this is not JSON", self.refusal('{"picosecondsPerTick": ' + "1" * 5000 + "}"))

    def test_one_bad_folder_does_not_break_the_others(self) -> None:
        self.board("good", GOOD)
        self.board("bad", {})
        self.board("unreadable", GOOD, memory="MEMORY")
        (self.folder / "empty").mkdir()
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            self.assertEqual([board.name for board in emulated(folder=self.folder)], ["good"])
        self.assertEqual(len(errors.getvalue().splitlines()), 3)
        with self.assertRaises(ToolError):
            list(emulated(["bad"], self.folder))
        with self.assertRaises(OSError):
            list(emulated(["nowhere"], self.folder))
        lines = listing(self.folder).splitlines()
        self.assertEqual(len(lines), 5)
        self.assertIn("cannot be used", lines[1])
        self.assertIn("a board", lines[3])

    def test_help_despite_a_bad_folder(self) -> None:
        folder = BOARDS / "zz-test-of-a-bad-folder"
        folder.mkdir()
        self.addCleanup(folder.rmdir)
        for tool in ("firmware", "build-library", "test-firmware", "bench-firmware"):
            self.assertEqual(ran(tool, "--help").returncode, 0, tool)
