"""Checks the import of all .tflite files of a folder against TFLite Micro and LiteRT."""

from __future__ import annotations

import collections
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
# Float outputs may be wrong by this much of the largest.
TOLERANCE = 1e-4
# Seconds after which a process is ended.
PATIENCE = 120


@dataclasses.dataclass
class Outcome:
    """What became of a file."""

    path: pathlib.Path
    # Whether it was imported, and what was said if not.
    imported: bool
    said: str
    seconds: float = 0
    megabytes: float = 0
    # "equal", "right", "wrong: …", or why nothing can be said.
    verdict: str = ""
    kind: str = ""
    reference: str = ""


@dataclasses.dataclass
class Ran:
    """A process that has ended."""

    status: int
    # On standard error, and on standard output.
    said: str
    told: str
    seconds: float
    megabytes: float


def ran(command: Sequence[str | pathlib.Path]) -> Ran:
    """Runs a program, ends it where it takes too long, and measures it."""
    started = time.monotonic()
    # Packages that this process has found, a child would not.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as told,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
    ):
        process = subprocess.Popen(command, stdout=told, stderr=said, env=environment)
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said.seek(0)
        return Ran(
            process.returncode, said.read().strip(), told.read(), time.monotonic() - started, usage.ru_maxrss / 1024
        )


