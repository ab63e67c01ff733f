"""Colours of walls, plates and digits, as they come out of a street camera."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.data.builtin.fields import Field

_LUMA = np.array([0.299, 0.587, 0.114])

# Hue, and how common it is; brightness is drawn apart.
_GROUND_HUES = np.array(
    [
        (1.00, 1.00, 1.00),  # paint, concrete
        (0.93, 0.97, 1.20),  # white and gray in shade, under a blue sky
        (1.12, 1.00, 0.78),  # cream, stucco
        (1.30, 0.92, 0.72),  # wood
        (1.55, 0.82, 0.68),  # brick
        (0.50, 0.85, 1.90),  # enamel blue
        (0.60, 1.20, 0.85),  # green door
        (2.20, 0.60, 0.50),  # red door
        (0.70, 1.02, 1.25),  # steel
        (1.40, 1.00, 0.35),  # yellow
    ]
)
_GROUND_SHARES = np.array([0.22, 0.33, 0.14, 0.09, 0.06, 0.06, 0.025, 0.02, 0.045, 0.01])
_INK_HUES = np.array(
    [
        (1.00, 1.00, 1.00),  # black, white, aluminium
        (0.90, 0.96, 1.22),
        (1.22, 1.00, 0.62),  # brass
        (0.55, 0.85, 1.85),  # blue
        (1.35, 0.92, 0.70),  # bronze
        (2.10, 0.65, 0.50),  # red
        (0.60, 1.20, 0.80),  # green
    ]
)
_INK_SHARES = np.array([0.50, 0.22, 0.10, 0.08, 0.06, 0.02, 0.02])


class Paints(NamedTuple):
    """Colours of a chunk of B scenes, each float32 (B, 3), 0 to 1."""

    wall: Field
    plate: Field
    ink: Field
    outline: Field


def draw_paints(rng: np.random.Generator, count: int, plated: npt.NDArray[np.bool_]) -> Paints:
    """Mix colours so that ink and what is under it differ, in either direction, sometimes barely.

    Args:
        rng: Source of the choices.
        count: B.
        plated: bool (B,), where the digits stand on a plate rather than on the wall.
    """
    under = np.clip(rng.normal(0.47, 0.23, count), 0.10, 0.97)
    contrast = np.clip(np.exp(rng.normal(np.log(0.34), 0.45, count)), 0.18, 0.9)
    lighter = rng.random(count) < 0.5
    lighter = np.where(under + contrast > 1.05, False, np.where(under - contrast < -0.05, True, lighter))
    ink = np.clip(under + np.where(lighter, contrast, -contrast), 0.02, 1.0)
    beside = np.clip(under + rng.normal(0, 0.28, count), 0.03, 1.0)
    paint_under = _mix(rng, _GROUND_HUES, _GROUND_SHARES, under)
    paint_beside = _mix(rng, _GROUND_HUES, _GROUND_SHARES, beside)
    outline = np.clip(np.where(rng.random(count) < 0.5, ink * 0.3, under + (under - ink) * 0.8), 0.0, 1.0)
    return Paints(
        wall=np.where(plated[:, None], paint_beside, paint_under),
        plate=paint_under,
        ink=_mix(rng, _INK_HUES, _INK_SHARES, ink),
        outline=_mix(rng, _INK_HUES, _INK_SHARES, outline),
    )


def _mix(
    rng: np.random.Generator,
    hues: npt.NDArray[np.float64],
    shares: npt.NDArray[np.float64],
    brightness: npt.NDArray[np.float64],
) -> Field:
    """(B, 3) colours of the given brightness (0 to 1); white and black come out nearly without hue."""
    hue = hues[rng.choice(len(hues), len(brightness), p=shares)]
    hue = hue * np.exp(rng.normal(0, 0.05, hue.shape))
    strength = (rng.uniform(0.25, 1.0, len(brightness)) * np.minimum(1, 1.5 * (1.05 - brightness)))[:, None]
    hue = 1 + (hue / (hue @ _LUMA)[:, None] - 1) * strength
    colours: Field = np.clip(hue * brightness[:, None], 0, 1).astype(np.float32)
    return colours
