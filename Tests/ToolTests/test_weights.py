"""The pretrained weights are those whose checksums are written down, and what they were made from is told."""

import hashlib
import unittest

from support import ROOT

WEIGHTS = ROOT / "Sources/ApusZoo/Weights"


class Weights(unittest.TestCase):
    def test_checksums(self) -> None:
        lines = (WEIGHTS / "SHA256SUMS").read_text().splitlines()
        written = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
        found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in WEIGHTS.glob("*.safetensors")}
        self.assertEqual(written, found)

    def test_origins(self) -> None:
        notice, readme = (ROOT / "NOTICE").read_text(), (WEIGHTS / "README.md").read_text()
        for path in WEIGHTS.glob("*.safetensors"):
            self.assertIn(path.name, notice)
            self.assertIn(path.name, readme)


if __name__ == "__main__":
    unittest.main()
