"""The kit's own programs on this machine: what a model sees of an image, and what it answers."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import tempfile
from collections.abc import Sequence
from typing import TypedDict

from command_line import ToolError
from npy import int8_rows

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class HostError(ToolError):
    """`apus` is missing or failed."""


# What `apus run --json` says of an image.
Answer = TypedDict(
    "Answer", {"path": str, "class": str, "confidence": float, "scores": list[float], "outputs": list[int]}
)


def apus(*arguments: str) -> str:
    """Runs `apus`: $APUS, or the one that `swift build -c release` makes.
    - Returns: what it prints."""
    program = os.environ.get("APUS") or str(ROOT / ".build/release/apus")
    try:
        result = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    except OSError:
        raise HostError(f"{program} is not there: run swift build -c release --product apus, or set $APUS") from None
    if result.returncode != 0:
        raise HostError(result.stderr.strip().removeprefix("apus: ") or f"{program} failed")
    return result.stdout


def answers(path: str, images: Sequence[str]) -> list[Answer]:
    """What a model says of images."""
    found: list[Answer] = json.loads(apus("run", path, *images, "--json"))
    return found


def prepared(path: str, images: Sequence[str]) -> list[list[int]]:
    """The int8 inputs that images become for a model, so that the firmware needs no code for pictures."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = f"{folder}/inputs.npy"
        apus("prepare", path, *images, "--out", inputs)
        return int8_rows(inputs)


def export(data: str, count: int, folder: pathlib.Path) -> None:
    """Writes images of a data set, as JPEGs in folders of their classes."""
    apus("dataset", "export", "--data", data, "--count", str(count), "--out", str(folder))
