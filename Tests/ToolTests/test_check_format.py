"""What two readers of .apus files have against each other."""

from __future__ import annotations

import random
import struct
import unittest

from support import script

tool = script("check-format")
FACTS = {"arena_bytes": 32, "inputs": [{"scale": 0.1, "shape": [2, 3]}], "table": None}


def accepted(**changes: object) -> dict[str, object]:
    return {"facts": {**FACTS, **changes}}


class CheckFormatTests(unittest.TestCase):
    def test_equal_facts(self) -> None:
        # Python has the number of 32 bits that the shortest decimals mean.
        single = struct.unpack("<f", struct.pack("<f", 0.1))[0]
        self.assertIsNone(tool.disagreement(accepted(), accepted(inputs=[{"scale": single, "shape": [2, 3]}])))
        # What is null in one may be left out in the other.
        self.assertIsNone(tool.disagreement({"facts": {"table": None}}, {"facts": {}}))

    def test_different_facts_are_named(self) -> None:
        for changes, place in (
            ({"arena_bytes": 48}, "facts.arena_bytes"),
            ({"inputs": [{"scale": 0.1000001, "shape": [2, 3]}]}, "facts.inputs[0].scale"),
            ({"inputs": [{"scale": 0.1, "shape": [3, 2]}]}, "facts.inputs[0].shape[0]"),
            ({"inputs": []}, "facts.inputs"),
            ({"table": 5}, "facts.table"),
        ):
            with self.subTest(place):
                self.assertIn(place + ":", str(tool.disagreement(accepted(), accepted(**changes))))

    def test_one_reader_refuses(self) -> None:
        def refused() -> dict[str, object]:
            return {"refused": "a reason"}

        self.assertIsNone(tool.disagreement(refused(), {"refused": "another reason"}))
        self.assertIn("by Swift alone", str(tool.disagreement(refused(), accepted())))
        self.assertIn("by Python alone", str(tool.disagreement(accepted(), refused())))
        metadata = tool.disagreement(accepted(metadata_refused="a reason"), accepted(metadata={}))
        self.assertIn("metadata refused by Swift alone", str(metadata))

    def test_damage_keeps_length_and_checksum_right(self) -> None:
        file = tool.mended(b"APUS" + bytes(range(100)))
        changed = [tool.damaged(file, random.Random(seed)) for seed in range(50)]
        self.assertEqual(changed, [tool.damaged(file, random.Random(seed)) for seed in range(50)])
        self.assertGreater(len(set(changed)), 40)
        for each in changed:
            self.assertEqual(each, tool.mended(each))
            self.assertEqual(each[:4], b"APUS")
            self.assertEqual(struct.unpack_from("<I", each, 8)[0], len(each))
