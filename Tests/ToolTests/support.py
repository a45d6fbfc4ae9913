"""What the tests of the tools share."""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import types
import unittest
import unittest.mock
from importlib.machinery import SourceFileLoader

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / "Tools"


def script(name: str) -> types.ModuleType:
    """A tool, whose file has no .py at its end, as a module."""
    module_name = name.replace("-", "_")
    loader = SourceFileLoader(module_name, str(TOOLS / name))
    specification = importlib.util.spec_from_loader(module_name, loader)
    assert specification is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[module_name] = module
    loader.exec_module(module)
    return module


def ran(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a tool says, run as a person runs it."""
    return subprocess.run(
        [str(TOOLS / name), *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
        env={**os.environ, **environment},
    )


class FolderTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name: str, content: str | bytes) -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


# What `apus inspect --json` says of a model of one dense layer, and of its output.
OUTPUT = {
    "tensor": {"name": "output", "element": "int8", "shape": [3], "scale": 0.1, "zero_point": 5},
    "meaning": "logits",
    "rule": "never",
    "number": 0,
    "temperature": 1,
}
FACTS = {
    "file_bytes": 4,
    "arena_bytes": 32,
    "operator_mask": 1 << 3,
    "feature_mask": 1 << 1,
    "record_bytes": 0,
    "inputs": [{"name": "input", "element": "int8", "shape": [2, 2, 1], "scale": 0.1, "zero_point": -128}],
    "outputs": [OUTPUT],
    "classes": ["a", "b", "c"],
    "gives_probabilities": False,
    "operators": [{"name": "head", "kind": "dense", "multiply_accumulates": 12}],
    "multiply_accumulates": 12,
    "kernel_sets": {
        "portable": {"arena_bytes": 32, "library_bytes": 80},
        "dsp": {"arena_bytes": 320, "library_bytes": 368},
        "helium": {"arena_bytes": 48, "library_bytes": 96},
    },
}


def told(test: FolderTest, answer: str, status: int = 0) -> None:
    """Puts a program that gives an answer in the place of `apus`."""
    path = test.write("apus", f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\nexit {status}\n")
    path.chmod(0o755)
    replaced = unittest.mock.patch.dict(os.environ, APUS=str(path))
    replaced.start()
    test.addCleanup(replaced.stop)


def told_facts(test: FolderTest, **changes: object) -> pathlib.Path:
    """A model's file, of which `apus inspect` says `FACTS` with some changes."""
    told(test, json.dumps({**FACTS, **changes}))
    return test.write("model.apus", b"APUS")
