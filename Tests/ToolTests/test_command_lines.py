"""What every tool answers, whatever else it needs."""

from __future__ import annotations

import os
import pathlib
import tempfile
import unittest

from support import TOOLS, ran


def tools() -> list[str]:
    return sorted(path.name for path in TOOLS.iterdir() if path.is_file() and os.access(path, os.X_OK))


class CommandLineTests(unittest.TestCase):
    """With an empty cache of packages, which `--help` must not fill."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.environment = {"APUS_CACHE": folder.name, "APUS": "/nowhere/apus"}

    def test_help(self) -> None:
        self.assertIn("firmware", tools())
        for name in tools():
            for option in ("--help", "-h"):
                with self.subTest(f"{name} {option}"):
                    outcome = ran(name, option, **self.environment)
                    self.assertEqual(outcome.returncode, 0, outcome.stderr)
                    self.assertEqual(outcome.stderr, "")
                    self.assertIn(
                        f"usage: Tools/{name}", outcome.stdout.replace(f"usage: {name}", f"usage: Tools/{name}")
                    )
        self.assertEqual(list(pathlib.Path(self.environment["APUS_CACHE"]).iterdir()), [])

    def test_a_wrong_option_is_one_sentence(self) -> None:
        for name in tools():
            with self.subTest(name):
                outcome = ran(name, "--no-such-option", **self.environment)
                self.assertEqual(outcome.returncode, 2, outcome.stderr)
                self.assertEqual(outcome.stdout, "")
                self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome.stderr)
                self.assertTrue(outcome.stderr.startswith(f"{name}: "), outcome.stderr)

    def test_wrong_values_of_options(self) -> None:
        for arguments in (
            ("check-tflite", "--count", "0"),
            ("check-tflite", "--count", "many"),
            ("firmware", "a.apus", "--board", "arduino", "--out", "x"),
            ("test-firmware", "--random", "-1"),
            ("test-firmware", "--random", "1", "--golden"),
            ("bench-peers", "--networks", "alexnet"),
            ("bench-peers", "--runs", "1"),
            ("test-neon", "--count", "many"),
            ("build-library", "x"),
            ("bench-start", "a.apus"),
            ("fuzz", "onnx"),
            ("read-apus",),
        ):
            with self.subTest(" ".join(arguments)):
                outcome = ran(*arguments, **self.environment)
                self.assertEqual(outcome.returncode, 2, outcome.stderr)
                self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome.stderr)

    def test_a_missing_program_is_one_sentence(self) -> None:
        for arguments in (
            ("firmware", "a.apus", "--board", "microbit", "--out", "/tmp/x"),
            ("test-firmware", "--model", "a.apus"),
        ):
            with self.subTest(" ".join(arguments)):
                outcome = ran(*arguments, **self.environment)
                self.assertEqual(outcome.returncode, 1)
                self.assertEqual(
                    outcome.stderr,
                    f"{arguments[0]}: /nowhere/apus is not there: run swift build -c release --product apus, "
                    "or set $APUS\n",
                )
