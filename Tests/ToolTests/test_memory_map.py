"""Sizes and places of memories, written in all ways that GNU ld allows, and in ways that it does not."""

from __future__ import annotations

from memory_map import Memory, MemoryMap, MemoryMapError
from support import FolderTest


class MemoryMapTests(FolderTest):
    def read(self, text: str | bytes) -> dict[str, Memory]:
        return MemoryMap(self.write("memory.ld", text)).memories

    def length(self, expression: str) -> int:
        """The length of a memory, behind one of 256 KiB at 64 KiB."""
        return self.read(
            f"MEMORY {{ FLASH (rx) : ORIGIN = 64K, LENGTH = 256K\n RAM : ORIGIN = 0x20000000, {expression} }}"
        )["RAM"].length

    def refusal(self, text: str | bytes) -> str:
        with self.assertRaises(MemoryMapError) as caught:
            self.read(text)
        message = str(caught.exception)
        self.assertTrue(message.startswith(f"{self.folder}/memory.ld:"), message)
        self.assertNotIn("\n", message)
        return message.removeprefix(f"{self.folder}/memory.ld:")

    def test_lengths(self) -> None:
        for expression, expected in {
            "LENGTH = 64K": 65536,
            "LENGTH=64K": 65536,
            "LENGTH   =\n\t64k": 65536,
            "len = 2m": 2 << 20,
            "l = 0x10000": 65536,
            "LENGTH = 0X1fK": 31 << 10,
            "LENGTH = 010": 8,
            "LENGTH = 64 * 1024": 65536,
            "LENGTH = 64K - 4 * (1 + 1)": 65528,
            "LENGTH = (64K)": 65536,
            "LENGTH = 1 << 16": 65536,
            "LENGTH = 10 - 4 - 3": 3,
            "LENGTH = 7 / 2 + 7 % 2": 4,
            "LENGTH = -7 / 2 + 8": 5,
            "LENGTH = LENGTH(FLASH) - ORIGIN(FLASH)": 192 << 10,
            "LENGTH = MIN(3, MAX(1, 2))": 2,
            "LENGTH = 2 > 1 ? 8 : 16": 8,
            "LENGTH = 0 || 0 ? 8 : 0 ? 4 : 16": 16,
            "LENGTH = 6 & 3 | 8 ^ 1": 11,
            "LENGTH = ~0 & 0xFF": 255,
            "LENGTH = !0 /* a comment */ + 1": 2,
        }.items():
            with self.subTest(expression):
                self.assertEqual(self.length(expression), expected)

    def test_names_attributes_and_places(self) -> None:
        memories = self.read(
            "MEMORY{FLASH(rx):o=0x8000000,l=1M,RAM(!rwx):org=0x20000000,len=128K CCM : ORIGIN=1, LENGTH=2}"
        )
        self.assertEqual(memories["FLASH"], Memory("(rx)", 0x8000000, 1 << 20))
        self.assertEqual(memories["RAM"], Memory("(!rwx)", 0x20000000, 128 << 10))
        self.assertEqual(memories["CCM"], Memory("", 1, 2))

    def test_script_has_numbers_alone(self) -> None:
        path = self.write("memory.ld", "MEMORY { FLASH (rx) : o = 0, l = 4*1K RAM : o = ORIGIN(FLASH) + 1M, l = 1k }")
        script = MemoryMap(path).script()
        self.assertIn("FLASH (rx) : ORIGIN = 0x0, LENGTH = 0x1000\n", script)
        self.assertIn("RAM  : ORIGIN = 0x100000, LENGTH = 0x400\n", script)

    def test_refusals_name_line_and_fault(self) -> None:
        start = "MEMORY {\n FLASH : ORIGIN = 0, LENGTH = 1K\n RAM : ORIGIN = 0, "
        for rest, expected in {
            "LENGTH = 64Q }": "3: a number is expected, and not '64Q'",
            "LENGTH = }": "3: a number is expected, and not '}'",
            "LENTH = 64K }": "3: LENGTH is expected, and not 'LENTH'",
            "LENGTH = stack_bytes }": "3: a number is expected, and not 'stack_bytes'",
            "LENGTH = 1 / 0 }": "3: there is a division by zero",
            "LENGTH = 1 << -1 }": "3: there is a shift by less than nothing",
            "LENGTH = 0 }": "3: RAM of 0 bytes from 0x0 on does not lie in 32 bits of addresses",
            "LENGTH = 1 - 2 }": "3: RAM of -1 bytes from 0x0 on does not lie in 32 bits of addresses",
            "LENGTH = 5000M }": "3: RAM of 5,242,880,000 bytes from 0x0 on does not lie in 32 bits of addresses",
            "LENGTH = LENGTH(ROM) }": "3: there is no memory called ROM above",
            "LENGTH = LENGTH(RAM) }": "3: there is no memory called RAM above",
            "LENGTH = 09 }": "3: a number is expected, and not '09'",
            "LENGTH = 64K\n": "4: the name of a memory is expected, and not the end of the file",
            "LENGTH = (64K\n }": "4: ) is expected, and not '}'",
            "LENGTH = 64K }\nSECTIONS { }": "4: nothing may follow the MEMORY command, and not 'SECTIONS'",
            "LENGTH = 1K\n RAM : ORIGIN = 0, LENGTH = 1K }": "4: there are two memories called RAM",
            "LENGTH = " + "(" * 1000 + "1" + ")" * 1000 + "}": "3: the expression is nested too deeply, and not '('",
            "LENGTH = 1" + " << 64" * 1000 + "}": "3: the expression leaves 64 bits",
            "LENGTH = 1" + "0" * 5000 + "}": f"3: the number 1{'0' * 5000} leaves 64 bits",
        }.items():
            with self.subTest(rest[:60]):
                self.assertEqual(self.refusal(start + rest), expected)
        self.assertEqual(
            self.refusal("MEMORY { FLASH : ORIGIN = 0, LENGTH = 1K }"),
            "1: there is no memory called RAM, and not the end of the file",
        )
        self.assertEqual(self.refusal(""), "1: MEMORY is expected, and not the end of the file")
        self.assertEqual(self.refusal(b"\xff\xfe"), " this is not a text in UTF-8")
        self.assertEqual(
            self.refusal("MEMORY { RAM (r;w) : ORIGIN = 0, LENGTH = 1K }"), "1: the attributes of RAM are not letters"
        )

    def test_a_chain_of_signs(self) -> None:
        self.assertEqual(self.length("LENGTH = " + "-" * 5000 + "4"), 4)
