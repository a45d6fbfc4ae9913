"""What the tests and the benchmark go through: models, inputs for them, and the outputs that are expected."""
import functools
import os
import pathlib

from apusfile import Model
from board import Board, ROOT
from build import BuildError, check_fit
from host import answers, apus, exported, prepared
from npy import int8_rows

SHARED = pathlib.Path(os.environ.get("APUS_SHARED") or ROOT.parent / "shared")
DATA = SHARED / "data"
WORK = ROOT / ".build-firmware"
GOLDEN = ("kws-dscnn", "vww-mobilenet-v1-025", "ic-resnet8", "ad-autoencoder")


class Subject:
    """A model with inputs; what it makes of them is `expected`."""

    def __init__(self, path):
        self.model = Model(str(path))
        self.name = pathlib.Path(path).stem

    def boards(self, names):
        """The boards that the model fits."""
        for board in map(Board, names):
            try:
                check_fit(self.model, board)
                yield board
            except BuildError as error:
                print(f"left out: {error}")


class Pictures(Subject):
    """Images, with what the model sees of them, and what this machine's runtime answers."""

    def __init__(self, path, data, count):
        super().__init__(path)
        folder = WORK / "images" / f"{pathlib.Path(data).name.replace(':', '-')}-{count}"
        if not folder.is_dir():
            exported(data, count, folder)
        self.images = sorted(map(str, folder.rglob("*.jpg")))[:count]
        self.inputs = prepared(self.model, self.images)

    @functools.cached_property
    def answers(self):
        return answers(self.model.path, self.images)

    @property
    def expected(self):
        return [answer["outputs"] for answer in self.answers]


class Golden(Subject):
    """A network of MLPerf Tiny, with what another runtime, TensorFlow Lite Micro, has answered."""

    def __init__(self, name):
        path = WORK / "models" / f"{name}.apus"
        path.parent.mkdir(parents=True, exist_ok=True)
        apus("import", str(SHARED / f"models/mlperf-tiny/{name}-int8.tflite"), "--out", str(path))
        super().__init__(path)
        self.inputs, self.expected = (int8_rows(SHARED / f"golden/{name}/int8-{what}.npy")
                                      for what in ("input", "output"))


def golden():
    """The networks of MLPerf Tiny that are here."""
    for name in GOLDEN:
        if (SHARED / f"models/mlperf-tiny/{name}-int8.tflite").exists() and (SHARED / f"golden/{name}").is_dir():
            yield Golden(name)
        else:
            print(f"left out: {name}, for its model and golden answers are not in {SHARED}")


def named(paths, count):
    """The models of some files, with images."""
    for path in paths:
        photograph = Model(path).input.channels == 3 and _photographs()
        yield Pictures(path, photograph or _digits(count), count)


def shipped(network, count):
    """A network of the kit's own weights, quantized, if there are images for it."""
    data = _digits(count) if network == "lenet5" else _photographs()
    if data is None:
        print(f"left out: {network}, for {DATA / 'cifar10-jpeg'} is not here")
        return
    path = WORK / "models" / f"{network}.apus"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        apus("compress", str(ROOT / f"Sources/ApusZoo/Weights/{network}.safetensors"), "--data", str(data),
             "--limit-per-class", "100", "--calibration-images", "256", "--out", str(path))
    yield Pictures(path, data, count)


def _digits(count):
    return DATA / "mnist" if (DATA / "mnist").is_dir() else f"synthetic:{max(count, 500)}"


def _photographs():
    return DATA / "cifar10-jpeg" if (DATA / "cifar10-jpeg").is_dir() else None
