"""What a street camera does to a scene: blur, few pixels, noise, sharpening, JPEG, enlargement."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.data.builtin.fields import Field, per_image
from core.data.builtin.house_numbers import GRID
from core.data.builtin.jpeg import compress

SIDE = 32
"""Side of the finished crop in pixels."""

_NATIVE_SIDES = np.array([9, 12, 15, 18, 22, 28, 36])
_NATIVE_SHARES = np.array([0.06, 0.13, 0.18, 0.20, 0.18, 0.15, 0.10])


def photograph(rng: np.random.Generator, scenes: Field) -> npt.NDArray[np.uint8]:
    """Crops (B, SIDE, SIDE, 3) of scenes (B, 3, GRID, GRID), as uint8.

    Each crop had a number of pixels of its own in the photograph, often fewer than SIDE: noise, sharpening and
    compression happen at that size, and the enlargement to SIDE comes after them.
    """
    count = len(scenes)
    blurred = _blur(rng, scenes) * _white_balance(rng, count)
    blurred += np.float32(0.03)  # stray light: black is never quite black
    crops = np.empty((count, 3, SIDE, SIDE), np.float32)
    native = rng.choice(_NATIVE_SIDES, count, p=_NATIVE_SHARES)
    noise = rng.exponential(0.007, count)
    sharpening = rng.exponential(0.5, count) * (rng.random(count) < 0.45)
    for side in _NATIVE_SIDES.tolist():
        rows = np.flatnonzero(native == side)
        reduce, enlarge = resampling(GRID, side), resampling(side, SIDE)
        small = reduce @ blurred[rows] @ reduce.T
        small = _sharpen(small, sharpening[rows])
        small = _add_noise(rng, small, noise[rows])
        small = compress(np.clip(small, 0, 1) * 255, rng.uniform(30, 95, len(rows)), int(rng.integers(8)))
        crops[rows] = enlarge @ small @ enlarge.T
    return np.clip(np.rint(crops), 0, 255).astype(np.uint8).transpose(0, 2, 3, 1)


def _white_balance(rng: np.random.Generator, count: int) -> Field:
    """Gain (B, 3, 1, 1) of red, green and blue: no photograph is neutral, and shade under a blue sky least of all."""
    cold, green = rng.normal(0.02, 0.07, (count, 1)), rng.normal(0, 0.02, (count, 1))
    gain = 0.92 * np.exp(cold * (-1, 0, 1) + green * (0, 1, 0))
    return gain.astype(np.float32)[:, :, None, None]


def _blur(rng: np.random.Generator, scenes: Field) -> Field:
    """Defocus and motion: a Gaussian of a width of its own along each axis, in samples of the grid."""
    count = len(scenes)
    focus = np.exp(rng.normal(np.log(0.85), 0.6, count))
    motion = np.exp(rng.normal(0, 0.2, count))
    down = _gaussian_matrices(np.clip(focus * motion, 0.3, 4.2))
    across = _gaussian_matrices(np.clip(focus / motion, 0.3, 4.2))
    return down[:, None] @ scenes @ across[:, None].transpose(0, 1, 3, 2)


def _gaussian_matrices(widths: npt.NDArray[np.float64]) -> Field:
    """(B, GRID, GRID) matrices that blur a column of samples; rows sum to one, so borders do not darken."""
    position = np.arange(GRID, dtype=np.float32)
    squares = (position[:, None] - position) ** 2
    kernel = np.exp(-squares[None] / per_image(2 * widths**2))
    matrices: Field = kernel / kernel.sum(2, keepdims=True)
    return matrices


def resampling(source: int, target: int) -> Field:
    """Matrix (target, source) of bicubic resampling (Keys 1981, a = -0.5), widened where the picture shrinks."""
    scale = source / target
    support = max(scale, 1.0)
    centre = (np.arange(target) + 0.5) * scale - 0.5
    distance = np.abs(centre[:, None] - np.arange(source)) / support
    near = 1.5 * distance**3 - 2.5 * distance**2 + 1
    far = -0.5 * distance**3 + 2.5 * distance**2 - 4 * distance + 2
    weights = np.where(distance < 1, near, np.where(distance < 2, far, 0))
    matrix: Field = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return matrix


def _sharpen(pictures: Field, strength: npt.NDArray[np.float64]) -> Field:
    """Unsharp mask as cameras apply it: adds back what a small blur takes away, halos and all."""
    side = pictures.shape[-1]
    soft = np.eye(side, dtype=np.float32) / 2 + (np.eye(side, k=1) + np.eye(side, k=-1)).astype(np.float32) / 4
    soft /= soft.sum(1, keepdims=True)
    return pictures + (pictures - soft @ pictures @ soft.T) * per_image(strength)[:, None]


def _add_noise(rng: np.random.Generator, pictures: Field, strength: npt.NDArray[np.float64]) -> Field:
    """Sensor noise: most of it alike in the three channels, some in each alone."""
    count, _, side, _ = pictures.shape
    shared = rng.standard_normal((count, 1, side, side), np.float32)
    single = rng.standard_normal(pictures.shape, np.float32)
    noisy: Field = pictures + (shared + 0.5 * single) * per_image(strength)[:, None]
    return noisy
