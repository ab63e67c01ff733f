"""The plane of a face laid over pixels, and the shapes that are drawn on it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.data.builtin.face_geometry import Expression, Person, Pose
from core.data.builtin.fields import Field

SIDE = 48
"""Side of a picture in pixels."""


class Face(NamedTuple):
    """A chunk of B faces being drawn.

    Attributes:
        x: float32 (B, SIDE, SIDE), position in the plane of the head, in its half-heights.
        y: float32 (B, SIDE, SIDE), the same, downwards.
        u: float32 (B, SIDE, SIDE), as `x`, but moved by the turn of the head: where features are drawn.
        v: float32 (B, SIDE, SIDE), as `y`, moved by its nod.
        scale: float32 (B, 1, 1), pixels in a half-height.
        person: Its people, fields (B, 1, 1).
        expression: Their expressions, fields (B, 1, 1).
    """

    x: Field
    y: Field
    u: Field
    v: Field
    scale: Field
    person: Person
    expression: Expression

    def cover(self, distance: Field) -> Field:
        """Share of each pixel inside a shape, from its signed distance."""
        coverage = distance * -self.scale
        coverage += np.float32(0.5)
        return np.clip(coverage, 0, 1, out=coverage)

    def stroke(self, distance: Field, half_width: Field | float) -> Field:
        """Coverage of a line; one thinner than a pixel gets fainter instead of vanishing."""
        return self.cover(np.abs(distance) - half_width)


def place(pose: Pose, person: Person, expression: Expression) -> Face:
    """Lay the plane of each head over the pixels."""
    pose = Pose(*(field[:, None, None] for field in pose))
    person = Person(*(field[:, None, None] for field in person))
    expression = Expression(*(np.asarray(field)[:, None, None] for field in expression))
    axis = ((np.arange(SIDE) + 0.5) / SIDE - 0.5).astype(np.float32)
    right, down = axis[None, None, :] - pose.x, axis[None, :, None] - pose.y
    cosine, sine = np.cos(pose.roll), np.sin(pose.roll)
    x = (cosine * right + sine * down) / pose.size
    y = (cosine * down - sine * right) / pose.size
    # Features lie on a rounded surface: a turn moves the middle of the face most and its rim not at all.
    bulge = np.clip(1 - (x / person.width) ** 2, 0, 1)
    u = (x - 0.18 * pose.yaw * bulge) * (1 + 0.10 * np.abs(pose.yaw))
    return Face(x, y, u, y - pose.pitch, pose.size * SIDE, person, expression)


def blend(below: Field, tone: Field | float, coverage: Field) -> Field:
    """Paint a tone over what is there, as opaquely as `coverage` (0 to 1) says."""
    mixed = tone - below
    mixed *= coverage
    mixed += below
    return mixed


def oval(x: Field, y: Field, width: Field | float, height: Field | float) -> Field:
    """Signed distance to an ellipse, good near its edge."""
    return (length(x / width, y / height) - 1) * np.minimum(width, height, dtype=np.float32)


def length(x: Field, y: Field) -> Field:
    """Distance from the origin; several times as fast as `hypot`, whose care for overflow is not needed here."""
    lengths: Field = np.sqrt(x * x + y * y)
    return lengths
