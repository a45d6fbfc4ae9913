"""Sets of pictures by kind, each picture with what it shows: a number, or nothing."""

from __future__ import annotations

import functools
import gzip
import pathlib
from collections.abc import Callable, Iterator

import numpy as np
from pictured_digits import (
    INKS,
    Pixels,
    Random,
    cropped,
    framed,
    paper,
    photographed,
    resized,
    ruled,
    stroke,
    write,
)
from PIL import Image, ImageOps
from scipy import ndimage

# A picture, or a file as somebody made it, and the text in it.
Sample = tuple[Pixels | pathlib.Path, str]
WILD = (
    "photographs",
    "drawings",
    "small-photographs",
    "small-drawings-dark-on-light",
    "small-drawings-light-on-dark",
    "flagged-ones",
    "framed",
    "nothing",
)
KINDS = (".png", ".jpg", ".jpeg", ".webp")


class Sets:
    """The sets that the data there is allows for."""

    def __init__(self, data: pathlib.Path, count: int) -> None:
        """- Parameters:
        - data: the folder with `mnist` and `wild-digits`.
        - count: how many pictures of each kind are made."""
        self.data, self.count = data, count
        self.images = unpacked(data / "mnist/t10k-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
        self.labels = unpacked(data / "mnist/t10k-labels-idx1-ubyte.gz", 8)

    def all(self) -> dict[str, Callable[[], Iterator[Sample]]]:
        """What makes each set, by name."""
        sets: dict[str, Callable[[], Iterator[Sample]]] = {}
        for kind in WILD:
            if (self.data / "wild-digits" / kind).is_dir():
                sets[kind] = functools.partial(self.wild, kind)
        if "photographs" in sets:
            sets["noise of 10"] = functools.partial(self.noisy, 10)
            sets["noise of 20"] = functools.partial(self.noisy, 20)
        sets["mnist"] = self.mnist
        sets["8×8 of scikit-learn"] = self.load_digits
        for number, (name, picture) in enumerate(PICTURES.items()):
            sets[name] = functools.partial(self.made, picture, number)
        sets["papers without ink"] = self.papers
        return sets

    def mnist(self) -> Iterator[Sample]:
        """MNIST's own test, as pictures."""
        for image, label in zip(self.images, self.labels, strict=True):
            yield image, str(label)

    def wild(self, kind: str) -> Iterator[Sample]:
        """Digits by many hands; of no digit, an empty text."""
        folder = self.data / "wild-digits" / kind
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in KINDS:
                yield path, path.parent.name if path.parent.name.isdigit() else ""

    def noisy(self, deviation: int) -> Iterator[Sample]:
        """The photographs at 640 pixels, with noise."""
        random = np.random.default_rng(deviation)
        for path, text in self.wild("photographs"):
            image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
            scale = 640 / max(image.size)
            image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
            noise = random.normal(scale=deviation, size=(image.height, image.width, 3))
            yield np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8), text

    def load_digits(self) -> Iterator[Sample]:
        """scikit-learn's digits of 8×8 pixels."""
        from sklearn.datasets import load_digits

        digits = load_digits()
        for image, label in zip(digits.images, digits.target, strict=True):
            yield np.clip(image * 255 / 16, 0, 255).astype(np.uint8), str(label)

    def made(self, picture: Callable[[Pixels, Random], Pixels], seed: int) -> Iterator[Sample]:
        """Pictures of one kind."""
        random = np.random.default_rng(seed)
        for index in random.integers(len(self.images), size=self.count):
            yield picture(self.images[index], random), str(self.labels[index])

    def papers(self) -> Iterator[Sample]:
        """Sheets that nobody has written on."""
        random = np.random.default_rng(15)
        for _ in range(self.count):
            side = int(random.integers(100, 400))
            sheet = paper(side, side, random, texture=random.uniform(0, 14))
            yield photographed(sheet, random, noise=random.uniform(0, 12)), ""

    def numbers(self) -> Iterator[Sample]:
        """Numbers of two to eight digits in a line, with varied gaps, some touching."""
        random = np.random.default_rng(16)
        for _ in range(self.count):
            height, gap = int(random.integers(30, 110)), random.uniform(-0.04, 0.5)
            chosen = random.integers(0, len(self.images), int(random.integers(2, 9)))
            thinner = random.uniform(-0.05, 0.15)
            masks = [stroke(self.images[i], int(height * random.uniform(0.85, 1.12)), thinner) for i in chosen]
            lefts, column = [], int(height * random.uniform(0.2, 1))
            for mask in masks:
                lefts.append(column)
                # A mask has a margin of two of MNIST's pixels on each side.
                advance = mask.shape[1] - height * 0.16 + height * (gap + random.uniform(-0.05, 0.12))
                column += max(int(height * 0.15), int(advance))
            width = lefts[-1] + masks[-1].shape[1] + int(height * random.uniform(0.2, 1))
            sheet = paper(int(height * random.uniform(1.3, 2.5)), width, random)
            color, strength = INKS[random.integers(len(INKS))], random.uniform(0.8, 1)
            base = (sheet.shape[0] - height) // 2
            for mask, left in zip(masks, lefts, strict=True):
                write(sheet, mask * strength, base + int(random.uniform(-0.06, 0.06) * height), left, color)
            yield photographed(sheet, random), "".join(str(self.labels[index]) for index in chosen)


