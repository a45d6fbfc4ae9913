"""The reader in Python, on files that are no models."""

from __future__ import annotations

from damage import with_checksum
from support import FolderTest, ran


class ReadApusTests(FolderTest):
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
                path = self.write("a.apus", content)
                outcome = ran("read-apus", str(path))
                self.assertEqual(outcome.returncode, 1, outcome.stdout)
                self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome.stderr)
                self.assertTrue(outcome.stderr.startswith(f"{path}: "), outcome.stderr)

    def test_a_file_that_is_not_there(self) -> None:
        outcome = ran("read-apus", str(self.folder / "none.apus"))
        self.assertEqual(outcome.returncode, 1)
        self.assertEqual(len(outcome.stderr.splitlines()), 1)
