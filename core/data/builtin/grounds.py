"""What house numbers stand on: walls, plates, light and shade."""

from __future__ import annotations

import numpy as np

from core.data.builtin.fields import Field, per_image
from core.data.builtin.house_numbers import GRID, Numbers

_AXIS = ((np.arange(GRID) + 0.5) / GRID - 0.5).astype(np.float32)


def plate_distance(rng: np.random.Generator, numbers: Numbers) -> Field:
    """Signed distance, in digit heights, to the edge of a plate around each number, negative on the plate.

    A third of the plates are boxes around the number, others ovals around it, and some a tile under every digit.
    """
    count = len(numbers.labels)
    margin = rng.uniform(0.05, 0.45, (2, count))
    middle, half = numbers.ends.mean(1), (numbers.ends[:, 1] - numbers.ends[:, 0]) / 2
    kind = rng.choice(3, count, p=[0.66, 0.2, 0.14])
    tiled = per_image(kind == 2) > 0
    along = np.where(tiled, numbers.cell, numbers.u - per_image(middle))
    half_width = np.where(kind == 2, 0.36 + 0.2 * margin[0], half + margin[0])
    half_height = 0.5 + margin[1]
    box = _box_distance(along, numbers.v, half_width, half_height, rng.uniform(0, 0.3, count))
    oval = _oval_distance(along, numbers.v, half_width * 1.25, half_height * 1.25)
    return np.where(per_image(kind == 1) > 0, oval, box)


def _box_distance(along: Field, across: Field, half_width: Field, half_height: Field, corner: Field) -> Field:
    """Signed distance to a box with rounded corners."""
    radius = per_image(corner)
    x = np.abs(along) - per_image(half_width) + radius
    y = np.abs(across) - per_image(half_height) + radius
    outside = np.sqrt(np.maximum(x, 0) ** 2 + np.maximum(y, 0) ** 2)
    distances: Field = outside + np.minimum(np.maximum(x, y), 0) - radius
    return distances


def _oval_distance(along: Field, across: Field, half_width: Field, half_height: Field) -> Field:
    """Distance to an ellipse, exact at its edge and close enough near it."""
    radius = np.sqrt((along / per_image(half_width)) ** 2 + (across / per_image(half_height)) ** 2)
    return (radius - 1) * per_image(np.minimum(half_width, half_height))


def texture(rng: np.random.Generator, numbers: Numbers) -> Field:
    """Relative brightness (B, GRID, GRID) of a wall around 1: stains, grain, and courses of brick or boards."""
    count = len(numbers.labels)
    stains = smooth_noise(rng, count, 7) * per_image(rng.exponential(0.035, count))
    grain = rng.standard_normal((count, GRID, GRID), np.float32) * per_image(rng.exponential(0.016, count))
    return 1 + stains + grain - _courses(rng, numbers)


def _courses(rng: np.random.Generator, numbers: Numbers) -> Field:
    """Darkening by joints of boards or bricks on some walls, parallel or at right angles to the number."""
    count = len(numbers.labels)
    upright = per_image(rng.random(count) < 0.25) > 0
    period = per_image(rng.uniform(0.25, 1.2, count))
    phase = np.where(upright, numbers.u, numbers.v) / period + per_image(rng.random(count))
    joint = np.maximum(0, 1 - np.abs(phase - np.round(phase)) * period / per_image(rng.uniform(0.03, 0.10, count)))
    return joint * per_image(rng.uniform(-0.15, 0.35, count) * (rng.random(count) < 0.2))


def light(rng: np.random.Generator, count: int) -> Field:
    """Illumination (B, GRID, GRID) around 1: a fall-off to one side, unevenness, and sometimes a shadow's edge."""
    slope = rng.normal(0, 0.22, (2, count))
    falloff = _AXIS[None, None, :] * per_image(slope[0]) + _AXIS[None, :, None] * per_image(slope[1])
    uneven = smooth_noise(rng, count, 3) * per_image(rng.exponential(0.06, count))
    illumination: Field = np.maximum(1 + falloff + uneven, 0.1) * _cast_shadow(rng, count)
    return illumination


def _cast_shadow(rng: np.random.Generator, count: int) -> Field:
    """Factor (B, GRID, GRID): one side of a soft straight edge is darker in one scene of six."""
    angle = rng.uniform(0, 2 * np.pi, count)
    side = _AXIS[None, None, :] * per_image(np.cos(angle)) + _AXIS[None, :, None] * per_image(np.sin(angle))
    softness = per_image(rng.uniform(0.01, 0.12, count))
    shaded = np.clip((side - per_image(rng.uniform(-0.4, 0.45, count))) / softness, 0, 1)
    return 1 - shaded * per_image(rng.uniform(0.15, 0.6, count) * (rng.random(count) < 0.16))


def edges(rng: np.random.Generator, count: int) -> Field:
    """Coverage (B, GRID, GRID) of something else in the picture: a door frame, a gutter, the end of the wall."""
    angle = rng.choice([0, 0.5, 1, 1.5], count) * np.pi + rng.normal(0, 0.06, count)
    side = _AXIS[None, None, :] * per_image(np.cos(angle)) + _AXIS[None, :, None] * per_image(np.sin(angle))
    begins = rng.uniform(0.28, 0.5, count) + 10 * (rng.random(count) < 0.72)
    ends = begins + rng.choice([0.05, 1.0], count)
    inner = np.clip((side - per_image(begins)) * GRID + 0.5, 0, 1)
    outer = np.clip((side - per_image(ends)) * GRID + 0.5, 0, 1)
    band: Field = inner - outer
    return band


def smooth_noise(rng: np.random.Generator, count: int, knots: int) -> Field:
    """Random fields (B, GRID, GRID) of unit strength that vary smoothly between `knots` by `knots` values."""
    values = rng.standard_normal((count, knots, knots), np.float32)
    position = np.linspace(0, knots - 1, GRID)
    # Linear interpolation as a matrix: column j holds the hat function of knot j.
    hats = np.maximum(0, 1 - np.abs(position[:, None] - np.arange(knots))).astype(np.float32)
    noise: Field = hats @ values @ hats.T
    return noise
