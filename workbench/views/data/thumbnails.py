"""A grid of thumbnails over any number of images: only what is visible is read and painted."""

from __future__ import annotations

import time
from typing import ClassVar

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from workbench.state.selection import ImageSelection
from workbench.views.data.tiles import Tiles
from workbench.views.theme import Theme
from workbench.views.tokens import Corner, Line, Size

# New tiles of one frame; what does not get done in time follows in the next one.
_SECONDS_A_FRAME = 0.008


class ThumbnailGrid(QAbstractScrollArea):
    """The images that pass a selection's filter, the current one framed; follows the keyboard like a text does.

    Attributes:
        columns: How many images stand side by side.
        side: Of a tile, in device-independent pixels: the columns fill the width.
    """

    range_changed = Signal(int, int)
    """Places of the first and the last image that is visible at least in part."""

    _STEPS: ClassVar[dict[int, str]] = {
        Qt.Key.Key_Left: "back",
        Qt.Key.Key_Right: "on",
        Qt.Key.Key_Up: "up",
        Qt.Key.Key_Down: "down",
        Qt.Key.Key_PageUp: "page up",
        Qt.Key.Key_PageDown: "page down",
        Qt.Key.Key_Home: "first",
        Qt.Key.Key_End: "last",
    }

    def __init__(self, theme: Theme, selection: ImageSelection) -> None:
        super().__init__()
        self._theme = theme
        self._selection = selection
        self._tiles: Tiles | None = None
        self.columns = 1
        self.side = Size.TILE
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: columns do not jump when a filter leaves few images.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setObjectName("scrolled")
        self.setAccessibleName("Images")
        selection.filter_changed.connect(self._start_over)
        selection.current_changed.connect(self._show_current)
        self.verticalScrollBar().valueChanged.connect(self._report_range)
        theme.changed.connect(self.viewport().update)

    def tile_area(self, position: int) -> QRect:
        """Where in the viewport the image at that place is, or would be beyond its edges."""
        line, column = divmod(position, self.columns)
        pitch = self.side + Size.TILE_GAP
        return QRect(column * pitch, line * pitch - self.verticalScrollBar().value(), self.side, self.side)

    def position_at(self, point: QPoint) -> int | None:
        """Place of the image at a point of the viewport; None between and beyond images."""
        pitch = self.side + Size.TILE_GAP
        line, column = (point.y() + self.verticalScrollBar().value()) // pitch, point.x() // pitch
        position = line * self.columns + column
        inside = 0 <= column < self.columns and 0 <= position < len(self._selection.rows)
        return position if inside and self.tile_area(position).contains(point) else None

    def visible_positions(self) -> range:
        """Places of the images that are visible at least in part."""
        pitch = self.side + Size.TILE_GAP
        top = self.verticalScrollBar().value()
        first = (top + Size.TILE_GAP) // pitch * self.columns
        last = ((top + self.viewport().height() - 1) // pitch + 1) * self.columns
        return range(min(first, len(self._selection.rows)), min(last, len(self._selection.rows)))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Most of a window."""
        return QSize(Size.MIDDLE_PANE, Size.MIDDLE_PANE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the new width, with the same images in view."""
        first = self.visible_positions().start
        super().resizeEvent(event)
        self._measure()
        if event.size().width() != event.oldSize().width():
            pitch = self.side + Size.TILE_GAP
            self.verticalScrollBar().setValue(first // self.columns * pitch)
        self._report_range()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Paint the tiles at hand, make missing ones as long as the frame lasts, and leave the rest to the next."""
        tiles = self._current_tiles()
        if tiles is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = time.perf_counter() + _SECONDS_A_FRAME
        is_whole = True
        visible = self.visible_positions()
        rows = self._selection.rows[visible.start : visible.stop].tolist()
        pitch, top = self.side + Size.TILE_GAP, self.verticalScrollBar().value()
        for position, row in zip(visible, rows, strict=True):
            line, column = divmod(position, self.columns)
            left, upper = column * pitch, line * pitch - top
            tile = tiles.kept(row)
            if tile is None and time.perf_counter() < ends:
                tile = tiles.make(row)
            if tile is None:
                is_whole = False
                self._paint_missing(painter, QRect(left, upper, self.side, self.side))
            else:
                painter.drawPixmap(left, upper, tile)
        self._paint_frame(painter)
        if not is_whole:
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Make the image under the pointer the current one."""
        position = self.position_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and position is not None:
            self._selection.set_position(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by image, line, page, or to an end."""
        step = self._STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        page = max(1, self.viewport().height() // (self.side + Size.TILE_GAP)) * self.columns
        position, last = self._selection.position, len(self._selection.rows) - 1
        targets = {
            "back": position - 1,
            "on": position + 1,
            "up": position - self.columns if position >= self.columns else position,
            "down": position + self.columns if position + self.columns <= last else position,
            "page up": position - page,
            "page down": position + page,
            "first": 0,
            "last": last,
        }
        self._selection.set_position(targets[step])

    def _current_tiles(self) -> Tiles | None:
        """The tiles of the current dataset at the current size."""
        dataset, side, ratio = self._selection.dataset, self.side, self.devicePixelRatioF()
        tiles = self._tiles
        if dataset is None:
            return None
        if tiles is None or (tiles.dataset, tiles.side, tiles.pixel_ratio) != (dataset, side, ratio):
            tiles = self._tiles = Tiles(dataset, side, ratio)
        return tiles

    def _paint_missing(self, painter: QPainter, area: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("line"))
        painter.drawRoundedRect(area, Corner.PICTURE, Corner.PICTURE)

    def _paint_frame(self, painter: QPainter) -> None:
        """Frame the current image; only with the keyboard's focus in the colour that says where one is."""
        if self._selection.row is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent" if self.hasFocus() else "quiet"), Line.RING))
        half = Line.RING / 2
        area = QRectF(self.tile_area(self._selection.position)).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(area, Corner.PICTURE, Corner.PICTURE)

    def _start_over(self) -> None:
        self._measure()
        self._report_range()
        self.viewport().update()

    def _measure(self) -> None:
        """Fit the columns to the width, and tell the scroll bar how long the grid is."""
        width = self.viewport().width()
        self.columns = max(1, (width + Size.TILE_GAP) // (Size.TILE + Size.TILE_GAP))
        self.side = max(1, (width - Size.TILE_GAP * (self.columns - 1)) // self.columns)
        pitch = self.side + Size.TILE_GAP
        lines = -(-len(self._selection.rows) // self.columns)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, lines * pitch - Size.TILE_GAP - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(pitch // 2)

    def _show_current(self) -> None:
        area, bar = self.tile_area(self._selection.position), self.verticalScrollBar()
        if area.top() < 0:
            bar.setValue(bar.value() + area.top() - Line.RING)
        elif area.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + area.bottom() + 1 + Line.RING - self.viewport().height())
        dataset, row = self._selection.dataset, self._selection.row
        if dataset is not None and row is not None:
            self.setAccessibleDescription(f"Image {row:,}, class {dataset.classes[dataset.labels[row]]}")
        self.viewport().update()

    def _report_range(self) -> None:
        visible = self.visible_positions()
        self.range_changed.emit(visible.start, visible.stop - 1)
