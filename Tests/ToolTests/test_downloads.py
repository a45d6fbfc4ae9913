"""Tools that bring data: MNIST's files and Omniglot's zips, sound and hostile ones."""

from __future__ import annotations

import gzip
import hashlib
import pathlib
import unittest.mock
import zipfile

from command_line import ToolError
from support import FolderTest, ran, script

fetch_mnist = script("fetch-mnist")
unpack_omniglot = script("unpack-omniglot")


class FetchTests(FolderTest):
    def fetch(self, name: str, content: bytes) -> tuple[bytes | None, list[str]]:
        """What comes of a file that should hold `digits`."""
        self.write(name, content)
        digest = hashlib.md5(b"digits").hexdigest()
        found: tuple[bytes | None, list[str]] = fetch_mnist.fetch("a", digest, [self.folder.as_uri()])
        return found

    def test_plain_and_compressed_files(self) -> None:
        self.assertEqual(self.fetch("a", b"digits")[0], b"digits")
        self.assertEqual(self.fetch("a.gz", gzip.compress(b"digits"))[0], b"digits")

    def test_another_content(self) -> None:
        data, failures = self.fetch("a", b"other")
        self.assertIsNone(data)
        self.assertIn("MD5", failures[-1])

    def test_a_gzip_file_that_is_cut_off(self) -> None:
        data, failures = self.fetch("a.gz", gzip.compress(b"digits")[:-9])
        self.assertIsNone(data)
        self.assertIn("cut off or too large", failures[0])

    def test_a_gzip_file_that_is_too_large(self) -> None:
        with unittest.mock.patch.object(fetch_mnist, "MOST_BYTES", 100):
            data, failures = self.fetch("a.gz", gzip.compress(bytes(1000)))
        self.assertIsNone(data)
        self.assertIn("too large", failures[0])

    def test_no_mirror_has_it(self) -> None:
        outcome = ran("fetch-mnist", "--from", self.folder.as_uri(), "--out", str(self.folder / "out"))
        self.assertEqual(outcome.returncode, 1)
        self.assertEqual(len(outcome.stderr.splitlines()), 1)
        self.assertTrue(outcome.stderr.startswith("fetch-mnist: cannot get train-images"))
        self.assertFalse((self.folder / "out").exists())


class UnpackTests(FolderTest):
    def archive(self, entries: dict[str, bytes], name: str = "a.zip") -> pathlib.Path:
        path = self.folder / name
        with zipfile.ZipFile(path, "w") as archive:
            for entry, content in entries.items():
                archive.writestr(entry, content)
        return path

    def refusal(self, path: pathlib.Path) -> str:
        with self.assertRaises(ToolError) as caught:
            unpack_omniglot.images(str(path))
        return str(caught.exception)

    def test_images_go_into_folders_of_their_classes(self) -> None:
        path = self.archive({"small/Greek/character01/0001_01.png": b"one", "small/readme.txt": b"", "__MACOSX/x": b""})
        outcome = ran("unpack-omniglot", str(path), "--to", str(self.folder / "out"))
        self.assertEqual(outcome.stdout, f"1 images of 1 characters in {self.folder}/out\n")
        self.assertEqual((self.folder / "out/Greek-character01/0001_01.png").read_bytes(), b"one")

    def test_entries_that_lead_elsewhere(self) -> None:
        for entry in ("../a.png", "/etc/a.png", "a/../../character01/b.png", "C:\\a.png", "a\\..\\..\\b.png"):
            with self.subTest(entry):
                self.assertIn("leads out of the folder", self.refusal(self.archive({entry: b""})))

    def test_files_that_are_no_zips(self) -> None:
        sound = self.archive({"small/Greek/character01/0001_01.png": b"one" * 100}).read_bytes()
        for content in (b"", b"PK", sound[: len(sound) // 2], sound[:40] + b"\xff" * 20 + sound[60:]):
            with self.subTest(content[:8]):
                self.assertIn("damaged or no zip", self.refusal(self.write("bad.zip", content)))

    def test_images_that_are_too_large_or_none(self) -> None:
        large = self.archive({"small/Greek/character01/0001_01.png": bytes((1 << 20) + 1)})
        self.assertIn("too large", self.refusal(large))
        self.assertIn("holds no Omniglot images", self.refusal(self.archive({"a.txt": b""})))

    def test_zips_that_disagree(self) -> None:
        entry = "small/Greek/character01/0001_01.png"
        one, other = self.archive({entry: b"one"}), self.archive({entry: b"other"}, "b.zip")
        outcome = ran("unpack-omniglot", str(one), str(other), "--to", str(self.folder / "out"))
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("has another Greek-character01/0001_01.png", outcome.stderr)
        self.assertFalse((self.folder / "out").exists())
