"""Pictures of handwriting, made of MNIST's test digits: pens on papers, photographed."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

Pixels = NDArray[np.uint8]
Reals = NDArray[np.float64]
Random = np.random.Generator
Color = tuple[int, int, int]

INKS: list[Color] = [
    (20, 25, 40), (30, 40, 130), (25, 25, 25), (20, 60, 120), (130, 30, 40), (30, 90, 60), (70, 70, 75),
]  # fmt: skip
PAPERS: list[Color] = [
    (250, 250, 248), (235, 232, 225), (205, 203, 198), (240, 228, 140), (180, 185, 190), (225, 210, 190),
    (170, 200, 225), (240, 190, 200),
]  # fmt: skip
FRAMES: list[Color] = [(60, 60, 60), (150, 150, 150), (200, 90, 90), (90, 140, 200), (20, 20, 20)]
LINES: list[Color] = [(120, 160, 210), (90, 130, 200), (150, 150, 155), (200, 120, 130), (70, 90, 160)]


def cropped(digit: Pixels) -> Pixels:
    """What a digit of MNIST's covers."""
    rows, columns = np.where(digit > 60)
    return digit[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def resized(pixels: NDArray[Any], width: int, height: int, method: Image.Resampling) -> NDArray[Any]:
    """A picture of another extent."""
    return np.asarray(Image.fromarray(pixels).resize((max(1, width), max(1, height)), method))


def stroke(digit: Pixels, height: int, thinner: float = 0.0) -> Reals:
    """A digit as the share of ink in each pixel, with sharp edges, so many pixels high and a margin around it."""
    digit = cropped(digit)
    scale = height / digit.shape[0]
    padded = np.pad(digit, 2)
    large = resized(padded, int(padded.shape[1] * scale), int(padded.shape[0] * scale), Image.Resampling.BICUBIC)
    smooth = ndimage.gaussian_filter(large.astype(float) / 255, scale * 0.35)
    return np.clip((smooth - 0.45 - thinner) / 0.12 + 0.5, 0, 1)


def paper(height: int, width: int, random: Random, base: Color | None = None, texture: float | None = None) -> Reals:
    """A sheet in uneven light, with texture and sometimes a shadow."""
    sheet = np.ones((height, width, 3)) * np.array(base or PAPERS[random.integers(len(PAPERS))], float)
    rows, columns = np.mgrid[0:height, 0:width] / np.array([height, width]).reshape(2, 1, 1) - 0.5
    slope = random.uniform(-0.2, 0.2, 2)
    sheet *= (1 + slope[0] * columns + slope[1] * rows)[..., None]
    strength = random.uniform(0, 6) if texture is None else texture
    if strength > 0:
        grain = ndimage.gaussian_filter(random.normal(size=(height, width)), random.uniform(0.7, 2))
        sheet += strength * (grain / grain.std())[..., None]
    if random.random() < 0.35:
        angle, place = random.uniform(0, 2 * np.pi), random.uniform(-0.3, 0.3)
        distance = columns * np.cos(angle) + rows * np.sin(angle) - place
        shade = 1 / (1 + np.exp(-distance / random.uniform(0.005, 0.05)))
        sheet *= (1 - random.uniform(0.15, 0.45) * shade)[..., None]
    return sheet


def write(sheet: Reals, mask: Reals, top: int, left: int, color: Color, darkens: bool = True) -> None:
    """Lays ink on a sheet where it covers it; ink that darkens makes nothing lighter."""
    bottom, right = min(top + mask.shape[0], sheet.shape[0]), min(left + mask.shape[1], sheet.shape[1])
    first, start = max(top, 0), max(left, 0)
    share = mask[first - top : bottom - top, start - left : right - left, None]
    under = sheet[first:bottom, start:right]
    ink = np.minimum(np.array(color, float), under) if darkens else np.array(color, float)
    sheet[first:bottom, start:right] = under * (1 - share) + ink * share


def photographed(sheet: Reals, random: Random, noise: float | None = None) -> Pixels:
    """Blur, noise of the camera, and a JPEG file's losses."""
    blur = random.uniform(0, 1.2)
    if blur > 0.2:
        sheet = ndimage.gaussian_filter(sheet, (blur, blur, 0))
    sheet = sheet + random.normal(scale=random.uniform(1, 6) if noise is None else noise, size=sheet.shape)
    file = io.BytesIO()
    Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=int(random.integers(60, 95)))
    return np.asarray(Image.open(file).convert("RGB"))


def framed(sheet: Reals, random: Random) -> Reals:
    """A sheet with the printed box of a form around its middle, sometimes turned a little."""
    side = sheet.shape[0]
    margin, width = int(side * random.uniform(0, 0.12)), max(1, int(side * random.uniform(0.006, 0.03)))
    extent = int((side - 2 * margin) * random.uniform(0.75, 1))
    left = (side - extent) // 2
    image = Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8))
    color = FRAMES[random.integers(len(FRAMES))]
    ImageDraw.Draw(image).rectangle((left, margin, left + extent - 1, side - margin - 1), outline=color, width=width)
    sheet = np.asarray(image).astype(float)
    if random.random() < 0.4:
        return sheet
    turned: Reals = ndimage.rotate(sheet, random.uniform(-3, 3), reshape=False, order=1, mode="nearest")
    return turned


def ruled(sheet: Reals, random: Random, squared: bool) -> Reals:
    """A sheet with lines, or with squares."""
    side = sheet.shape[0]
    pitch = side / (random.uniform(5, 16) if squared else random.uniform(2.5, 9))
    width, strength = max(1.0, side * random.uniform(0.003, 0.008)), random.uniform(0.5, 1)
    angle = random.uniform(-0.04, 0.04)
    rows, columns = np.mgrid[0:side, 0:side]
    across = [rows * np.cos(angle) - columns * np.sin(angle)]
    if squared:
        across.append(columns * np.cos(angle) + rows * np.sin(angle))
    share = np.zeros((side, side))
    for distance in across:
        away = np.abs((distance + random.uniform(0, pitch)) % pitch - pitch / 2)
        share = np.maximum(share, np.clip(width / 2 + 0.5 - away, 0, 1))
    color = np.array(LINES[random.integers(len(LINES))], float)
    share = share[..., None] * strength
    return sheet * (1 - share) + np.minimum(sheet, color) * share
