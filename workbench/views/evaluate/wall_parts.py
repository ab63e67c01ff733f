"""What can hang on a wall of pictures: many small ones, one of bytes, or a row of numbers as bars or cells."""

from __future__ import annotations

import math
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


class Pictures(WallPart):
    """Pictures (N, h, w, c) of numbers from -1 to 1, or of bytes, in lines."""

    def __init__(self, title: str, quiet: str, words: Words, pictures: FloatArray | UInt8Images, side: int) -> None:
        super().__init__(title, quiet, words)
        self._pictures = pictures
        _, height, width, _ = pictures.shape
        longer = max(height, width)
        self._size = QSize(max(1, side * width // longer), max(1, side * height // longer))

    def height(self, width: int) -> int:
        """Of all lines."""
        lines = math.ceil(len(self._pictures) / self._columns(width))
        return lines * self._pitch - Size.PICTURES_GAP

    def place_at(self, point: QPoint, width: int) -> int | None:
        """The picture under it."""
        columns = self._columns(width)
        column, line = point.x() * columns // max(1, width), point.y() // self._pitch
        place = line * columns + column
        is_there = 0 <= column < columns and 0 <= place < len(self._pictures)
        return place if is_there and self._area(place, width).contains(point) else None

    def paint(self, painter: QPainter, area: QRect, visible: QRect, theme: Theme, colors: SignedColors) -> None:
        """Each in a frame: what is zero looks like the card."""
        columns = self._columns(area.width())
        first = max(0, (visible.top() - area.top()) // self._pitch) * columns
        last = ((visible.bottom() - area.top()) // self._pitch + 1) * columns
        painter.setPen(QPen(theme.color("line"), Line.HAIR))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place in range(first, min(last, len(self._pictures))):
            where = self._area(place, area.width()).translated(area.topLeft())
            picture = self._picture(place, colors)
            # Enlarged pixels are what there is to see; too many for their place would flicker unless averaged.
            is_shrunk = picture.width() > where.width() * painter.device().devicePixelRatio()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_shrunk)
            painter.drawImage(where, picture)
            half = Line.HAIR / 2
            painter.drawRect(QRectF(where).adjusted(half, half, -half, -half))

    @property
    def _pitch(self) -> int:
        return self._size.height() + Size.PICTURES_GAP

    def _columns(self, width: int) -> int:
        return max(1, (width + Size.PICTURES_GAP) // (self._size.width() + Size.PICTURES_GAP))

    def _area(self, place: int, width: int) -> QRect:
        """Columns fill the width, so that the last one ends where the heading does."""
        columns = self._columns(width)
        line, column = divmod(place, columns)
        free = width - self._size.width()
        left = (
            column * free // (columns - 1)
            if columns > 1 and len(self._pictures) >= columns
            else column * (self._size.width() + Size.PICTURES_GAP)
        )
        return QRect(QPoint(left, line * self._pitch), self._size)

    def _picture(self, place: int, colors: SignedColors) -> QImage:
        picture = self._pictures[place]
        return to_picture(picture) if picture.dtype == np.uint8 else colors.picture(picture)


class Bars(WallPart):
    """A few numbers (N,) from -1 to 1 as bars upwards and downwards from zero."""

    MOST = 32
    """Of more numbers the bars would be too thin."""

    def __init__(self, title: str, quiet: str, words: Words, values: FloatArray) -> None:
        super().__init__(title, quiet, words)
        self._values = values

    def height(self, width: int) -> int:  # noqa: ARG002 - the same at every width
        """All have the same."""
        return Size.BAR_CHART

    def place_at(self, point: QPoint, width: int) -> int | None:
        """The bar above or below it."""
        place = point.x() // self._pitch(width)
        return place if 0 <= place < len(self._values) and 0 <= point.y() < Size.BAR_CHART else None

    def paint(self, painter: QPainter, area: QRect, visible: QRect, theme: Theme, colors: SignedColors) -> None:  # noqa: ARG002 - they are few
        """Bars, and the line of zero behind them."""
        pitch, middle = self._pitch(area.width()), area.top() + Size.BAR_CHART / 2
        painter.setPen(QPen(theme.color("line"), Line.HAIR))
        painter.drawLine(area.left(), round(middle), area.left() + len(self._values) * pitch, round(middle))
        painter.setPen(Qt.PenStyle.NoPen)
        for place, value in enumerate(self._values.tolist()):
            length = -value * Size.BAR_CHART / 2
            painter.setBrush(colors.color(math.copysign(1, value)))
            left = area.left() + place * pitch
            painter.drawRect(QRectF(left, middle, pitch - Line.RING, length).normalized())

    def _pitch(self, width: int) -> int:
        return max(Line.RING + Line.HAIR, min(width // len(self._values), Size.BAR_CHART // 2))


class Cells(WallPart):
    """Many numbers (N,) from -1 to 1, a coloured cell each, in lines."""

    def __init__(self, title: str, quiet: str, words: Words, values: FloatArray) -> None:
        super().__init__(title, quiet, words)
        self._values = values
        # Some thousand numbers stay within a glance.
        self._side = max(Line.RING, Size.NUMBER // (1 + int(math.log2(1 + len(values) / 256))))

    def height(self, width: int) -> int:
        """Of all lines."""
        return math.ceil(len(self._values) / self._columns(width)) * self._side

    def place_at(self, point: QPoint, width: int) -> int | None:
        """The cell under it."""
        columns = self._columns(width)
        column, line = point.x() // self._side, point.y() // self._side
        place = line * columns + column
        return place if 0 <= column < columns and 0 <= place < len(self._values) else None

    def paint(self, painter: QPainter, area: QRect, visible: QRect, theme: Theme, colors: SignedColors) -> None:
        """The lines in view as one picture, in a frame."""
        columns = self._columns(area.width())
        first = max(0, (visible.top() - area.top()) // self._side)
        last = (visible.bottom() - area.top()) // self._side + 1
        shown = self._values[first * columns : last * columns]
        lines = math.ceil(len(shown) / columns)
        if not lines:
            return
        padded = np.pad(shown, (0, lines * columns - len(shown)))
        where = QRect(area.left(), area.top() + first * self._side, columns * self._side, lines * self._side)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(where, colors.picture(padded.reshape(lines, columns, 1)))
        painter.setPen(QPen(theme.color("line"), Line.HAIR))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRect(area.left(), area.top(), columns * self._side, self.height(area.width())))

    def _columns(self, width: int) -> int:
        return max(1, min(width // self._side, len(self._values)))
