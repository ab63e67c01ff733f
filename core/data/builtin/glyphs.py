"""The ten digits of every shipped font, as signed distance fields that can be drawn at any size, slant and weight."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

import resources
from core.data.builtin.fields import Field
from core.progress import Progress, silent

if TYPE_CHECKING:
    from PIL import ImageFont

CELL = 64
"""Side of a glyph's field in samples."""
SAMPLES_PER_HEIGHT = 36
"""Samples across the height of a digit; the rest of the cell is margin for outlines and shadows."""
OUTSIDE = 0.3
"""Distance (in digit heights) given to points beyond the cell."""

_DIGITS = "0123456789"
_STYLE_WEIGHTS = {
    "sans": 1.0,
    "condensed": 1.2,
    "sign": 1.2,
    "rounded": 0.6,
    "serif": 1.0,
    "slab": 0.9,
    "didone": 0.8,
    "script": 0.6,
    "hand": 0.5,
    "deco": 0.4,
    "outline": 0.3,
}


class GlyphAtlas(NamedTuple):
    """All digits of all fonts.

    Attributes:
        distances: float32 (fonts, 10, CELL, CELL): signed distance to the outline in digit heights, negative inside;
            centred on the ink.
        widths: float32 (fonts, 10): width of the ink in digit heights.
        frequencies: float64 (fonts,): how often a house number is set in each font; sums to one.
    """

    distances: Field
    widths: Field
    frequencies: npt.NDArray[np.float64]


def load_atlas(progress: Progress = silent) -> GlyphAtlas:
    """Draw every shipped font once (half a second in all); `progress` is told after each font and may cancel."""
    files = sorted(resources.path("fonts").glob("*-*.[ot]tf"))
    distances, widths = [], []
    for done, file in enumerate(files):
        progress("Drawing the fonts", done, len(files))
        coverage, ink = _draw_font(file)
        distances.append(_signed_distances(coverage))
        widths.append(ink)
    weights = np.array([_STYLE_WEIGHTS[file.stem.split("-")[0]] for file in files])
    return GlyphAtlas(np.stack(distances), np.stack(widths), weights / weights.sum())


def sample(atlas: GlyphAtlas, glyph: npt.NDArray[np.int64], u: Field, v: Field) -> Field:
    """Distance to the outline at points of each glyph's plane, by bilinear interpolation.

    Args:
        atlas: The fonts.
        glyph: int64 (B,), font * 10 + digit.
        u: float32 (B, H, W), horizontal position in digit heights from the middle of the ink.
        v: float32 (B, H, W), vertical position, downwards.
    """
    fields = atlas.distances.reshape(-1)
    column, row = _to_samples(u), _to_samples(v)
    left, top = column.astype(np.int32), row.astype(np.int32)
    right_share, lower_share = column - left, row - top
    start = (glyph.astype(np.int32) * (CELL * CELL))[:, None, None] + top * CELL + left
    upper = fields[start] * (1 - right_share) + fields[start + 1] * right_share
    lower = fields[start + CELL] * (1 - right_share) + fields[start + CELL + 1] * right_share
    distances: Field = upper + (lower - upper) * lower_share
    return distances


def _to_samples(position: Field) -> Field:
    """Position in digit heights to (fractional) sample, held inside the cell so that the next sample exists."""
    middle, last = np.float32((CELL - 1) / 2), np.float32(CELL - 1.01)
    samples: Field = np.clip(position * np.float32(SAMPLES_PER_HEIGHT) + middle, 0, last)
    return samples


def _draw_font(file: Path) -> tuple[Field, Field]:
    """Coverage (10, CELL, CELL) of one font's digits, 0 to 1, and their widths in digit heights."""
    font, top, bottom = _font_of_height(file, SAMPLES_PER_HEIGHT)
    coverage, widths = [], []
    for digit in _DIGITS:
        left, _, right, _ = font.getbbox(digit, anchor="ls")
        coverage.append(_draw_glyph(font, digit, (left + right) / 2, (top + bottom) / 2))
        widths.append((right - left) / SAMPLES_PER_HEIGHT)
    return np.stack(coverage), np.array(widths, np.float32)


def _font_of_height(file: Path, height: int) -> tuple[ImageFont.FreeTypeFont, float, float]:
    """The font at the size at which its digits are `height` pixels tall, and where they begin and end."""
    from PIL import ImageFont  # noqa: PLC0415

    trial = 200
    basic = ImageFont.Layout.BASIC
    _, top, _, bottom = ImageFont.truetype(file, trial, layout_engine=basic).getbbox(_DIGITS, anchor="ls")
    scale = height / (bottom - top)
    return ImageFont.truetype(file, trial * scale, layout_engine=basic), top * scale, bottom * scale


def _draw_glyph(font: ImageFont.FreeTypeFont, digit: str, middle: float, centre: float) -> Field:
    from PIL import Image, ImageDraw  # noqa: PLC0415

    image = Image.new("L", (CELL, CELL))
    position = (CELL / 2 - middle, CELL / 2 - centre)
    ImageDraw.Draw(image).text(position, digit, fill=255, font=font, anchor="ls")
    return np.asarray(image, np.float32) / 255


def _signed_distances(coverage: Field) -> Field:
    """Anti-aliased pictures to distances in digit heights, negative inside.

    A sample that the outline crosses lies about `0.5 - coverage` from it, which starts both transforms with a fraction
    of a sample rather than a whole one (Gustavson & Strand, "Anti-aliased Euclidean distance transform", 2011).
    """
    far = np.float32((OUTSIDE * SAMPLES_PER_HEIGHT) ** 2)
    outside = np.where(coverage > 0, np.maximum(0.5 - coverage, 0) ** 2, far)
    inside = np.where(coverage < 1, np.maximum(coverage - 0.5, 0) ** 2, far)
    distance = np.sqrt(_squared_distances(outside)) - np.sqrt(_squared_distances(inside))
    return (distance / np.float32(SAMPLES_PER_HEIGHT)).astype(np.float32)


def _squared_distances(seeds: Field) -> Field:
    """Minimum over q of `|p - q|^2 + seeds[q]`, one axis after the other, as far as OUTSIDE reaches.

    Separable because the squared distance is a sum over the axes (Felzenszwalb & Huttenlocher 2012, section 2.1).
    """
    reach = int(OUTSIDE * SAMPLES_PER_HEIGHT)
    for axis in (-1, -2):
        source = np.moveaxis(seeds, axis, -1)
        nearest = source.copy()
        for step in range(1, reach + 1):
            np.minimum(nearest[..., step:], source[..., :-step] + step * step, out=nearest[..., step:])
            np.minimum(nearest[..., :-step], source[..., step:] + step * step, out=nearest[..., :-step])
        seeds = np.moveaxis(nearest, -1, axis)
    return seeds