def unpacked(path: pathlib.Path, offset: int) -> Pixels:
    """The bytes of a file behind its header."""
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


def on_sheet(sheet: np.ndarray, digit: Pixels, random: Random, share: float, grain: float = 0.0) -> None:
    """Writes a digit near the middle of a sheet, over a share of its height."""
    height = int(sheet.shape[0] * share)
    mask = stroke(digit, height, random.uniform(-0.1, 0.25))
    if mask.shape[1] > sheet.shape[1] * 0.95:
        mask = stroke(digit, int(height * sheet.shape[1] * 0.9 / mask.shape[1]))
    if grain > 0:
        noise = ndimage.gaussian_filter(random.normal(size=mask.shape), 0.8)
        mask = mask * np.clip(1 - grain + grain / 2 * noise / noise.std(), 0, 1)
    reach = sheet.shape[0] // 20 + 1
    top = (sheet.shape[0] - mask.shape[0]) // 2 + int(random.integers(-reach, reach))
    left = (sheet.shape[1] - mask.shape[1]) // 2 + int(random.integers(-reach, reach))
    write(sheet, mask * random.uniform(0.8, 1), top, left, INKS[random.integers(len(INKS))])


def photograph(digit: Pixels, random: Random) -> Pixels:
    """A pen on some paper."""
    side = int(random.integers(150, 500))
    sheet = paper(side, int(side * random.uniform(0.8, 1.3)), random)
    on_sheet(sheet, digit, random, random.uniform(0.3, 0.8))
    return photographed(sheet, random)


def pencil(digit: Pixels, random: Random) -> Pixels:
    """A pencil, whose strokes have grain."""
    side = int(random.integers(150, 500))
    sheet = paper(side, side, random, base=(245, 244, 240))
    on_sheet(sheet, digit, random, random.uniform(0.3, 0.8), grain=0.45)
    return photographed(sheet, random)


def notes(digit: Pixels, random: Random) -> Pixels:
    """A pen on yellow, textured paper."""
    side = int(random.integers(150, 500))
    sheet = paper(side, side, random, base=(205, 200, 70), texture=random.uniform(8, 16))
    on_sheet(sheet, digit, random, random.uniform(0.3, 0.8))
    return photographed(sheet, random)


