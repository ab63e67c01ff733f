"""A confusion matrix to look at, and to walk through with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, qGray
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.state.confusion import Confusion
from workbench.views.cards import percent
from workbench.views.signs import NONE
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Line, Size, Space, Type

# Shares are seen by their square root: a few mistakes beside many hits would not be seen at all.
_EXPONENT = 0.5
_FAINTEST = 0.12


class MatrixView(QWidget):
    """True classes from top to bottom, predicted ones from left to right; the fuller a cell, the stronger its colour.

    Attributes:
        current: True and predicted class of the framed cell.
    """

    chosen = Signal(int, int)
    """True and predicted class of the cell whose pictures are wanted."""

    def __init__(self, theme: Theme, *, opens_pictures: bool = True) -> None:
        """Show nothing yet.

        Args:
            theme: Its colours.
            opens_pictures: Whether whoever makes it shows pictures of the cells.
        """
        super().__init__()
        self._theme = theme
        self._hint = ". A click opens its pictures." if opens_pictures else ""
        self._confusion: Confusion | None = None
        self._names_width = 0
        self._shares: npt.NDArray[np.float64] | None = None
        self.current = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(Size.LEAST_MATRIX, Size.LEAST_MATRIX)
        if opens_pictures:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Confusion matrix")
        theme.changed.connect(self.update)

    def show_confusion(self, confusion: Confusion | None, normalisation: int) -> None:
        """Show another matrix; None shows none."""
        self._confusion = confusion
        # Now, and not for every cell: there may be hundreds of names.
        self._names_width = _width_of(confusion.classes if confusion else ())
        self.current = (0, 0)
        # Where the page is low, it scrolls rather than that the cells get too low for what they say.
        line = QFontMetrics(font(Type.BADGE)).height() + 2 * Line.HAIR
        cells = min(self._count, Size.MATRIX_CLASSES) * line
        self.setMinimumHeight(max(Size.LEAST_MATRIX, Size.MATRIX_TEXT + Size.MATRIX_GAP + cells + Line.RING))
        self.show_shares(normalisation)

    def show_shares(self, normalisation: int) -> None:
        """Let the cells say counts, or shares of their rows or columns: a place in `NORMALISATIONS`."""
        self._shares = self._confusion.shares(normalisation) if self._confusion else None
        self._describe()
        self.update()

    def text_of(self, true: int, predicted: int) -> str:
        """What a cell says; nothing where it is empty."""
        if self._confusion is None or not self._confusion.matrix[true, predicted]:
            return ""
        if self._shares is None:
            return f"{self._confusion.matrix[true, predicted]:,}"
        return f"{self._shares[true, predicted]:.0%}"

    def words_of(self, true: int, predicted: int) -> str:
        """The same in words."""
        if self._confusion is None:
            return ""
        count, names = int(self._confusion.matrix[true, predicted]), self._confusion.classes
        of_row = percent(count / total) if (total := int(self._confusion.matrix[true].sum())) else NONE
        images = "image" if count == 1 else "images"
        return f"True {names[true]}, predicted {names[predicted]}: {count:,} {images}, {of_row} of {names[true]}"

    def cell_area(self, true: int, predicted: int) -> QRectF:
        """Where a cell is."""
        area, count = self._area(), self._count
        width, height = area.width() / count, area.height() / count
        return QRectF(area.left() + predicted * width, area.top() + true * height, width, height)

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """True and predicted class of the cell at a point; None beside them."""
        area, count = self._area(), self._count
        if not count or not area.contains(point.toPointF()):
            return None
        true = int((point.y() - area.top()) / area.height() * count)
        predicted = int((point.x() - area.left()) / area.width() * count)
        return min(true, count - 1), min(predicted, count - 1)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A square of a side pane."""
        return QSize(Size.SIDE_PANE, Size.SIDE_PANE)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open the pictures of the cell under the pointer."""
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go_to(*cell)
            self.chosen.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by cell; Enter or Space opens its pictures."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = event.key()
        if self._count and key in steps:
            down, right = steps[Qt.Key(key)]
            self._go_to(self.current[0] + down, self.current[1] + right)
        elif self._count and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.chosen.emit(*self.current)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            words = f"{self.words_of(*cell)}{self._hint}" if cell else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw cells, names and frame."""
        if self._confusion is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cells(painter)
        self._paint_names(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent" if self.hasFocus() else "quiet"), Line.RING))
        painter.drawRoundedRect(self.cell_area(*self.current), Corner.BADGE, Corner.BADGE)

    @property
    def _count(self) -> int:
        return len(self._confusion.classes) if self._confusion else 0

    def _area(self) -> QRectF:
        """All cells: what the names leave of the widget."""
        left, top = self._names_width + Size.MATRIX_GAP, Size.MATRIX_TEXT + Size.MATRIX_GAP
        return QRectF(self.rect()).adjusted(left, top, -Line.RING, -Line.RING)

    def _go_to(self, true: int, predicted: int) -> None:
        last = self._count - 1
        self.current = (min(max(true, 0), last), min(max(predicted, 0), last))
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words_of(*self.current) if self._count else "")

    def _strengths(self) -> npt.NDArray[np.float64]:
        """float64 (C, C), from 0 to 1."""
        assert self._confusion is not None  # noqa: S101 - painted with one only
        values = self._confusion.matrix if self._shares is None else self._shares
        strengths: npt.NDArray[np.float64] = (values / max(values.max(), 1e-9)) ** _EXPONENT
        return np.where(values > 0, strengths.clip(_FAINTEST, 1), 0)

    def _paint_cells(self, painter: QPainter) -> None:
        painter.setFont(font(Type.BADGE))
        metrics, strengths = painter.fontMetrics(), self._strengths()
        gap = min(Line.HAIR, self.cell_area(0, 0).width() / 4)
        texts = {cell: self.text_of(*cell) for cell in map(tuple, np.argwhere(strengths).tolist())}
        widest = max((metrics.horizontalAdvance(text) for text in texts.values()), default=0)
        one = self.cell_area(0, 0)
        is_read = widest + Line.RING <= one.width() and metrics.height() <= one.height()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("ground"))
        painter.drawRect(self._area())
        corner = Corner.BADGE if one.width() > Size.MATRIX_GAP else 0
        inks = self._theme.color("text"), self._theme.color("on_accent")
        for (true, predicted), text in texts.items():
            area = self.cell_area(true, predicted).adjusted(gap, gap, -gap, -gap)
            ground = _mixed(self._theme.color("card"), self._theme.color("accent"), strengths[true, predicted])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(area, corner, corner)
            if is_read:
                painter.setPen(max(inks, key=lambda ink: abs(_gray(ink) - _gray(ground))))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_names(self, painter: QPainter) -> None:
        painter.setFont(font(Type.BADGE))
        painter.setPen(self._theme.color("quiet"))
        metrics, area, center = painter.fontMetrics(), self._area(), Qt.AlignmentFlag.AlignCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        above = QRectF(area.left(), 0, area.width(), Size.MATRIX_TEXT)
        painter.drawText(above, center, "predicted")
        painter.save()
        painter.translate(0, area.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-area.height() / 2, 0, area.height(), Size.MATRIX_TEXT), center, "true")
        painter.restore()
        one = self.cell_area(0, 0)
        assert self._confusion is not None  # noqa: S101 - painted with one only
        for label, name in enumerate(self._confusion.classes):
            cell = self.cell_area(label, label)
            if one.height() >= metrics.ascent():
                width = self._names_width
                shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
                place = QRectF(area.left() - width - Space.SMALL, cell.top(), width, cell.height())
                painter.drawText(place, right, shown)
            if one.width() >= metrics.averageCharWidth():
                shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(one.width()))
                painter.drawText(QRectF(cell.left(), Size.MATRIX_TEXT, cell.width(), Size.MATRIX_GAP), center, shown)


def _width_of(names: Sequence[str]) -> int:
    """What class names take beside the cells."""
    metrics = QFontMetrics(font(Type.BADGE))
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    return min(widest + Line.RING, Size.CLASS_NAME)


def _mixed(ground: QColor, color: QColor, share: float) -> QColor:
    """A colour over a ground, opaque."""
    pairs = zip(ground.getRgb()[:3], color.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(below + (above - below) * share) for below, above in pairs))


def _gray(color: QColor) -> int:
    """How light it is, to 255."""
    return qGray(color.rgb())
