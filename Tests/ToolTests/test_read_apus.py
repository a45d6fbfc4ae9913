"""The reader in Python: on files made by hand from FORMAT.md, on those of version 1, on files that are no models."""

from __future__ import annotations

import json
import struct
from typing import Any

from damage import with_checksum
from support import ROOT, FolderTest, ran, script

VERSION_1 = ROOT / "Tests/ApusModelTests/Fixtures/version1.cases"


def tensor(offset: int, channels: int, scale: float = 0.5, zero_point: int = -3) -> bytes:
    """The record of a vector."""
    return struct.pack("<IHHIfbBBB", offset, 1, 1, channels, scale, zero_point, 1, 0, 0)


def full_form(*, state_at: int = 16, output_at: int = 16, update: int = 2, reserved: int = 0) -> bytes:
    """The larger of an input and a state, which becomes the state."""
    sources = tensor(0, 4) + bytes(4) + tensor(state_at, 4) + b"\xff\xff\xff\xff"
    record = struct.pack("<BBbb", 22, 2, -128, 127) + tensor(output_at, 4) + bytes(4) + struct.pack("<HH", 0, 1)
    record += bytes(31) + bytes([reserved])
    output = struct.pack("<HBBifI", 2, 0, 0, 0, 1, 0)
    names = b"\x01\x00\x04high" + b"\x02\x00\x02in" + b"\x03\x00\x03top"
    size = 176 + 4 + len(names)
    sections = struct.pack("<IHHIIIBBBB", 32, 1, 0, 176, 0, 180, 1, 1, 1, 0)
    header = b"APUS" + struct.pack("<HBBII", 2, 0, 0, size, 0) + sections
    file = header + sources + record + output + struct.pack("<H", update)
    return with_checksum(file.ljust(180, b"\0") + names)


def compact_form(*, inputs: bytes = b"\x02\x01\x02", kind: int = 7, table: int = 256, outputs: int = 1) -> bytes:
    """An input and what a table makes of it, added."""
    source = b"\x83\x80\x03" + b"\x04" + b"\x80" + b"\x01" + struct.pack("<f", 0.25)
    lookup = b"\x10\x04\x00" + struct.pack("BB", 0x80 | table & 127, table >> 7) + bytes(range(256))
    total = bytes([kind]) + b"\x80\x80\x06" + inputs + struct.pack("<f", 0.75)
    stream = source + lookup + total + b"\x00" + b"\x01\x00\x04hand"
    file = b"APUS" + struct.pack("<HBBII", 2, 1, 0, 20 + len(stream), 0) + bytes([1, 0, outputs, 2]) + stream
    return with_checksum(file)


class ReadApusTests(FolderTest):
    def facts(self, content: bytes) -> dict[str, Any]:
        outcome = ran("read-apus", "--json", str(self.write("a.apus", content)))
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        facts: dict[str, Any] = json.loads(outcome.stdout)
        return facts

    def refuse(self, content: bytes) -> str:
        path = self.write("a.apus", content)
        outcome = ran("read-apus", str(path))
        self.assertEqual(outcome.returncode, 1, outcome.stdout)
        self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome.stderr)
        self.assertTrue(outcome.stderr.startswith(f"{path}: "), outcome.stderr)
        return outcome.stderr.removeprefix(f"{path}: ").strip()

    def test_files_that_are_no_models(self) -> None:
        header = b"APUS" + bytes([1, 0, 0, 0]) + (64).to_bytes(4, "little") + bytes(52)
        for content in (
            b"",
            b"APUS",
            b"SUPA" + bytes(60),
            header,
            # Names, and then records, beyond the end.
            with_checksum(header[:32] + b"\xff\xff\xff\xff" + header[36:]),
            with_checksum(header[:20] + b"\xff\xff" + header[22:]),
        ):
            with self.subTest(content[:40]):
                self.refuse(content)

    def test_a_file_that_is_not_there(self) -> None:
        outcome = ran("read-apus", str(self.folder / "none.apus"))
        self.assertEqual(outcome.returncode, 1)
        self.assertEqual(len(outcome.stderr.splitlines()), 1)

    def test_the_full_form(self) -> None:
        facts = self.facts(full_form())
        self.assertEqual((facts["form"], facts["name"], facts["arena_bytes"]), ("full", "high", 32))
        self.assertEqual([value["name"] for value in facts["inputs"]], ["in"])
        (state,) = facts["states"]
        self.assertEqual((state["tensor"]["name"], state["update"], state["has_starting_values"]), ("top", 2, False))
        (operator,) = facts["operators"]
        self.assertEqual((operator["kind"], operator["inputs"], operator["zero_point"]), ("maximum", [0, 1], -3))
        self.assertEqual(facts["outputs"][0]["value"], 2)
        self.assertEqual(facts["outputs"][0]["meaning"], "values")

    def test_the_compact_form(self) -> None:
        facts = self.facts(compact_form())
        self.assertEqual((facts["form"], facts["name"]), ("compact", "hand"))
        self.assertEqual([operator["kind"] for operator in facts["operators"]], ["lookup", "add"])
        self.assertEqual(facts["operators"][1]["inputs"], [1, 0])
        # The input is in the way of the table's results, since it is taken once more; the sum is made in its place.
        self.assertEqual([operator["arena_offset"] for operator in facts["operators"]], [16, 0])
        self.assertEqual(facts["arena_bytes"], 32)
        # What no field says is the input's; scales are told or not.
        self.assertEqual([operator["zero_point"] for operator in facts["operators"]], [-128, -128])
        self.assertEqual([operator["scale"] for operator in facts["operators"]], [0, 0.75])
        self.assertEqual([operator["clamp"] for operator in facts["operators"]], [[-128, 127]] * 2)
        # The CRC-32C of the bytes 0 … 255.
        self.assertEqual(facts["operators"][0]["weights_checksum"], 0x9C44184B)

    def test_damage_is_told(self) -> None:
        for content, sentence in (
            (full_form(output_at=0, state_at=0), "inputs and states overlap"),
            (full_form(state_at=32), "outside the arena"),
            (full_form(output_at=8), "outside the arena"),
            (full_form(update=3), "does not exist"),
            (full_form(update=0), "a state is overwritten"),
            (full_form(reserved=1), "reserved bytes"),
            (full_form()[:-1] + b"?", "checksum"),
            (compact_form(inputs=b"\x02\x01\x03"), "an input does not exist"),
            (compact_form(inputs=b"\x01\x01"), "add has 1 inputs"),
            (compact_form(kind=99), "kind 99 is unknown"),
            (compact_form(outputs=0), "no output"),
            (compact_form(table=2000), "do not end before"),
        ):
            with self.subTest(sentence):
                self.assertIn(sentence, self.refuse(content))

    def test_files_of_version_1(self) -> None:
        with VERSION_1.open("rb") as stream:
            files = dict(script("check-format").read_cases(stream))
        self.assertEqual(len(files), 19)
        facts = self.facts(files["straight"])
        self.assertEqual((facts["form"], facts["style"], facts["input"]), ("version 1", "digit", "9×8×2"))
        self.assertEqual(facts["classes"], ["één", "two", "three"])
        self.assertEqual([operator["name"] for operator in facts["operators"]][-2:], ["fc2", "softmax"])
        self.assertEqual(facts["outputs"][0]["meaning"], "probabilities")
        self.assertEqual(facts["operators"][-2]["multiply_accumulates"], 21)
