"""`street-digits`: 32 x 32 colour crops of invented house numbers that look like photographs of real ones.

A scene is composed on a grid finer than the crop - wall, plate, shadow, digits in one of fifty fonts, light - and then
photographed: see `house_numbers`, `grounds`, `paints` and `photo_effects`, each of them one step.
"""

from __future__ import annotations

import numpy as np

from core.data.builtin.fields import Field, per_image
from core.data.builtin.glyphs import GlyphAtlas
from core.data.builtin.grounds import edges, light, plate_distance, texture
from core.data.builtin.house_numbers import GRID, Numbers, draw_numbers
from core.data.builtin.paints import draw_paints
from core.data.builtin.photo_effects import photograph
from core.data.dataset import Labels, UInt8Images

CLASSES = tuple("0123456789")


def draw_street_digits(rng: np.random.Generator, count: int, atlas: GlyphAtlas) -> tuple[UInt8Images, Labels]:
    """Draw crops, uint8 (count, 32, 32, 3), and the digit in the middle of each, int64 (count,)."""
    numbers = draw_numbers(rng, count, atlas)
    plated = rng.random(count) < 0.4
    paints = draw_paints(rng, count, plated)
    samples = numbers.height * GRID

    plate = _coverage(plate_distance(rng, numbers), samples) * per_image(plated)
    scene = _over(_flat(paints.wall), _flat(paints.plate), plate)
    scene *= texture(rng, numbers)[:, None]
    scene = _over(scene, _flat(draw_paints(rng, count, plated).wall), edges(rng, count))
    scene *= _drop_shadow(rng, numbers)[:, None]
    scene = _over(scene, _flat(paints.outline), _outline(rng, numbers))
    ink = _flat(paints.ink) * _relief(rng, numbers)[:, None]
    scene = _over(scene, ink, _coverage(numbers.distance, samples) * _wear(rng, count))
    scene *= light(rng, count)[:, None]
    return photograph(rng, scene), numbers.labels


def _flat(colours: Field) -> Field:
    """(B, 3) colours as pictures (B, 3, 1, 1)."""
    return colours[:, :, None, None]


def _over(below: Field, above: Field, coverage: Field) -> Field:
    mixed: Field = (above - below) * coverage[:, None]
    mixed += below
    return mixed


def _coverage(distance: Field, samples: Field) -> Field:
    """Share of each sample that lies inside, from signed distances in digit heights of `samples` samples (B,)."""
    return np.clip(0.5 - distance * per_image(samples), 0, 1)


def _drop_shadow(rng: np.random.Generator, numbers: Numbers) -> Field:
    """Factor (B, GRID, GRID) of the shade that raised digits throw on the wall behind them."""
    count = len(numbers.labels)
    # The same distances, looked up a few samples away, are those of the displaced digits.
    rows = np.arange(GRID) - rng.integers(-1, 5, count)[:, None]
    columns = np.arange(GRID) - rng.integers(-4, 5, count)[:, None]
    rows, columns = np.clip(rows, 0, GRID - 1), np.clip(columns, 0, GRID - 1)
    moved = numbers.distance[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    softness = per_image(rng.uniform(0.02, 0.12, count))
    shade = np.clip(0.5 - moved / softness, 0, 1)
    shading: Field = 1 - shade * per_image(rng.uniform(0.15, 0.65, count) * (rng.random(count) < 0.3))
    return shading


def _outline(rng: np.random.Generator, numbers: Numbers) -> Field:
    """Coverage of a painted contour around the digits of some numbers."""
    count = len(numbers.labels)
    wider = numbers.distance - per_image(rng.uniform(0.02, 0.09, count))
    return _coverage(wider, numbers.height * GRID) * per_image(rng.random(count) < 0.1)


def _relief(rng: np.random.Generator, numbers: Numbers) -> Field:
    """Brightness of the ink (B, GRID, GRID): bevelled edges that catch the light, and a sheen across the digits."""
    count = len(numbers.labels)
    angle = rng.uniform(0, 2 * np.pi, count)
    slope_y, slope_x = np.gradient(numbers.distance, axis=(1, 2))
    facing = slope_x * per_image(np.cos(angle)) + slope_y * per_image(np.sin(angle))
    rim = np.clip(1 + numbers.distance / 0.06, 0, 1)
    bevel = facing * rim * per_image(numbers.height * GRID * rng.uniform(0.1, 0.5, count) * (rng.random(count) < 0.3))
    sheen = numbers.v * per_image(rng.normal(0, 0.2, count))
    brightness: Field = np.maximum(1 + bevel + sheen, 0.05)
    return brightness


def _wear(rng: np.random.Generator, count: int) -> Field:
    """Opacity of the ink (B, 1, 1): faded paint lets the wall through."""
    return per_image(1 - rng.uniform(0, 0.5, count) * (rng.random(count) < 0.15))
