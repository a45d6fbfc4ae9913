"""What Tools/fuzz builds and counts."""

from __future__ import annotations

import unittest
import unittest.mock

from support import ROOT, FolderTest, script

tool = script("fuzz")


class TargetTests(unittest.TestCase):
    def test_every_target_has_its_files_and_a_corpus(self) -> None:
        corpora = {path.name for path in (ROOT / "Tests/Fuzzing/Corpus").iterdir()}
        self.assertEqual(corpora, set(tool.TARGETS))
        for name, target in tool.TARGETS.items():
            with self.subTest(name):
                for file in (*tool.SHARED, *target.files):
                    self.assertTrue((ROOT / f"Tests/Fuzzing/{file}.swift").exists(), file)
                self.assertTrue(any((ROOT / "Tests/Fuzzing/Corpus" / name).iterdir()))

    def test_no_file_is_left_out(self) -> None:
        used = {file for target in tool.TARGETS.values() for file in (*tool.SHARED, *target.files)}
        for folder in ("Properties", "Harness/Mutations", "Harness/Targets"):
            for path in (ROOT / "Tests/Fuzzing" / folder).glob("*.swift"):
                self.assertIn(f"{folder}/{path.stem}", used)

    def test_dictionaries_are_those_of_targets(self) -> None:
        for path in (ROOT / "Tests/Fuzzing/Dictionaries").iterdir():
            self.assertIn(path.name, tool.TARGETS)


class CountTests(FolderTest):
    def test_counts_add_up(self) -> None:
        stored = self.write("totals.json", '{"json": {"inputs": 1200, "seconds": 3.0}, "gone": {"inputs": 5}}')
        with unittest.mock.patch.object(tool, "TOTALS", stored), unittest.mock.patch.object(tool, "OUT", self.folder):
            self.write("findings/json-crash-1", "x")
            self.assertEqual(tool.totals()["json"].inputs, 1200)
            self.assertEqual(tool.totals()["png"].inputs, 0)
            lines = tool.table({"json": tool.Count(600, 2), "png": tool.Count(0, 2)}).splitlines()
        self.assertEqual(lines[1].split(), ["json", "600", "300", "1,200", "1"])
        self.assertEqual(lines[-1].split(), ["together", "600", "1,200", "1"])


if __name__ == "__main__":
    unittest.main()
