"""Thumbnails as they are painted: scaled, cornered and labelled once, then kept."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPixmap

from core.data.dataset import ImageDataset
from workbench.views.pixels import to_picture
from workbench.views.theme import font
from workbench.views.tokens import BADGE_GROUND, BADGE_TEXT, Corner, Size, Space, Type

_MOST_TILES = 4_000


class Tiles:
    """Thumbnails of one dataset at one size, made when asked for; the ones used last are kept.

    Args:
        dataset: Where the images are.
        side: Of a tile, in device-independent pixels.
        pixel_ratio: Device pixels to one of those.
        has_badges: Whether the class's name stands on them.
    """

    def __init__(self, dataset: ImageDataset, side: int, pixel_ratio: float, *, has_badges: bool = True) -> None:
        self.dataset = dataset
        self.side = side
        self.pixel_ratio = pixel_ratio
        self._has_badges = has_badges
        self._device_side = round(side * pixel_ratio)
        self._badges: dict[int, QPixmap] = {}
        self._kept: OrderedDict[int, QPixmap] = OrderedDict()

    def kept(self, row: int) -> QPixmap | None:
        """The tile of an image where it has been made before."""
        tile = self._kept.get(row)
        if tile is not None:
            self._kept.move_to_end(row)
        return tile

    def make(self, row: int) -> QPixmap:
        """Make the tile of an image, and keep it."""
        tile = self._blank()
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_picture(painter, self._scaled(row))
        if self._has_badges:
            painter.drawPixmap(0, 0, self._badge(int(self.dataset.labels[row])))
        painter.end()
        self._kept[row] = tile
        if len(self._kept) > _MOST_TILES:
            self._kept.popitem(last=False)
        return tile

    def _blank(self) -> QPixmap:
        pixmap = QPixmap(self._device_side, self._device_side)
        pixmap.setDevicePixelRatio(self.pixel_ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap

    def _scaled(self, row: int) -> QImage:
        # Of a large image only as many pixels are read as the tile can show.
        step = max(1, min(self.dataset.image_shape[:2]) // self._device_side)
        picture = to_picture(self.dataset.images[row, ::step, ::step])
        size = QSize(self._device_side, self._device_side)
        scaled = picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(self.pixel_ratio)
        return scaled

    def _draw_picture(self, painter: QPainter, picture: QImage) -> None:
        """Paint with the picture as a brush, which rounds its corners at a third of a clip path's cost."""
        size = picture.deviceIndependentSize()
        left, top = (self.side - size.width()) / 2, (self.side - size.height()) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(picture))
        painter.setBrushOrigin(QPointF(left, top))
        painter.drawRoundedRect(QRectF(QPointF(left, top), size), Corner.PICTURE, Corner.PICTURE)

    def _badge(self, label: int) -> QPixmap:
        """A transparent tile with the class's name in its corner, drawn once a class."""
        if label not in self._badges:
            badge = self._blank()
            painter = QPainter(badge)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_badge(painter, self.dataset.classes[label])
            painter.end()
            self._badges[label] = badge
        return self._badges[label]

    def _draw_badge(self, painter: QPainter, name: str) -> None:
        painter.setFont(font(Type.BADGE))
        metrics = painter.fontMetrics()
        room = self.side - 2 * (Size.BADGE_INSET + Space.SMALL)
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        width = max(metrics.horizontalAdvance(text) + 2 * Space.SMALL, metrics.height())
        right = self.side - Size.BADGE_INSET
        badge = QRectF(right - width, right - metrics.height(), width, metrics.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(BADGE_GROUND)
        painter.drawRoundedRect(badge, Corner.BADGE, Corner.BADGE)
        painter.setPen(BADGE_TEXT)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
