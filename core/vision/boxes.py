"""Rectangles in a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

from core.errors import WorkbenchError

_MOST_TILTED: Final = 180


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the upright picture: its left upper corner, and how far it reaches from there.

    Attributes:
        tilt: By how many degrees what is in it is turned clockwise; the rectangle itself stands upright.
    """

    x: int
    y: int
    width: int
    height: int
    tilt: float = 0.0

    @property
    def area(self) -> int:
        """How many pixels it has."""
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        """Its middle, from the left and from the top."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def written(self) -> str:
        """As `parse_box` reads it."""
        place = f"{self.x},{self.y},{self.width},{self.height}"
        return f"{place},{self.tilt:g}" if self.tilt else place

    def shared(self, other: Box) -> int:
        """How many pixels both have in common."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(width, 0) * max(height, 0)

    def overlap(self, other: Box) -> float:
        """The share that both have in common of what either covers: 0 to 1 (intersection over union)."""
        common = self.shared(other)
        return common / (self.area + other.area - common)

    def within(self, width: int, height: int) -> Box:
        """What of it lies in a picture of that size; at least one pixel of the picture's nearest edge."""
        left, top = min(max(self.x, 0), width - 1), min(max(self.y, 0), height - 1)
        right, bottom = min(self.x + self.width, width), min(self.y + self.height, height)
        return Box(left, top, max(right - left, 1), max(bottom - top, 1), self.tilt)

    def scaled(self, scale: float) -> Box:
        """The same part of a copy of the picture that has so many pixels for each of its own, along a side."""
        center = (self.center[0] * scale, self.center[1] * scale)
        return replace(Box.around(center, self.width * scale, self.height * scale), tilt=self.tilt)

    @classmethod
    def around(cls, center: tuple[float, float], width: float, height: float) -> Self:
        """The one of whole pixels that is nearest to a rectangle with that middle."""
        left, top = round(center[0] - width / 2), round(center[1] - height / 2)
        return cls(left, top, max(round(width), 1), max(round(height), 1))


def parse_box(text: str) -> Box:
    """A box written as "x,y,width,height" or "x,y,width,height,tilt".

    Raises:
        WorkbenchError: It is not four whole numbers with an angle after them or none, or has no pixel.
    """
    places, angle = text.split(",")[:4], text.split(",")[4:]
    try:
        x, y, width, height = (int(part) for part in places)
        (tilt,) = (float(part) for part in angle) if angle else (0.0,)
    except ValueError as error:
        raise WorkbenchError(
            f"{text!r} is no box.", "Write four whole numbers, x,y,width,height in pixels: 40,25,120,120."
        ) from error
    if width < 1 or height < 1:
        raise WorkbenchError(f"The box {text} has no pixel in it.", "Width and height must be at least 1.")
    if not abs(tilt) <= _MOST_TILTED:
        raise WorkbenchError(f"Nothing is turned by {tilt:g} degrees.", f"Give an angle up to {_MOST_TILTED}.")
    return Box(x, y, width, height, tilt)
