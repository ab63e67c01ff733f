"""From arrays of bytes to pictures on the screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.data.dataset import UInt8Images
from workbench.views.growth import KEEPS_SIZE
from workbench.views.tokens import Corner, Size


def to_picture(image: UInt8Images) -> QImage:
    """A picture of its own, of one image (H, W, C), C = 1 or 3, uint8."""
    height, width, channels = image.shape
    bytes_in_order = np.ascontiguousarray(image)
    depth = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    # The copy outlives the array, whose memory Qt would otherwise go on reading.
    return QImage(bytes_in_order.data, width, height, width * channels, depth).copy()


class PixelView(QWidget):
    """One image as large as its place allows, every stored pixel a rectangle of one colour."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._picture = QImage()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(Size.LEAST_PICTURE, Size.LEAST_PICTURE)
        self.setProperty(KEEPS_SIZE, True)

    @property
    def picture(self) -> QImage:
        """What is shown, in its own size."""
        return self._picture

    def show_image(self, image: UInt8Images | None, words: str = "") -> None:
        """Show an image (H, W, C); None shows none. `words` describe it to those who cannot see it."""
        self._picture = QImage() if image is None else to_picture(image)
        self.setAccessibleName(words or self._name)
        self.updateGeometry()
        self.update()

    def picture_area(self) -> QRectF:
        """Where in the widget the picture is: as large as fits, in its own proportions, from the top left."""
        if self._picture.isNull():
            return QRectF()
        size = self._picture.size().toSizeF().scaled(self.size().toSizeF(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF((self.width() - size.width()) / 2, 0, size.width(), size.height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A square that fills a side pane."""
        return QSize(Size.LEAST_SIDE_PANE, Size.LEAST_SIDE_PANE)

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """As high as the picture is at that width."""
        if self._picture.isNull():
            return width
        return min(width * self._picture.height() // self._picture.width(), Size.MOST_PICTURE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw without smoothing."""
        if self._picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.picture_area()
        outline = QPainterPath()
        outline.addRoundedRect(area, Corner.PICTURE, Corner.PICTURE)
        painter.setClipPath(outline)
        painter.drawImage(area, self._picture)
