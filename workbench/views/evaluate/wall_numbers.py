"""Numbers on a wall of pictures: a few as bars, many as cells."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from core.network.parameters import FloatArray
from workbench.views.evaluate.signed_colors import SignedColors
from workbench.views.evaluate.wall_parts import WallPart, Words
from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Type


class Bars(WallPart):
    """A few numbers (N,) from -1 to 1 as bars upwards and downwards from zero.

    Args:
        names: What stands below the bars; empty for nothing.
    """

    MOST = 32
    """Of more numbers the bars would be too thin."""

    def __init__(self, title: str, quiet: str, words: Words, values: FloatArray, names: Sequence[str] = ()) -> None:
        super().__init__(title, quiet, words)
        self._values, self._names = values, names

    def height(self, width: int) -> int:  # noqa: ARG002 - the same at every width
        """All have the same."""
        return Size.BAR_CHART + (Size.CAPTION_LINE if self._names else 0)

    def place_at(self, point: QPoint, width: int) -> int | None:
        """The bar above or below it."""
        place = point.x() // self._pitch(width)
        return place if 0 <= place < len(self._values) and 0 <= point.y() < self.height(width) else None

    def paint(self, painter: QPainter, area: QRect, visible: QRect, theme: Theme, colors: SignedColors) -> None:  # noqa: ARG002 - they are few
        """Bars, the line of zero behind them, and names below."""
        pitch, middle = self._pitch(area.width()), area.top() + Size.BAR_CHART // 2
        painter.setPen(QPen(theme.color("line"), Line.HAIR))
        painter.drawLine(area.left(), middle, area.left() + len(self._values) * pitch - Line.RING, middle)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, value in enumerate(self._values.tolist()):
            painter.setBrush(colors.color(math.copysign(1, value)))
            bar = QRectF(area.left() + place * pitch, middle, pitch - Line.RING, -value * Size.BAR_CHART / 2)
            painter.drawRect(bar.normalized())
        painter.setFont(font(Type.BADGE))
        painter.setPen(theme.color("quiet"))
        for place, name in enumerate(self._names):
            below = QRect(area.left() + place * pitch, area.top() + Size.BAR_CHART, pitch, Size.CAPTION_LINE)
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, pitch - Line.RING)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, shown)

    def _pitch(self, width: int) -> int:
        return max(Line.RING + Line.HAIR, min(width // len(self._values), Size.BAR_CHART))


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
