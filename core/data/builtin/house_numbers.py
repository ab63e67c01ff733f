"""Where the digits of a house number stand in a crop, and how far every point is from their ink."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.data.builtin.fields import Field, per_image
from core.data.builtin.glyphs import OUTSIDE, GlyphAtlas, sample

GRID = 40
"""Side of the grid on which scenes are drawn, in samples; the camera reduces it."""
CLASS_FREQUENCIES = np.array([0.070, 0.190, 0.145, 0.115, 0.100, 0.095, 0.080, 0.075, 0.067, 0.063])
"""How often each digit occurs: like on real houses, where numbers begin with small digits."""

_LENGTHS = np.array([0.06, 0.43, 0.36, 0.12, 0.03])
_REACH = 2


class Numbers(NamedTuple):
    """The house numbers of a chunk of B crops, each centred on the digit that is its label.

    Attributes:
        labels: int64 (B,).
        distance: float32 (B, GRID, GRID), signed distance to the nearest ink in digit heights.
        u: float32 (B, GRID, GRID), position along the line of digits, in digit heights from the labelled digit.
        v: float32 (B, GRID, GRID), position across the line, downwards; the digits lie between -0.5 and 0.5.
        ends: float32 (B, 2), where along `u` the number begins and ends.
        height: float32 (B,), height of the digits as a share of the crop's side.
        cell: float32 (B, GRID, GRID), position along the line from the middle of the nearest digit.
    """

    labels: npt.NDArray[np.int64]
    distance: Field
    u: Field
    v: Field
    ends: Field
    height: Field
    cell: Field


def draw_numbers(rng: np.random.Generator, count: int, atlas: GlyphAtlas) -> Numbers:
    """Set `count` house numbers, each in a font, size, weight, slant and place of its own."""
    height = np.clip(rng.normal(0.79, 0.13, count), 0.44, 1.08)
    u, v = _line_coordinates(rng, height)
    digits = rng.choice(10, (count, 2 * _REACH + 1), p=CLASS_FREQUENCIES)
    fonts = rng.choice(len(atlas.frequencies), count, p=atlas.frequencies)
    present = _neighbours(rng, count)
    widths = atlas.widths[fonts[:, None], digits]
    middles = _middles(widths, rng.uniform(0.01, 0.22, count))
    drop = rng.normal(0, 0.03, middles.shape) * (rng.random((count, 1)) < 0.4)
    weight = np.clip(rng.normal(0.0, 0.018, count), -0.035, 0.05)

    distance, cell = np.full_like(u, OUTSIDE), np.full_like(u, np.inf)
    for slot in range(2 * _REACH + 1):
        rows = np.flatnonzero(present[:, slot] & (np.abs(middles[:, slot]) * height < 0.9))
        along = u[rows] - per_image(middles[rows, slot])
        across = v[rows] - per_image(drop[rows, slot])
        field = sample(atlas, fonts[rows] * 10 + digits[rows, slot], along, across)
        distance[rows] = np.minimum(distance[rows], field - per_image(weight[rows]))
        cell[rows] = np.where(np.abs(along) < np.abs(cell[rows]), along, cell[rows])
    ends = _ends(middles, widths, present)
    return Numbers(digits[:, _REACH], distance, u, v, ends, height.astype(np.float32), cell)


def _line_coordinates(rng: np.random.Generator, height: npt.NDArray[np.float64]) -> tuple[Field, Field]:
    """Every sample's position in the plane of the sign: rotation, slant, stretch and a little perspective."""
    count = len(height)
    axis = ((np.arange(GRID) + 0.5) / GRID - 0.5).astype(np.float32)
    x = axis[None, None, :] - per_image(rng.normal(0, 0.035, count))
    y = axis[None, :, None] - per_image(rng.normal(0, 0.035, count))
    depth = 1 + x * per_image(rng.normal(0, 0.13, count)) + y * per_image(rng.normal(0, 0.08, count))
    angle = rng.normal(0, 1, count) * rng.choice([0.03, 0.09, 0.18], count, p=[0.4, 0.4, 0.2])
    cosine, sine = per_image(np.cos(angle)), per_image(np.sin(angle))
    x, y = (cosine * x + sine * y) / depth, (cosine * y - sine * x) / depth
    slant = rng.normal(0, 0.10, count) - 0.15 * (rng.random(count) < 0.1)
    stretch = np.exp(rng.normal(-0.10, 0.15, count))
    return (x - per_image(slant) * y) / per_image(height * stretch), y / per_image(height)


def _neighbours(rng: np.random.Generator, count: int) -> npt.NDArray[np.bool_]:
    """(B, 5) which of the places around the labelled digit (the middle one) hold a digit."""
    length = rng.choice(np.arange(1, len(_LENGTHS) + 1), count, p=_LENGTHS)
    before = (rng.random(count) * length).astype(np.int64)
    place = np.arange(-_REACH, _REACH + 1)
    present: npt.NDArray[np.bool_] = (place >= -before[:, None]) & (place < (length - before)[:, None])
    return present


def _middles(widths: Field, gap: npt.NDArray[np.float64]) -> Field:
    """(B, 5) middles of the digits along the line, the labelled one at 0."""
    steps = (widths[:, 1:] + widths[:, :-1]) / 2 + gap[:, None]
    middles = np.concatenate([np.zeros((len(gap), 1)), np.cumsum(steps, axis=1)], axis=1)
    centred: Field = (middles - middles[:, _REACH : _REACH + 1]).astype(np.float32)
    return centred


def _ends(middles: Field, widths: Field, present: npt.NDArray[np.bool_]) -> Field:
    left = np.where(present, middles - widths / 2, np.inf).min(axis=1)
    right = np.where(present, middles + widths / 2, -np.inf).max(axis=1)
    return np.stack([left, right], axis=1).astype(np.float32)
