"""`drawn-digits`: 32 x 32 colour pictures of digits as a hand writes them with a brush or a pen on something plain.

What a drawing canvas gives, and what house numbers do not: round strokes of even width, one digit, nothing behind it.
"""

from __future__ import annotations

import numpy as np

from core.data.builtin.digit_strokes import WrittenWay, written
from core.data.builtin.fields import Field, per_image
from core.data.builtin.photo_effects import resampling
from core.data.dataset import Labels, UInt8Images

CLASSES = tuple("0123456789")
SIDE = 32
_FEW_PIXELS = np.array([8, 10, 12, 16, 20])
_WAYS: tuple[tuple[WrittenWay, ...], ...] = tuple(written(digit) for digit in CLASSES)


def draw_drawn_digits(rng: np.random.Generator, count: int) -> tuple[UInt8Images, Labels]:
    """Draw digits, uint8 (count, 32, 32, 3), and which they are, int64 (count,); every digit is equally likely."""
    labels = rng.integers(0, len(CLASSES), count)
    axis = ((np.arange(SIDE) + 0.5) / SIDE - 0.5).astype(np.float32)
    distance = np.empty((count, SIDE, SIDE), np.float32)
    hands = _Hands(rng, count)
    for row, label in enumerate(labels):
        distance[row] = _distance(hands.write(rng, row, _WAYS[label]), axis)
    ink = np.clip(0.5 - (distance - per_image(hands.thickness / 2)) * SIDE, 0, 1)
    return _painted(rng, _scanned(rng, ink)), labels


class _Hands:
    """What makes one person's writing: size, width, slant, turn, tremor, and the brush.

    Attributes:
        thickness: float (B,), of the brush, as a share of the picture's side.
    """

    def __init__(self, rng: np.random.Generator, count: int) -> None:
        self.height = np.clip(rng.normal(0.72, 0.11, count), 0.42, 0.94)
        self.width = np.exp(rng.normal(0.08, 0.22, count))
        self.slant = rng.normal(-0.10, 0.17, count)
        self.turn = rng.normal(0, 0.10, count)
        self.tremor = rng.uniform(0.005, 0.045, count)
        self.thickness = np.clip(np.exp(rng.normal(np.log(0.085), 0.42, count)), 0.03, 0.22) * self.height
        self.place = rng.normal(0, 0.035, (count, 2))

    def write(self, rng: np.random.Generator, row: int, ways: tuple[WrittenWay, ...]) -> Field:
        """float32 (S, POINTS, 2): the strokes of one digit in the picture's coordinates, -0.5 to 0.5."""
        shares = np.array([way.share for way in ways])
        points = ways[rng.choice(len(ways), p=shares / shares.sum())].points
        points = points + self._bent(rng, points) * self.tremor[row]
        x, y = points[..., 0] * self.width[row], points[..., 1]
        x = x + self.slant[row] * y
        cosine, sine = np.cos(self.turn[row]), np.sin(self.turn[row])
        turned = np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=-1)
        strokes: Field = turned * min(self.height[row], 0.96 / max(np.ptp(turned[..., 0]), 0.1)) + self.place[row]
        return strokes

    def _bent(self, rng: np.random.Generator, points: Field) -> Field:
        """A smooth displacement of the plane, so that strokes that meet still meet, and a little for each stroke."""
        wave = rng.normal(0, 4, (2, 2, 2))
        phase = rng.uniform(0, 2 * np.pi, (2, 2))
        plane = sum(np.sin(points @ wave[one].T + phase[one]) for one in range(2))
        own = rng.normal(0, 0.5, (len(points), 1, 2))
        bent: Field = plane + own
        return bent


def _distance(strokes: Field, axis: Field) -> Field:
    """Distance of every sample from the nearest stroke: float32 (G, G), in shares of the picture's side."""
    starts, ends = strokes[:, :-1].reshape(-1, 2), strokes[:, 1:].reshape(-1, 2)
    along = ends - starts
    length = np.maximum((along**2).sum(1), 1e-8)
    x = axis[None, None, :] - starts[:, 0, None, None]
    y = axis[None, :, None] - starts[:, 1, None, None]
    share = np.clip((x * along[:, 0, None, None] + y * along[:, 1, None, None]) / length[:, None, None], 0, 1)
    squares = (x - share * along[:, 0, None, None]) ** 2 + (y - share * along[:, 1, None, None]) ** 2
    nearest: Field = np.sqrt(squares.min(0))
    return nearest


def _scanned(rng: np.random.Generator, ink: Field) -> Field:
    """Some of the drawings as few pixels made larger, soft or with hard edges, as an enlarged scan looks."""
    side = _FEW_PIXELS[rng.integers(len(_FEW_PIXELS), size=len(ink))]
    scanned, hard = rng.random(len(ink)) < 0.35, rng.random(len(ink)) < 0.5
    for pixels in _FEW_PIXELS.tolist():
        rows = np.flatnonzero(scanned & (side == pixels))
        there = resampling(SIDE, pixels)
        back = resampling(pixels, SIDE)
        ink[rows] = np.clip(back @ there @ ink[rows] @ there.T @ back.T, 0, 1)
    edges = np.flatnonzero(scanned & hard)
    # Of the darkest there is: a thin line on few pixels is nowhere black, and must not vanish.
    threshold = rng.uniform(0.3, 0.5, (len(edges), 1, 1)) * ink[edges].max((1, 2), keepdims=True)
    ink[edges] = np.clip(0.5 + (ink[edges] - threshold) * 4, 0, 1)
    return ink


def _painted(rng: np.random.Generator, ink: Field) -> UInt8Images:
    """Ink on a ground: black and white either way for most, two colours for the others; hardly any noise."""
    count = len(ink)
    plain = rng.random(count) < 0.6
    dark, light = rng.uniform(0, 0.12, (count, 1)), rng.uniform(0.88, 1, (count, 1))
    colours = np.stack([rng.uniform(0, 0.45, (count, 3)), rng.uniform(0.55, 1, (count, 3))])
    pair = np.where(plain[:, None], np.stack([np.repeat(dark, 3, 1), np.repeat(light, 3, 1)]), colours)
    order = rng.integers(0, 2, count)
    pen, ground = pair[order, np.arange(count)], pair[1 - order, np.arange(count)]
    picture = ground[:, None, None] + (pen - ground)[:, None, None] * ink[..., None]
    picture += rng.standard_normal(picture.shape, np.float32) * rng.exponential(0.006, (count, 1, 1, 1))
    pixels: UInt8Images = np.clip(np.rint(picture * 255), 0, 255).astype(np.uint8)
    return pixels
