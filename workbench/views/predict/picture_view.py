"""The picture that is asked about, large."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.dataset import UInt8Images
from workbench.views.cards import label, wrapped
from workbench.views.growth import KEEPS_SIZE
from workbench.views.pixels import to_picture
from workbench.views.theme import Theme
from workbench.views.tokens import Corner, Line, Size, Space

# Enlarged at least this many times, pixels are what there is to see; below, they would only look ragged.
_PIXELS_SHOW = 3
_INVITATION = "Drop pictures here", "Files or whole folders: JPEG, PNG, BMP, WebP or GIF. Or paste one."


class PictureView(QWidget):
    """A picture as large as its place allows, on a ground of its own that invites to drop one while it is empty."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QImage()
        self._scaled = QImage()
        self._is_target = False
        self._title, self._words = label("", "title"), wrapped("", "name")
        self.setMinimumSize(Size.LEAST_PICTURE, Size.LEAST_PICTURE)
        self.setProperty(KEEPS_SIZE, True)
        column = QVBoxLayout(self)
        column.setSpacing(Space.ROW)
        column.addStretch(1)
        for text in (self._title, self._words):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(text)
        column.addStretch(1)
        theme.changed.connect(self.update)
        self.show_nothing()

    @property
    def picture(self) -> QImage:
        """What is shown, in its own size; nothing where there is no picture."""
        return self._picture

    @property
    def text(self) -> str:
        """What is said in place of a picture."""
        return "" if self._title.isHidden() else f"{self._title.text()} {self._words.text()}"

    def show_image(self, image: UInt8Images, words: str) -> None:
        """Show a picture (H, W, C); `words` describe it to those who cannot see it."""
        self._picture, self._scaled = to_picture(image), QImage()
        self._say("", "")
        self.setAccessibleName(words)

    def show_nothing(self, title: str = "", words: str = "") -> None:
        """Invite to drop a picture, or say why there is none."""
        self._picture, self._scaled = QImage(), QImage()
        self._say(*((title, words) if title else _INVITATION))
        self.setAccessibleName(self._title.text())

    def show_target(self, *, is_target: bool) -> None:
        """Show whether something that is dragged would be taken."""
        self._is_target = is_target
        self.update()

    def picture_area(self) -> QRectF:
        """Where in the widget the picture is."""
        room = QRectF(self.rect()).adjusted(Space.CARD, Space.CARD, -Space.CARD, -Space.CARD)
        size = self._picture.size().toSizeF().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(room.topLeft(), size)
        area.moveCenter(room.center())
        return area

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """What a middle pane has room for."""
        return QSize(Size.MIDDLE_PANE, Size.MIDDLE_PANE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw the ground, and the picture on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QPen(self._theme.color("accent" if self._is_target else "line"), Line.HAIR, Qt.PenStyle.DashLine)
        painter.setPen(line)
        painter.setBrush(self._theme.color("accent_ground" if self._is_target else "ground"))
        half = Line.HAIR / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), Corner.CONTROL, Corner.CONTROL)
        if not self._picture.isNull():
            self._draw_picture(painter)

    def _draw_picture(self, painter: QPainter) -> None:
        area = self.picture_area()
        outline = QPainterPath()
        outline.addRoundedRect(area, Corner.PICTURE, Corner.PICTURE)
        painter.setClipPath(outline)
        enlarged = area.width() * self.devicePixelRatioF() / self._picture.width()
        if enlarged < 1:
            painter.drawImage(area, self._shrunk(area))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, enlarged < _PIXELS_SHOW)
        painter.drawImage(area, self._picture)

    def _shrunk(self, area: QRectF) -> QImage:
        """The picture with as many pixels as the screen shows of it: averaged, and made once for a size."""
        wanted = (area.size() * self.devicePixelRatioF()).toSize().expandedTo(QSize(1, 1))
        if self._scaled.size() != wanted:
            ratio, mode = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._scaled = self._picture.scaled(wanted, ratio, mode)
        return self._scaled

    def _say(self, title: str, words: str) -> None:
        self._title.setText(title)
        self._words.setText(words)
        for text in (self._title, self._words):
            text.setVisible(bool(title))
        self.update()