def chalk(digit: Pixels, random: Random) -> Pixels:
    """Chalk on a board."""
    side = int(random.integers(150, 500))
    boards = [(40, 55, 48), (30, 30, 32), (50, 50, 60)]
    sheet = paper(side, side, random, base=boards[random.integers(3)], texture=5)
    mask = stroke(digit, int(side * random.uniform(0.35, 0.75)), random.uniform(-0.1, 0.2))
    grain = ndimage.gaussian_filter(random.normal(size=mask.shape), 1)
    mask = mask * np.clip(0.7 + 0.25 * grain / grain.std(), 0, 1)
    top, left = (side - mask.shape[0]) // 2, (side - mask.shape[1]) // 2
    write(sheet, mask, top, left, (230, 230, 225), darkens=False)
    return photographed(sheet, random)


def form(digit: Pixels, random: Random) -> Pixels:
    """In the printed box of a form."""
    side = int(random.integers(90, 400))
    sheet = framed(paper(side, side, random), random)
    on_sheet(sheet, digit, random, random.uniform(0.35, 0.6))
    return photographed(sheet, random)


def on_lines(digit: Pixels, random: Random) -> Pixels:
    """On ruled paper."""
    side = int(random.integers(200, 600))
    sheet = ruled(paper(side, side, random, texture=random.uniform(0, 4)), random, squared=False)
    on_sheet(sheet, digit, random, random.uniform(0.35, 0.75))
    return photographed(sheet, random)


def on_squares(digit: Pixels, random: Random) -> Pixels:
    """On squared paper."""
    side = int(random.integers(200, 600))
    sheet = ruled(paper(side, side, random, texture=random.uniform(0, 4)), random, squared=True)
    on_sheet(sheet, digit, random, random.uniform(0.35, 0.75))
    return photographed(sheet, random)


def scanned(digit: Pixels, random: Random) -> Pixels:
    """With the dark borders of a scan."""
    side = int(random.integers(150, 500))
    sheet = paper(side, side, random)
    on_sheet(sheet, digit, random, random.uniform(0.3, 0.7))
    for turns in range(4):
        if random.random() < 0.5:
            np.rot90(sheet, turns)[: int(side * random.uniform(0.01, 0.07))] = random.uniform(0, 60)
    return photographed(sheet, random)


def small(digit: Pixels, random: Random) -> Pixels:
    """A photograph brought to a few dozen pixels."""
    picture = photograph(digit, random)
    scale = random.integers(20, 48) / max(picture.shape[:2])
    width, height = int(picture.shape[1] * scale), int(picture.shape[0] * scale)
    return resized(picture, width, height, Image.Resampling.BOX)


def of_16_rows(digit: Pixels, _: Random) -> Pixels:
    """As high as the picture, of 16×16 pixels, as USPS' digits are."""
    digit = cropped(digit)
    width = min(16, max(3, round(digit.shape[1] * 16 / digit.shape[0])))
    result = np.zeros((16, 16), np.uint8)
    left = (16 - width) // 2
    result[:, left : left + width] = resized(digit, width, 16, Image.Resampling.BOX)
    return result


def dim(digit: Pixels, random: Random) -> Pixels:
    """Off MNIST's size and place, and dim."""
    digit = cropped(digit)
    scale = random.integers(12, 28) / max(digit.shape)
    digit = resized(digit, int(digit.shape[1] * scale), int(digit.shape[0] * scale), Image.Resampling.BOX)
    result = np.zeros((28, 28), np.uint8)
    top, left = (int(random.integers(0, 28 - extent + 1)) for extent in digit.shape)
    result[top : top + digit.shape[0], left : left + digit.shape[1]] = digit * random.uniform(0.15, 0.6)
    return result


PICTURES: dict[str, Callable[[Pixels, Random], Pixels]] = {
    "pen on paper": photograph,
    "pencil": pencil,
    "yellow notes": notes,
    "chalk": chalk,
    "form boxes": form,
    "ruled paper": on_lines,
    "squared paper": on_squares,
    "borders of scans": scanned,
    "small photographs made": small,
    "16×16": of_16_rows,
    "dim 28×28": dim,
}
