"""Pictures that were found: those that belong together side by side, with words below each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from workbench.state.selection import ImageSelection
from workbench.views.data.group_flow import GroupFlow
from workbench.views.data.tiles import Tiles
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Line, Size, Space, Type

_SECONDS_A_FRAME = 0.008

Caption = Callable[[int], Sequence[str]]
"""The lines of words below the image at a place, as many below each."""


class GroupGrid(QAbstractScrollArea):
    """A list of images in groups, the current one framed. Only what is visible is read and painted.

    Args:
        theme: Its colours.
        selection: The images.
        name: What to call the list.
        caption: What stands below each image; by default its split and its index there, in one line.
        lines: How many lines that has. Where there are more than one they name the class, and the images do not.
    """

    def __init__(
        self,
        theme: Theme,
        selection: ImageSelection,
        name: str = "Pictures of the finding",
        caption: Caption | None = None,
        lines: int = 1,
    ) -> None:
        super().__init__()
        self._theme, self._selection = theme, selection
        self._caption, self._lines = caption or self._place_in_split, lines
        self._sizes: Sequence[int] = ()
        self._flow = GroupFlow((), 1)
        self._tiles: Tiles | None = None
        self._width = Size.GROUP_TILE
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setObjectName("scrolled")
        self.setAccessibleName(name)
        selection.current_changed.connect(self._show_current)
        theme.changed.connect(self.viewport().update)

    def show_groups(self, sizes: Sequence[int]) -> None:
        """Group the images of the selection, from the first on, by so many at a time."""
        self._sizes = sizes
        self._measure()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def tile_area(self, position: int) -> QRect:
        """Where in the viewport the image at that place is, or would be beyond its edges."""
        left = int(self._flow.columns[position]) * self._width + Space.SMALL
        top = int(self._flow.lines[position]) * self._pitch - self.verticalScrollBar().value() + Space.SMALL
        return QRect(left, top, self._side, self._side)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Most of a window."""
        return QSize(Size.MIDDLE_PANE, Size.MIDDLE_PANE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the new width."""
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Paint what is visible; tiles that cannot be made in this frame's time follow in the next."""
        tiles = self._current_tiles()
        if tiles is None or not self._sizes:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = time.perf_counter() + _SECONDS_A_FRAME
        visible = self._visible()
        self._paint_grounds(painter, visible)
        is_whole = True
        for position in visible:
            row = int(self._selection.rows[position])
            tile = tiles.kept(row)
            if tile is None and time.perf_counter() < ends:
                tile = tiles.make(row)
            is_whole &= tile is not None
            if tile is not None:
                painter.drawPixmap(self.tile_area(position).topLeft(), tile)
            self._paint_caption(painter, position)
        self._paint_frame(painter)
        if not is_whole:
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Make the image under the pointer the current one."""
        position = self._position_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and position is not None:
            self._selection.set_position(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by image, line, page, or to an end."""
        selection, key = self._selection, event.key()
        page = max(1, self.viewport().height() // self._pitch)
        lines = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: page, Qt.Key.Key_PageDown: -page}
        targets = {
            Qt.Key.Key_Left: selection.position - 1,
            Qt.Key.Key_Right: selection.position + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(selection.rows) - 1,
        }
        if key in lines and self._sizes:
            selection.set_position(self._flow.above(selection.position, lines[Qt.Key(key)]))
        elif key in targets:
            selection.set_position(targets[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    @property
    def _side(self) -> int:
        return self._width - 2 * Space.SMALL - Space.CONTROL

    @property
    def _pitch(self) -> int:
        """From line to line: a picture, the words below it, and a gap."""
        return self._width + self._words_height + Size.TILE_GAP

    @property
    def _words_height(self) -> int:
        return Size.FACT + (self._lines - 1) * Size.CAPTION_LINE

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        return self._flow.on_lines(top // self._pitch, (top + self.viewport().height()) // self._pitch)

    def _position_at(self, point: QPoint) -> int | None:
        return next((place for place in self._visible() if self._cell(place).contains(point)), None)

    def _cell(self, position: int) -> QRect:
        """An image with its words and what surrounds it."""
        return self.tile_area(position).adjusted(-Space.SMALL, -Space.SMALL, Space.SMALL, self._words_height)

    def _current_tiles(self) -> Tiles | None:
        dataset, side, ratio = self._selection.dataset, self._side, self.devicePixelRatioF()
        tiles = self._tiles
        if dataset is None or side <= 0:
            return None
        if tiles is None or (tiles.dataset, tiles.side, tiles.pixel_ratio) != (dataset, side, ratio):
            tiles = self._tiles = Tiles(dataset, side, ratio, has_badges=self._lines == 1)
        return tiles

    def _paint_grounds(self, painter: QPainter, visible: range) -> None:
        """What belongs together lies on one ground."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("ground"))
        runs: dict[tuple[int, int], QRect] = {}
        for position in visible:
            key = int(self._flow.groups[position]), int(self._flow.lines[position])
            runs[key] = runs.get(key, self._cell(position)).united(self._cell(position))
        for area in runs.values():
            painter.drawRoundedRect(area, Corner.CONTROL, Corner.CONTROL)

    def _paint_caption(self, painter: QPainter, position: int) -> None:
        area = self.tile_area(position)
        painter.setFont(font(Type.BADGE))
        painter.setPen(self._theme.color("quiet"))
        height = (self._words_height - Space.SMALL // 2) // self._lines
        for line, words in enumerate(self._caption(position)):
            below = QRect(area.left(), area.bottom() + 1 + line * height, area.width(), height)
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, area.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, shown)

    def _place_in_split(self, position: int) -> Sequence[str]:
        dataset, row = self._selection.dataset, int(self._selection.rows[position])
        if dataset is None:
            return ("",)
        split = self._selection.split_of(row)
        return (f"{split} {row - dataset.splits[split].start:,}",)

    def _paint_frame(self, painter: QPainter) -> None:
        if not len(self._selection.rows):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent" if self.hasFocus() else "quiet"), Line.RING))
        half = Line.RING / 2
        area = QRectF(self.tile_area(self._selection.position)).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(area, Corner.PICTURE, Corner.PICTURE)

    def _measure(self) -> None:
        """Fit the columns to the width, and tell the scroll bar how long the list is."""
        width = self.viewport().width()
        columns = max(1, width // Size.GROUP_TILE)
        self._width = max(1, width // columns)
        self._flow = GroupFlow(self._sizes, columns)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._flow.height * self._pitch - Size.TILE_GAP - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._pitch // 2)

    def _show_current(self) -> None:
        if not self._selection.is_list or not self._sizes or len(self._flow.lines) != len(self._selection.rows):
            return
        area, bar = self._cell(self._selection.position), self.verticalScrollBar()
        if area.top() < 0:
            bar.setValue(bar.value() + area.top())
        elif area.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + area.bottom() + 1 - self.viewport().height())
        dataset, row = self._selection.dataset, self._selection.row
        if dataset is not None and row is not None:
            split = self._selection.split_of(row)
            words = [f"Image {row:,} of {split}", f"class {dataset.classes[dataset.labels[row]]}"]
            said = [] if self._lines == 1 else self._caption(self._selection.position)
            self.setAccessibleDescription(", ".join([*words, *said]))
        self.viewport().update()
