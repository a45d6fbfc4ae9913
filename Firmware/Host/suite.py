"""What the tests and the benchmark go through: models made of the kit's own weights, real images where they are."""
import os
import pathlib

from apusfile import Model
from board import Board, ROOT
from build import BuildError, check_fit
from host import apus, exported, prepared

SHARED = pathlib.Path(os.environ.get("APUS_SHARED") or ROOT.parent / "shared") / "data"
WORK = ROOT / ".build-firmware"


class Subject:
    """A model, and images for it with what it sees of them."""

    def __init__(self, path, data, count):
        self.model = Model(str(path))
        self.name = pathlib.Path(path).stem
        folder = WORK / "images" / f"{pathlib.Path(data).name.replace(':', '-')}-{count}"
        if not folder.is_dir():
            exported(data, count, folder)
        self.images = sorted(map(str, folder.rglob("*.jpg")))[:count]
        self.inputs = prepared(self.model, self.images)

    def boards(self, names):
        """The boards that the model fits."""
        for board in map(Board, names):
            try:
                check_fit(self.model, board)
                yield board
            except BuildError as error:
                print(f"left out: {error}")


def subjects(paths, count):
    """The models of some files, or the shipped networks quantized."""
    digits = SHARED / "mnist" if (SHARED / "mnist").is_dir() else f"synthetic:{max(count, 500)}"
    photographs = SHARED / "cifar10-jpeg" if (SHARED / "cifar10-jpeg").is_dir() else None
    if paths:
        for path in paths:
            photograph = Model(path).input.channels == 3 and photographs
            yield Subject(path, photograph or digits, count)
        return
    for network, data in (("lenet5", digits), ("resnet8", photographs)):
        if data is None:
            print(f"left out: {network}, for {SHARED / 'cifar10-jpeg'} is not here")
            continue
        path = WORK / "models" / f"{network}.apus"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            apus("compress", str(ROOT / f"Sources/ApusZoo/Weights/{network}.safetensors"), "--data", str(data),
                 "--limit-per-class", "100", "--calibration-images", "256", "--out", str(path))
        yield Subject(path, data, count)
