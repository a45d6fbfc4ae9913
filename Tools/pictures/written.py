"""Digits written with a pen on paper, photographed large: pictures for measurements of time, made of lines alone."""

from __future__ import annotations

import pathlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

# The strokes of some digits, as points in a box of 1 × 1.6.
STROKES = {
    "0": [(0.5, 0.0), (0.15, 0.3), (0.05, 0.8), (0.15, 1.3), (0.5, 1.6), (0.85, 1.3), (0.95, 0.8), (0.85, 0.3),
          (0.5, 0.0)],
    "2": [(0.1, 0.4), (0.25, 0.1), (0.55, 0.0), (0.85, 0.15), (0.9, 0.45), (0.7, 0.85), (0.35, 1.25), (0.05, 1.6),
          (0.95, 1.55)],
    "6": [(0.8, 0.0), (0.4, 0.4), (0.15, 0.9), (0.15, 1.3), (0.4, 1.6), (0.75, 1.5), (0.85, 1.15), (0.6, 0.9),
          (0.3, 0.95), (0.15, 1.2)],
}  # fmt: skip
QUALITY = 90


class Sheet:
    """A sheet of paper without noise."""

    def __init__(self, pixels: NDArray[np.float32]) -> None:
        self.pixels = pixels
        # Noise of standard deviation 1, the same for any strength.
        self.noise = np.random.default_rng(13).normal(size=(*pixels.shape[:2], 1)).astype(np.float32)

    def save(self, path: pathlib.Path, noise: float) -> int:
        """Writes it with noise of a strength.
        - Returns: the file's bytes."""
        noisy = np.clip(self.pixels + noise * self.noise, 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(path, quality=QUALITY)
        return path.stat().st_size


def drawn(text: str, extent: tuple[int, int], height: float, stroke: int) -> Image.Image:
    """Digits in a row in the middle: ink is white.
    - Parameters:
      - height: of a digit, in pixels.
      - stroke: the pen's width."""
    scale = height / 1.6
    picture = Image.new("L", extent, 0)
    draw = ImageDraw.Draw(picture)
    left, top = (extent[0] - scale * (1.5 * len(text) - 0.5)) / 2, (extent[1] - height) / 2
    for index, digit in enumerate(text):
        points = [(left + scale * (x + 1.5 * index), top + scale * y) for x, y in STROKES[digit]]
        draw.line(points, fill=255, width=stroke, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - stroke / 2, y - stroke / 2, x + stroke / 2, y + stroke / 2), fill=255)
    return picture


def written(text: str, extent: tuple[int, int]) -> Sheet:
    """Digits in blue ink on yellowish paper, in light that falls off to one side."""
    width, height = extent
    ink = drawn(text, extent, height=min(0.6 * height, 0.9 * width / len(text)), stroke=height // 40)
    share = np.asarray(ink.filter(ImageFilter.GaussianBlur(height / 1000)), np.float32)[..., None] / 255
    light = np.linspace(1, 0.8, width, dtype=np.float32)[None, :, None]
    paper = np.array([225, 220, 205], np.float32) * light
    return Sheet((paper * (1 - share) + np.array([35, 50, 120]) * share).astype(np.float32))


def prepared() -> Image.Image:
    """A digit as MNIST has it: 28 × 28 pixels, its longer side 20, bright on black."""
    large = drawn("0", (280, 280), height=180, stroke=22)
    return large.resize((28, 28), Image.Resampling.BOX)
