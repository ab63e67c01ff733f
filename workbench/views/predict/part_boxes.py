"""Boxes over a picture: the one that the network gets can be moved and resized, others that were found are chosen."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.vision.boxes import Box
from workbench.views.theme import Theme
from workbench.views.tokens import Line, Size, Space

# Least side of a box, in pixels of the picture.
_LEAST: Final = 8
_SHADE: Final = QColor(0, 0, 0, 90)
_OTHERS: Final = QColor(255, 255, 255, 200)
_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
# Of the picture's longer side, a key moves a box by this share.
_KEY_STEP: Final = 0.01


class _Grip(Enum):
    """What is dragged."""

    WHOLE = "whole"
    CORNER = "corner"
    NEW = "new"


class PartBoxes(QWidget):
    """Lies over a picture and is as large as its view.

    Dragging inside the box moves it, dragging a corner resizes it, and dragging anywhere else draws a new one, as does
    the whole picture while drawing is asked for. Arrow keys move it, with Shift they resize it; Space chooses the next
    of those that were found.

    Attributes:
        box: Around what the network gets; None where it gets the whole picture, or nothing.
        others: Around what else was found.
        is_drawing: Whether a box is to be drawn next, whatever is under the pointer.
    """

    changed = Signal(Box)
    """The box is another one, in pixels of the picture; many times while it is dragged."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.box: Box | None = None
        self.others: tuple[Box, ...] = ()
        self.is_drawing = False
        self._area, self._size = QRectF(), (1, 1)
        self._grip: _Grip | None = None
        # Where the pointer took hold, in pixels of the picture; and for a corner, the one that stays.
        self._held, self._fixed = QPointF(), QPointF()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Box around what the network gets")
        self.setAccessibleDescription("Arrow keys move it, with Shift they resize it, Space takes the next one found.")
        theme.changed.connect(self.update)
        self.hide()

    def show_boxes(self, size: tuple[int, int], box: Box | None, found: tuple[Box, ...]) -> None:
        """Show boxes on a picture of a width and a height; while one is dragged, that one stays where it is."""
        self._size = size
        if self._grip is None:
            self.box = box
        self.others = tuple(one for one in found if one != self.box)
        self.update()

    def place(self, area: QRectF) -> None:
        """Where in the view the picture is."""
        self._area = area
        self.update()

    def draw_next(self) -> None:
        """Let a box be drawn, wherever the pointer goes down."""
        self.is_drawing = True
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocus()

    def on_screen(self, box: Box) -> QRectF:
        """Where in the view a box is."""
        across, down = self._area.width() / self._size[0], self._area.height() / self._size[1]
        left, top = self._area.x() + box.x * across, self._area.y() + box.y * down
        return QRectF(left, top, box.width * across, box.height * down)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of the box or a corner, choose another one, or begin a new box."""
        at = event.position()
        if event.button() != Qt.MouseButton.LeftButton or not self._area.contains(at):
            super().mousePressEvent(event)
            return
        self._held = self._in_picture(at)
        self._grip, self._fixed = _Grip.NEW, self._held
        corner = self._corner_near(at)
        if self.is_drawing:
            return
        if corner is not None:
            self._grip, self._fixed = _Grip.CORNER, corner
        elif self.box is not None and self.on_screen(self.box).contains(at):
            self._grip = _Grip.WHOLE
        elif (other := self._other_at(at)) is not None:
            self._grip = None
            self.changed.emit(other)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Move or resize what is held."""
        at = self._in_picture(event.position())
        if self._grip is None:
            self._show_cursor(event.position())
        elif self._grip is _Grip.WHOLE and self.box is not None:
            step = at - self._held
            moved = replace(self.box, x=self.box.x + round(step.x()), y=self.box.y + round(step.y()))
            if moved != self.box:
                self._held = at
                self._take(self._kept_inside(moved))
        elif self._grip is not _Grip.WHOLE:
            self._take_square(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        super().mouseReleaseEvent(event)
        self._grip, self.is_drawing = None, False
        self._show_cursor(event.position())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move and resize with the keyboard, or choose the next box."""
        if event.key() == Qt.Key.Key_Space and self.others:
            found = sorted((*self.others, *([self.box] if self.box else [])), key=lambda box: (box.x, box.y))
            place = found.index(self.box) + 1 if self.box in found else 0
            self.changed.emit(found[place % len(found)])
        elif (key := Qt.Key(event.key())) in _STEPS and self.box is not None:
            self._take(self._stepped(self.box, *_STEPS[key], resizes=bool(event.modifiers())))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw the boxes; what the network does not get is shaded a little."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.box is not None:
            self._shade(painter, self.on_screen(self.box))
        painter.setPen(QPen(_OTHERS, Line.RING, Qt.PenStyle.DashLine))
        for other in self.others:
            painter.drawRect(self.on_screen(other))
        if self.box is None:
            if self.hasFocus():
                painter.setPen(QPen(self._theme.color("accent"), Line.RING))
                painter.drawRect(self._area)
            return
        shown = self.on_screen(self.box)
        painter.setPen(QPen(self._theme.color("accent"), Line.RING * (2 if self.hasFocus() else 1)))
        painter.drawRect(shown)
        painter.setBrush(self._theme.color("accent"))
        painter.setPen(QPen(Qt.GlobalColor.white, Line.HAIR))
        for corner in _corners(shown):
            painter.drawEllipse(corner, Size.DOT / 2, Size.DOT / 2)

    def _shade(self, painter: QPainter, shown: QRectF) -> None:
        left, top, right, bottom = self._area.left(), self._area.top(), self._area.right(), self._area.bottom()
        low, high = max(shown.top(), top), min(shown.bottom(), bottom)
        for rest in (
            QRectF(left, top, right - left, low - top),
            QRectF(left, high, right - left, bottom - high),
            QRectF(left, low, shown.left() - left, high - low),
            QRectF(shown.right(), low, right - shown.right(), high - low),
        ):
            if rest.width() > 0 and rest.height() > 0:
                painter.fillRect(rest, _SHADE)

    def _take(self, box: Box) -> None:
        self.box = box
        self.update()
        self.changed.emit(box)

    def _take_square(self, at: QPointF) -> None:
        """The square between the corner that stays and the pointer."""
        across, down = at.x() - self._fixed.x(), at.y() - self._fixed.y()
        side = max(abs(across), abs(down))
        room_x = self._fixed.x() if across < 0 else self._size[0] - self._fixed.x()
        room_y = self._fixed.y() if down < 0 else self._size[1] - self._fixed.y()
        side = min(side, room_x, room_y)
        if side < _LEAST:
            return
        left = self._fixed.x() - side if across < 0 else self._fixed.x()
        top = self._fixed.y() - side if down < 0 else self._fixed.y()
        tilt = self.box.tilt if self.box is not None and self._grip is _Grip.CORNER else 0.0
        self._take(Box(round(left), round(top), round(side), round(side), tilt).within(*self._size))

    def _stepped(self, box: Box, across: int, down: int, *, resizes: bool) -> Box:
        step = max(round(_KEY_STEP * max(self._size)), 1)
        if not resizes:
            return self._kept_inside(replace(box, x=box.x + across * step, y=box.y + down * step))
        side = max(box.width + (across or -down) * 2 * step, _LEAST)
        side = min(side, *self._size)
        return self._kept_inside(replace(Box.around(box.center, side, side), tilt=box.tilt))

    def _kept_inside(self, box: Box) -> Box:
        x = min(max(box.x, 0), max(self._size[0] - box.width, 0))
        y = min(max(box.y, 0), max(self._size[1] - box.height, 0))
        return replace(box, x=x, y=y)

    def _in_picture(self, at: QPointF) -> QPointF:
        x = (at.x() - self._area.x()) * self._size[0] / max(self._area.width(), 1)
        y = (at.y() - self._area.y()) * self._size[1] / max(self._area.height(), 1)
        return QPointF(min(max(x, 0), self._size[0]), min(max(y, 0), self._size[1]))

    def _corner_near(self, at: QPointF) -> QPointF | None:
        """The corner opposite to the one under the pointer, in the picture; None where there is none."""
        if self.box is None:
            return None
        corners = _corners(self.on_screen(self.box))
        for corner, opposite in zip(corners, reversed(corners), strict=True):
            if (corner - at).manhattanLength() <= Size.DOT + Space.SMALL:
                return self._in_picture(opposite)
        return None

    def _other_at(self, at: QPointF) -> Box | None:
        """Of the other boxes under the pointer, the smallest: a larger one can be reached beside it."""
        under = [box for box in self.others if self.on_screen(box).contains(at)]
        return min(under, key=lambda box: box.area, default=None)

    def _show_cursor(self, at: QPointF) -> None:
        shape = Qt.CursorShape.CrossCursor
        if not self.is_drawing:
            if self.box is not None and self._corner_near(at) is not None:
                middle = self.on_screen(self.box).center()
                is_falling = (at.x() < middle.x()) == (at.y() < middle.y())
                shape = Qt.CursorShape.SizeFDiagCursor if is_falling else Qt.CursorShape.SizeBDiagCursor
            elif self.box is not None and self.on_screen(self.box).contains(at):
                shape = Qt.CursorShape.SizeAllCursor
            elif self._other_at(at) is not None:
                shape = Qt.CursorShape.PointingHandCursor
            elif not self._area.contains(at):
                shape = Qt.CursorShape.ArrowCursor
        self.setCursor(shape)


def _corners(area: QRectF) -> tuple[QPointF, QPointF, QPointF, QPointF]:
    """Each opposite to the one as far from the other end of the row."""
    return area.topLeft(), area.topRight(), area.bottomLeft(), area.bottomRight()
