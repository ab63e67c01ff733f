"""What can hang on a wall of pictures, and pictures themselves; numbers are in `wall_numbers`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from core.data.dataset import UInt8Images
from core.network.parameters import FloatArray
from workbench.views.evaluate.signed_colors import SignedColors
from workbench.views.pixels import to_picture
from workbench.views.theme import Theme
from workbench.views.tokens import Line, Size

Words = Callable[[int], str]
"""What is said about the picture or number at a place."""


class WallPart(ABC):
    """A heading, and below it what there is to see.

    Args:
        title: The heading; none where it is empty.
        quiet: What stands beside it.
        words: Of each picture or number.
    """

    def __init__(self, title: str, quiet: str, words: Words) -> None:
        self.title, self.quiet, self.words = title, quiet, words

    @abstractmethod
    def height(self, width: int) -> int:
        """How high it is at a width."""

    @abstractmethod
    def place_at(self, point: QPoint, width: int) -> int | None:
        """The place of what is at a point of the part; None between and beside them."""

    @abstractmethod
    def paint(self, painter: QPainter, area: QRect, visible: QRect, theme: Theme, colors: SignedColors) -> None:
        """Paint what is visible of the part, which takes the whole area."""


class Unchanged(WallPart):
    """A heading alone: what there is to see stands above."""

    def height(self, width: int) -> int:  # noqa: ARG002 - at every width
        """None."""
        return 0

    def place_at(self, point: QPoint, width: int) -> int | None:  # noqa: ARG002 - anywhere
        """There is nothing."""
        return None

    def paint(self, painter: QPainter, area: QRect, visible: QRect, theme: Theme, colors: SignedColors) -> None:
        """Nothing."""


class Pictures(WallPart):
    """Pictures (N, h, w, c) of numbers from -1 to 1, or of bytes, in lines.

    As many as there is room for at the least width stand in a line, which they fill.
    """

    def __init__(self, title: str, quiet: str, words: Words, pictures: FloatArray | UInt8Images, least: int) -> None:
        super().__init__(title, quiet, words)
        self._pictures, self._least = pictures, least
        self._made: dict[tuple[int, bool], QImage] = {}

    def height(self, width: int) -> int:
        """Of all lines."""
        return self._area(len(self._pictures) - 1, width).bottom() + 1

    def place_at(self, point: QPoint, width: int) -> int | None:
        """The picture under it."""
        side, pitch = self._size(width), self._size(width) + QSize(Size.PICTURES_GAP, Size.PICTURES_GAP)
        column, line = point.x() // pitch.width(), point.y() // pitch.height()
        is_on_picture = point.x() % pitch.width() < side.width() and point.y() % pitch.height() < side.height()
        place = line * self._columns(width) + column
        is_there = 0 <= column < self._columns(width) and 0 <= place < len(self._pictures)
        return place if is_there and is_on_picture else None

    def paint(self, painter: QPainter, area: QRect, visible: QRect, theme: Theme, colors: SignedColors) -> None:
        """Each in a frame: what is zero looks like the card."""
        columns, pitch = self._columns(area.width()), self._size(area.width()).height() + Size.PICTURES_GAP
        first = max(0, (visible.top() - area.top()) // pitch) * columns
        last = ((visible.bottom() - area.top()) // pitch + 1) * columns
        painter.setPen(QPen(theme.color("line"), Line.HAIR))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place in range(first, min(last, len(self._pictures))):
            where = self._area(place, area.width()).translated(area.topLeft())
            picture = self._picture(place, theme, colors)
            # Enlarged pixels are what there is to see; too many for their place would flicker unless averaged.
            is_shrunk = picture.width() > where.width() * painter.device().devicePixelRatio()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_shrunk)
            painter.drawImage(where, picture)
            half = Line.HAIR / 2
            painter.drawRect(QRectF(where).adjusted(half, half, -half, -half))

    def _columns(self, width: int) -> int:
        return max(1, (width + Size.PICTURES_GAP) // (self._least + Size.PICTURES_GAP))

    def _size(self, width: int) -> QSize:
        """Of each, in its own proportions; one alone is not enlarged."""
        columns = self._columns(width)
        across = self._least if len(self._pictures) == 1 else (width + Size.PICTURES_GAP) // columns - Size.PICTURES_GAP
        _, high, wide, _ = self._pictures.shape
        return QSize(max(1, across), max(1, across * high // wide))

    def _area(self, place: int, width: int) -> QRect:
        size, (line, column) = self._size(width), divmod(place, self._columns(width))
        left, top = column * (size.width() + Size.PICTURES_GAP), line * (size.height() + Size.PICTURES_GAP)
        return QRect(QPoint(left, top), size)

    def _picture(self, place: int, theme: Theme, colors: SignedColors) -> QImage:
        """Made when it is first seen in the colours of the theme."""
        key = place, theme.is_dark
        if key not in self._made:
            picture = self._pictures[place]
            self._made[key] = to_picture(picture) if picture.dtype == np.uint8 else colors.picture(picture)
        return self._made[key]
