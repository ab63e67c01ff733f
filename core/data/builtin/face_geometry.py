"""Invented people and what seven expressions do to their faces.

Lengths are in half-heights of the head, with the origin in the middle of the face and `y` downwards.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.data.builtin.fields import Field

EXPRESSIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")


class Expression(NamedTuple):
    """How far parts of the face are from rest, each (B,) or one number; 0 is a neutral face.

    The action units are those of Ekman & Friesen's Facial Action Coding System (1978).
    """

    brow_inner: Field | float
    """Inner ends of the brows up (AU 1) or, negative, down and together (AU 4)."""
    brow_outer: Field | float
    """Outer ends up (AU 2)."""
    eye: Field | float
    """Upper lids up (AU 5) or, negative, drooping."""
    lower_lid: Field | float
    """Lower lids up (AU 6, AU 7)."""
    corners: Field | float
    """Corners of the mouth up (AU 12) or, negative, down (AU 15)."""
    width: Field | float
    """Mouth stretched (AU 20) or, negative, narrowed (AU 23)."""
    open: Field | float
    """Jaw dropped (AU 26)."""
    lip: Field | float
    """Upper lip raised (AU 10)."""
    nose: Field | float
    """Nose wrinkled (AU 9)."""
    furrow: Field | float
    """Creases between the brows (AU 4)."""
    forehead: Field | float
    """Creases across the forehead (AU 1 with AU 2)."""


_FULL = {
    "angry": Expression(-1.0, 0.45, 0.05, 0.6, -0.45, -0.15, 0.15, 0.1, 0.25, 1.0, 0.0),
    "disgust": Expression(-0.6, -0.25, -0.45, 0.6, -0.45, -0.05, 0.30, 1.0, 1.0, 0.4, 0.0),
    "fear": Expression(0.9, 0.25, 0.85, 0.1, -0.30, 0.35, 0.45, 0.0, 0.0, 0.4, 0.7),
    "happy": Expression(0.1, 0.10, -0.30, 0.7, 1.00, 0.35, 0.40, 0.3, 0.0, 0.0, 0.0),
    "neutral": Expression(*[0.0] * len(Expression._fields)),
    "sad": Expression(0.8, -0.60, -0.45, 0.0, -0.90, -0.15, 0.00, 0.0, 0.0, 0.3, 0.3),
    "surprise": Expression(0.9, 0.90, 0.90, -0.2, 0.00, -0.35, 1.00, 0.0, 0.0, 0.0, 0.8),
}


class Person(NamedTuple):
    """What stays the same whatever somebody feels, each float32 (B,); tones run from 0 (black) to 1 (white)."""

    width: Field
    taper: Field
    eye_distance: Field
    eye_size: Field
    eye_height: Field
    brow_weight: Field
    nose_length: Field
    nose_width: Field
    mouth_height: Field
    mouth_width: Field
    lips: Field
    skin: Field
    hair: Field
    hairline: Field
    parting: Field
    volume: Field
    long_hair: Field
    bald: Field
    beard: Field
    moustache: Field
    glasses: Field
    sideburns: Field
    curls: Field


class Pose(NamedTuple):
    """How the head is held before the camera, each float32 (B,)."""

    x: Field
    y: Field
    roll: Field
    yaw: Field
    pitch: Field
    size: Field


def draw_expression(rng: np.random.Generator, labels: npt.NDArray[np.int64]) -> Expression:
    """Expressions of the given classes, each at a strength of its own and never twice quite the same."""
    count = len(labels)
    full = np.array([_FULL[name] for name in EXPRESSIONS])[labels]
    strength = np.clip(rng.normal(0.95, 0.2, (count, 1)), 0.35, 1.35)
    values = full * strength + rng.normal(0, 0.11, full.shape)
    expression = Expression(*values.astype(np.float32).T)
    positive = {
        name: np.maximum(getattr(expression, name), 0) for name in ("open", "lip", "nose", "furrow", "forehead")
    }
    return expression._replace(**positive)


def draw_person(rng: np.random.Generator, count: int) -> Person:
    """People of many kinds: head and features, hair, sometimes a beard or glasses."""

    def between(low: float, high: float) -> Field:
        return rng.uniform(low, high, count).astype(np.float32)

    def some(share: float) -> Field:
        return (rng.random(count) < share).astype(np.float32)

    long_hair = some(0.4)
    skin = between(0.42, 0.95)
    blond = some(0.2)
    shaven = some(0.65)
    return Person(
        width=between(0.70, 0.86),
        taper=between(0.05, 0.38),
        eye_distance=between(0.30, 0.38),
        eye_size=between(0.15, 0.20),
        eye_height=between(-0.18, -0.10),
        brow_weight=between(0.025, 0.06),
        nose_length=between(0.26, 0.38),
        nose_width=between(0.08, 0.14),
        mouth_height=between(0.48, 0.55),
        mouth_width=between(0.24, 0.33),
        lips=between(0.02, 0.055),
        skin=skin,
        hair=np.where(blond, np.minimum(skin + 0.12, 0.9), skin * between(0.08, 0.62)),
        hairline=between(-0.78, -0.50),
        parting=between(-0.5, 0.5),
        volume=between(0.05, 0.22),
        long_hair=long_hair,
        bald=some(0.10) * (1 - long_hair),
        beard=some(0.30) * (1 - long_hair) * (1 - shaven),
        moustache=some(0.35) * (1 - long_hair) * (1 - shaven),
        glasses=some(0.16),
        sideburns=between(-0.35, 0.05),
        curls=between(0.03, 0.08) * some(0.25),
    )


def draw_pose(rng: np.random.Generator, count: int) -> Pose:
    """Heads held roughly upright and near the middle, some turned or tilted more."""

    def around(middle: float, spread: float) -> Field:
        return rng.normal(middle, spread, count).astype(np.float32)

    return Pose(
        x=around(0.0, 0.012),
        y=around(0.02, 0.012),
        roll=around(0.0, 0.07),
        yaw=np.clip(around(0.0, 0.35), -1, 1),
        pitch=around(0.0, 0.025),
        size=np.clip(around(0.43, 0.02), 0.37, 0.48),
    )
