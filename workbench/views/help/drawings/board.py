"""What is drawn on: a picture with axes of its own, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Space, Type

_POINTS = 120
Point = tuple[float, float]


class Board:
    """A picture of the size of all drawings.

    Attributes:
        image: The picture.
        area: What of it is drawn on, in device-independent pixels.

    Args:
        theme: The colours.
        ratio: Device pixels in one pixel.
    """

    def __init__(self, theme: Theme, ratio: float) -> None:
        width, height = Size.FIELD_PICTURE
        self.image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        self.image.setDevicePixelRatio(ratio)
        self.image.fill(Qt.GlobalColor.transparent)
        self.area = QRectF(Space.SMALL, Space.SMALL, width - 2 * Space.SMALL, height - 2 * Space.SMALL)
        self._theme = theme
        self._painter = QPainter(self.image)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setFont(font(Type.BADGE))
        self.see((0.0, 1.0), (0.0, 1.0))

    def see(self, across: Point, up: Point, part: QRectF | None = None) -> None:
        """Draw from now on between these numbers, in all of the area or in a part of it."""
        self._across, self._up, self._part = across, up, part or self.area

    def columns(self, count: int) -> list[QRectF]:
        """The area in parts beside each other."""
        width = (self.area.width() - (count - 1) * Space.ROW) / count
        left = self.area.left()
        return [
            QRectF(left + place * (width + Space.ROW), self.area.top(), width, self.area.height())
            for place in range(count)
        ]

    def end(self) -> QImage:
        """The picture, once all is drawn."""
        self._painter.end()
        return self.image

    def curve(self, function: Callable[[float], float], color: str = "accent", *, thin: bool = False) -> None:
        """A function over all that is seen."""
        low, high = self._across
        steps = (low + (high - low) * place / (_POINTS - 1) for place in range(_POINTS))
        self.line([(x, function(x)) for x in steps], color, thin=thin)

    def line(
        self, points: Sequence[Point], color: str = "accent", *, thin: bool = False, is_dashed: bool = False
    ) -> None:
        """Straight from point to point."""
        path = QPainterPath(self._at(points[0]))
        for point in points[1:]:
            path.lineTo(self._at(point))
        pen = QPen(self._theme.color(color), Line.HAIR if thin else Line.CURVE)
        pen.setStyle(Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(pen)
        self._painter.save()
        self._painter.setClipRect(self._part.adjusted(-Space.SMALL, -Space.SMALL, Space.SMALL, Space.SMALL))
        self._painter.drawPath(path)
        self._painter.restore()

    def axes(self) -> None:
        """Lines through zero, where that is seen, or along the lower left."""
        (left, right), (low, high) = self._across, self._up
        zero_x, zero_y = min(max(0.0, left), right), min(max(0.0, low), high)
        self.line([(left, zero_y), (right, zero_y)], "line", thin=True)
        self.line([(zero_x, low), (zero_x, high)], "line", thin=True)

    def dots(self, points: Iterable[Point], color: str = "accent", *, filled: bool = True, radius: float = 3) -> None:
        """Round points."""
        self._painter.setPen(QPen(self._theme.color(color), Line.HAIR))
        self._painter.setBrush(self._theme.color(color) if filled else QColor(Qt.GlobalColor.transparent))
        for point in points:
            self._painter.drawEllipse(self._at(point), radius, radius)

    def box(self, corner: Point, size: Point, color: str, *, filled: bool = False) -> None:
        """A rectangle from its lower left corner."""
        first, second = self._at(corner), self._at((corner[0] + size[0], corner[1] + size[1]))
        self._painter.setPen(QPen(self._theme.color("line" if filled else color), Line.HAIR))
        self._painter.setBrush(self._theme.color(color) if filled else QColor(Qt.GlobalColor.transparent))
        self._painter.drawRect(QRectF(first, second).normalized())

    def words(self, point: Point, text: str, color: str = "quiet", *, is_right: bool = False) -> None:
        """A word or two whose left end is at a point, or whose right end is."""
        self._painter.setPen(self._theme.color(color))
        at = self._at(point)
        width = self._painter.fontMetrics().horizontalAdvance(text)
        left = at.x() - (width if is_right else 0)
        left = min(max(left, self.area.left()), self.area.right() - width)
        self._painter.drawText(QPointF(left, at.y()), text)

    def _at(self, point: Point) -> QPointF:
        (left, right), (low, high), part = self._across, self._up, self._part
        x = part.left() + (point[0] - left) / (right - left) * part.width()
        y = part.bottom() - (point[1] - low) / (high - low) * part.height()
        return QPointF(x, min(max(y, -part.height()), 3 * part.height()))
