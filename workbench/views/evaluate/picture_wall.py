"""A wall of pictures under headings, longer than its place, of which only what is visible is painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from workbench.views.evaluate.signed_colors import SignedColors
from workbench.views.evaluate.wall_parts import WallPart
from workbench.views.theme import Theme, font
from workbench.views.tokens import Size, Space, Type


class PictureWall(QAbstractScrollArea):
    """Parts below each other; the pointer says what is under it.

    Args:
        theme: Its colours.
        name: What to call it.
    """

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme, self._colors = theme, SignedColors(theme)
        self._name = name
        self.parts: Sequence[WallPart] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setObjectName("scrolled")
        self.setMinimumHeight(Size.LEAST_GALLERY)
        self.setAccessibleName(name)
        theme.changed.connect(self.viewport().update)

    def show_parts(self, parts: Sequence[WallPart]) -> None:
        """Show others; where they are like those before, at the same place of the wall."""
        is_alike = [part.title for part in parts] == [part.title for part in self.parts]
        self.parts = parts
        self._measure()
        if not is_alike:
            self.verticalScrollBar().setValue(0)
        headings = (f"{part.title} {part.quiet}".strip() for part in parts)
        self.setAccessibleDescription(", ".join(heading for heading in headings if heading))
        self.viewport().update()

    def area_of(self, place: int) -> QRect:
        """Where in the viewport a part is, or would be beyond its edges, without its heading."""
        return list(self._areas())[place]

    def words_at(self, point: QPoint) -> str:
        """What is said about what is at a point of the viewport."""
        for part, area in zip(self.parts, self._areas(), strict=True):
            if area.contains(point):
                place = part.place_at(point - area.topLeft(), area.width())
                return "" if place is None else part.words(place)
        return ""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the new width."""
        super().resizeEvent(event)
        self._measure()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Say what is under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Paint the parts in view."""
        painter, visible = QPainter(self.viewport()), self.viewport().rect()
        for part, area in zip(self.parts, self._areas(), strict=True):
            self._paint_heading(painter, part, area)
            if area.intersects(visible):
                part.paint(painter, area, area.intersected(visible), self._theme, self._colors)

    def _areas(self) -> Iterator[QRect]:
        width, top = self._width, -self.verticalScrollBar().value()
        for part in self.parts:
            top += Size.FACT if part.title else 0
            height = part.height(width)
            yield QRect(0, top, width, height)
            top += height + Space.CHIP

    @property
    def _width(self) -> int:
        """Of the parts, a little away from the scroll bar."""
        return max(1, self.viewport().width() - Space.SMALL)

    def _paint_heading(self, painter: QPainter, part: WallPart, area: QRect) -> None:
        if not part.title:
            return
        line = QRect(area.left(), area.top() - Size.FACT, area.width(), Size.FACT)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(Type.QUIET))
        painter.setPen(self._theme.color("quiet"))
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, part.quiet)
        room = line.width() - painter.fontMetrics().horizontalAdvance(part.quiet) - Space.ROW
        painter.setFont(font(Type.QUIET, strong=True))
        painter.setPen(self._theme.color("text"))
        painter.drawText(line, middle, painter.fontMetrics().elidedText(part.title, Qt.TextElideMode.ElideMiddle, room))

    def _measure(self) -> None:
        """Tell the scroll bar how long the wall is."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        total = sum(part.height(self._width) + (Size.FACT if part.title else 0) + Space.CHIP for part in self.parts)
        bar.setRange(0, max(0, total - Space.CHIP - height))
        bar.setPageStep(height)
        bar.setSingleStep(Size.FEATURE_MAP)
