"""What the tests and the benchmark go through: models, inputs for them, and the outputs that are expected."""

from __future__ import annotations

import functools
import operator
import os
import pathlib
from collections.abc import Iterable, Iterator, Sequence

from board import ROOT, Board, emulated
from build import placement
from comparison import Case, sample_cases
from damage import crc32c, is_compact
from host import Answer, answers, apus, export, prepared
from model import Model, Parts
from npy import int8_rows
from placement import PlacementError
from scores import decision

SHARED = pathlib.Path(os.environ.get("APUS_SHARED") or ROOT.parent / "shared")
DATA = SHARED / "data"
WORK = ROOT / ".build-firmware"
GOLDEN = ("kws-dscnn", "vww-mobilenet-v1-025", "ic-resnet8", "ad-autoencoder")


class Subject:
    """A model with inputs, and what it makes of each."""

    def __init__(self, path: pathlib.Path, inputs: list[list[int]]) -> None:
        self.model, self.inputs, self.name = Model(path), inputs, path.stem

    @property
    def expected(self) -> list[list[int]]:
        """The outputs for the inputs."""
        raise NotImplementedError

    def boards(self, names: Iterable[str] | None) -> Iterator[Board]:
        """The boards that the model fits: of some names, or of all."""
        for board in emulated(names):
            try:
                placement(self.model, board)
                yield board
            except PlacementError as error:
                print(f"left out: {error}")


class Pictures(Subject):
    """Images, with what the model sees of them, and what this machine's runtime answers."""

    def __init__(self, path: pathlib.Path, data: str, count: int) -> None:
        folder = WORK / "images" / f"{pathlib.Path(data).name.replace(':', '-')}-{count}"
        if not folder.is_dir():
            export(data, count, folder)
        self.images = sorted(map(str, folder.rglob("*.jpg")))[:count]
        super().__init__(path, prepared(str(path), self.images))

    @functools.cached_property
    def answers(self) -> list[Answer]:
        return answers(self.model.path, self.images)

    @property
    def expected(self) -> list[list[int]]:
        return [answer["outputs"] for answer in self.answers]


class Golden(Subject):
    """A network of MLPerf Tiny, with what another runtime, TensorFlow Lite Micro, has answered."""

    def __init__(self, name: str) -> None:
        path = WORK / "models" / f"{name}.apus"
        path.parent.mkdir(parents=True, exist_ok=True)
        apus("import", str(SHARED / f"models/mlperf-tiny/{name}-int8.tflite"), "--out", str(path))
        super().__init__(path, int8_rows(SHARED / f"golden/{name}/int8-input.npy"))
        self._outputs = int8_rows(SHARED / f"golden/{name}/int8-output.npy")

    @property
    def expected(self) -> list[list[int]]:
        return self._outputs


class Sample:
    """A network of several inputs and outputs, or with state, whose answers `kernel-cases` has found."""

    def __init__(self, case: Case) -> None:
        self.case = case
        path = WORK / "models" / f"{case.name}.apus".replace(" ", "-").replace(",", "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(case.data)
        self.model = Model(path)

    def outputs(self, values: Sequence[int]) -> Iterator[Sequence[int]]:
        """The outputs of a run, each by itself."""
        at = 0
        for output in self.model.outputs:
            yield values[at : at + output.tensor.byte_count]
            at += output.tensor.byte_count

    def checksum(self, values: Sequence[int]) -> int:
        """What `kernel-cases` has a checksum of: each output of a run, followed by the class that it says."""
        answers = b""
        for output, elements in zip(self.model.outputs, self.outputs(values), strict=True):
            answers += bytes(value & 255 for value in [*elements, decision(output, elements)])
        return crc32c(answers)


def share_parts(models: Sequence[Model]) -> None:
    """Gives models all parts that one of them needs, so that the runtime is compiled once for them and a board."""
    parts = Parts(
        functools.reduce(operator.or_, (model.parts.operators for model in models), 0),
        functools.reduce(operator.or_, (model.parts.features for model in models), 0),
    )
    for model in models:
        model.parts = parts


def samples() -> list[Sample]:
    """The networks of several values that there are; those of one form share their parts."""
    found = [Sample(case) for case in sample_cases()]
    for form in (False, True):
        share_parts([sample.model for sample in found if is_compact(sample.case.data) == form])
    return found


def golden() -> Iterator[Golden]:
    """The networks of MLPerf Tiny that are here."""
    for name in GOLDEN:
        if (SHARED / f"models/mlperf-tiny/{name}-int8.tflite").exists() and (SHARED / f"golden/{name}").is_dir():
            yield Golden(name)
        else:
            print(f"left out: {name}, for its model and golden answers are not in {SHARED}")


def named(paths: Sequence[str], count: int) -> Iterator[Pictures]:
    """The models of some files, with images."""
    for path in paths:
        photographs = _photographs() if Model(path).input.shape[-1] == 3 else None
        yield Pictures(pathlib.Path(path), photographs or _digits(count), count)


def shipped(network: str, count: int) -> Iterator[Pictures]:
    """A network of the kit's own weights, quantized, if there are images for it."""
    data = _digits(count) if network == "lenet5" else _photographs()
    if data is None:
        print(f"left out: {network}, for {DATA / 'cifar10-jpeg'} is not here")
        return
    path = WORK / "models" / f"{network}.apus"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        apus(
            "compress",
            str(ROOT / f"Sources/ApusZoo/Weights/{network}.safetensors"),
            "--data",
            data,
            "--limit-per-class",
            "100",
            "--calibration-images",
            "256",
            "--out",
            str(path),
        )
    yield Pictures(path, data, count)


def _digits(count: int) -> str:
    return str(DATA / "mnist") if (DATA / "mnist").is_dir() else f"synthetic:{max(count, 500)}"


def _photographs() -> str | None:
    return str(DATA / "cifar10-jpeg") if (DATA / "cifar10-jpeg").is_dir() else None