def checked(program: pathlib.Path, path: pathlib.Path, seed: int) -> Outcome:
    """What becomes of a file."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = folder / "m.apus"
        result = ran([program, "import", path, "--out", model, "--json"])
        if result.status != 0 and "holds a float32 network" in result.said:
            model = folder / "m.safetensors"
            result = ran([program, "import", path, "--out", model, "--json"])
        kind = "float" if model.suffix == ".safetensors" else "int8"
        outcome = Outcome(path, result.status == 0, result.said, result.seconds, result.megabytes, kind=kind)
        if result.status < 0 or (not outcome.imported and not result.said.startswith("apus: ")):
            outcome.verdict = f"crash: status {result.status}"
        elif outcome.imported:
            compare(program, path, model, folder, seed, outcome, json.loads(result.told)["input_shape"])
        return outcome


def compare(
    program: pathlib.Path,
    path: pathlib.Path,
    model: pathlib.Path,
    folder: pathlib.Path,
    seed: int,
    outcome: Outcome,
    shape: list[int],
) -> None:
    """Compares outputs with the reference's."""
    answers = folder / "answers.npz"
    reference = ran([sys.executable, HERE / "tflite_answers.py", path, answers, str(seed), outcome.kind])
    if not answers.exists():
        outcome.verdict = f"no reference: {reference.said.splitlines()[-1] if reference.said else reference.status}"
        return
    try:
        stored = np.load(answers)
    except (OSError, ValueError, EOFError) as error:
        outcome.verdict = f"no reference: {error}"
        return
    about = json.loads(str(stored["about"]))
    outcome.reference = about["name"]
    command: list[str | pathlib.Path] = [program, "run", model]
    for index in range(about["inputs"]):
        given = stored[f"in{index}"]
        if index == 0:
            runs = given.size // int(np.prod(shape))
        # A run of several samples in the file is as many runs here.
        given = given.reshape([runs, *held(given.size // runs, given.shape[1:])])
        if given.dtype == np.uint8 and outcome.kind == "int8":
            given = (given.astype(np.int16) - 128).astype(np.int8)
        elif given.dtype not in (np.int8, np.int16, np.int32, np.float32):
            given = given.astype(np.float32)
        if outcome.kind == "float":
            given = given.astype(np.float32)
        np.save(folder / f"in{index}.npy", given)
        command += ["--input", folder / f"in{index}.npy"]
    expected = [stored[f"out{index}"] for index in range(about["outputs"])]
    if outcome.kind == "int8" and any(value.dtype == np.float32 for value in expected):
        command.append("--float")
    result = ran([*command, "--output", folder / "out.npy"])
    if result.status != 0:
        outcome.verdict = f"not run: {result.said or result.status}"
        return
    names = ["out.npy"] if len(expected) == 1 else [f"out-{index}.npy" for index in range(len(expected))]
    found = [np.load(folder / name) for name in names]
    outcome.verdict = verdict(found, expected, outcome.kind)


def held(count: int, shape: Sequence[int]) -> list[int]:
    """The extents that Apus has for a sample of some elements, of a tensor of some shape."""
    extents = list(shape[1:]) if int(np.prod(shape[1:])) == count and len(shape) > 1 else list(shape)
    while len(extents) > 3:
        extents[:2] = [extents[0] * extents[1]]
    return extents or [1]


def verdict(found: list[np.ndarray], expected: list[np.ndarray], kind: str) -> str:
    """How near outputs are to what they should be."""
    worst = 0.0
    different = 0
    for mine, theirs in zip(found, expected):
        if mine.size != theirs.size:
            return f"wrong: {mine.size} numbers instead of {theirs.size}"
        one, other = mine.reshape(-1).astype(np.float64), theirs.reshape(-1).astype(np.float64)
        if theirs.dtype == np.uint8 and mine.dtype == np.int8:
            one = one + 128
        if kind == "int8" and theirs.dtype != np.float32:
            different += int((one != other).sum())
            worst = max(worst, float(np.abs(one - other).max(initial=0)))
        else:
            if not np.isfinite(other).all():
                return "no reference: its answers are not finite"
            largest = max(1e-30, float(np.abs(other).max(initial=0)))
            distance = float(np.abs(one - other).max(initial=0)) / largest
            worst = max(worst, distance)
            different += int(distance > TOLERANCE)
    if different == 0:
        return "equal" if kind == "int8" else "right"
    return f"wrong: {different} by up to {worst:.3g}"


def check_files(program: pathlib.Path, folder: pathlib.Path, seed: int, details: pathlib.Path | None) -> int:
    """Checks all files; how many are answered wrongly or end the program."""
    paths = sorted(folder.rglob("*.tflite"))
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda path: checked(program, path, seed), paths))
    if details:
        lines = [
            "\t".join(
                [
                    str(o.path),
                    o.kind if o.imported else "-",
                    o.verdict or "refused",
                    o.reference,
                    f"{o.seconds:.2f}",
                    f"{o.megabytes:.0f}",
                    o.said.splitlines()[-1] if o.said else "",
                ]
            )
            for o in outcomes
        ]
        details.write_text("\n".join(lines) + "\n", encoding="utf-8")
    refused = collections.Counter(kind_of(o) for o in outcomes if not o.imported)
    for said, count in refused.most_common():
        print(f"{count:4} refused: {said}")
    faults = [o for o in outcomes if o.verdict.startswith(("wrong", "crash", "not run"))]
    for o in faults:
        print(f"{o.path.name} ({o.kind}, {o.reference}): {o.verdict}")
    verdicts = collections.Counter((o.kind, o.verdict.split(":")[0], o.reference) for o in outcomes if o.imported)
    for (kind, text, reference), count in sorted(verdicts.items()):
        print(f"{count:4} {kind} {text}{f' to {reference}' if reference else ''}")
    imported = [o for o in outcomes if o.imported]
    print(
        f"{len(imported)} of {len(outcomes)} imported; at most {max((o.seconds for o in outcomes), default=0):.1f} s "
        f"and {max((o.megabytes for o in outcomes), default=0):.0f} MB each"
    )
    return len(faults)


def kind_of(outcome: Outcome) -> str:
    """Why a file was refused, without what is its own."""
    text = outcome.said.splitlines()[-1] if outcome.said else f"status {outcome.verdict}"
    text = text.replace(f"apus: {outcome.path} ", "").replace(str(outcome.path), "")
    text = re.sub(r"operator \d+ \((.*?)\)", r"\1", text)
    text = re.sub(r"tensor \d+( \([^)]*\))?", "a tensor", text)
    return text[:160]
