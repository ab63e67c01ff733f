"""A sheet of paper to draw on with the mouse, a finger or a pen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.state.strokes import Drawing, Point, Stroke
from workbench.views.growth import KEEPS_SIZE
from workbench.views.theme import Theme
from workbench.views.tokens import Corner, Line, Size, Space

SIDE = 256
"""Pixels along each side of the picture that a drawing becomes."""

# The same in the dark look: this is what the network gets.
_PAPER, _INK, _PENCIL = QColor("white"), QColor("black"), QColor("gray")
_INVITATION = "Draw here"


def picture_of(strokes: tuple[Stroke, ...]) -> QImage:
    """The drawing as a picture: black ink on white paper, SIDE by SIDE pixels."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB888)
    image.fill(_PAPER)
    painter = QPainter(image)
    _draw(painter, strokes, SIDE)
    painter.end()
    return image


class Canvas(QWidget):
    """Shows a drawing as large as there is room, square, and draws where the pointer goes.

    Attributes:
        drawing: What is drawn.
    """

    def __init__(self, theme: Theme, drawing: Drawing) -> None:
        super().__init__()
        self._theme, self.drawing = theme, drawing
        self._pointer: QPointF | None = None
        self.setAccessibleName("Drawing")
        self.setAccessibleDescription("White paper: draw one digit with the mouse or a pen.")
        self.setMinimumSize(Size.LEAST_PICTURE, Size.LEAST_PICTURE)
        self.setProperty(KEEPS_SIZE, True)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        drawing.changed.connect(self.update)
        theme.changed.connect(self.update)

    def paper(self) -> QRectF:
        """Where in the widget the paper is."""
        side = min(self.width(), self.height()) - 2 * Space.ROW
        area = QRectF(0, 0, side, side)
        area.moveCenter(QRectF(self.rect()).center())
        return area

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """What a middle pane has room for."""
        return QSize(Size.MIDDLE_PANE, Size.MIDDLE_PANE)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Set the pen down, where it is on the paper."""
        if event.button() == Qt.MouseButton.LeftButton and self.paper().contains(event.position()):
            self.drawing.press(self._place(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Draw, and show how thick the pen is."""
        self._pointer = event.position()
        self.drawing.move(self._place(event.position()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Lift the pen."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.drawing.lift()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """No pointer, no ring."""
        self._pointer = None
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Paper on a desk, ink, and a ring as wide as the pen."""
        paper = self.paper()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("ground"))
        painter.drawRoundedRect(QRectF(self.rect()), Corner.CONTROL, Corner.CONTROL)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.fillRect(paper, _PAPER)
        if not self.drawing.strokes:
            painter.setPen(_PENCIL)
            painter.drawText(paper, Qt.AlignmentFlag.AlignCenter, _INVITATION)
        painter.save()
        painter.setClipRect(paper)
        painter.translate(paper.topLeft())
        _draw(painter, self.drawing.strokes, paper.width())
        painter.restore()
        painter.setPen(QPen(self._theme.color("line"), Line.HAIR))
        painter.drawRect(paper)
        if self._pointer is not None and paper.contains(self._pointer):
            radius = self.drawing.width * paper.width() / 2
            painter.setPen(QPen(self._theme.color("accent"), Line.HAIR))
            painter.drawEllipse(self._pointer, radius, radius)

    def _place(self, position: QPointF) -> Point:
        paper = self.paper()
        offset = position - paper.topLeft()
        return offset.x() / paper.width(), offset.y() / paper.height()


def _draw(painter: QPainter, strokes: tuple[Stroke, ...], side: float) -> None:
    """Ink on paper whose upper left corner is the origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for stroke in strokes:
        colour = _PAPER if stroke.erases else _INK
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, stroke.width * side, Qt.PenStyle.SolidLine, cap, join))
        first, *others = (QPointF(x * side, y * side) for x, y in stroke.points)
        if not others:
            painter.drawPoint(first)
            continue
        path = QPainterPath(first)
        for point in others:
            path.lineTo(point)
        painter.drawPath(path)
