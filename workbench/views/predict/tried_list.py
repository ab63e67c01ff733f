"""Thumbnails of the pictures that were tried."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.state.tried import Tried
from workbench.state.tried_file import TriedPicture
from workbench.views.cards import percent
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Line, Size, Space, Type

Index = QModelIndex | QPersistentModelIndex


class TriedModel(QAbstractListModel):
    """The pictures, as Qt's lists want them."""

    def __init__(self, tried: Tried, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: list[TriedPicture] = []
        self._tried = tried
        tried.changed.connect(self._follow)
        self._follow()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._pictures)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name and answer, and the picture itself."""
        picture = self._pictures[index.row()]
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return answer_in_words(picture)
        if role == Qt.ItemDataRole.DisplayRole:
            return picture.name
        return picture if role == Qt.ItemDataRole.UserRole else None

    def _follow(self) -> None:
        self.beginResetModel()
        self._pictures = list(self._tried.pictures)
        self.endResetModel()


def answer_in_words(picture: TriedPicture) -> str:
    """What was said about a picture, and by whom."""
    return f"{picture.name}: {picture.label} ({percent(picture.probability)}), answered by {picture.model}"


class TriedList(QListView):
    """The thumbnails side by side, in as many lines as it takes; a click or Enter shows the picture again."""

    def __init__(self, theme: Theme, tried: Tried) -> None:
        super().__init__(uniformItemSizes=True)
        self.setObjectName("scrolled")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setAccessibleName("Pictures tried before")
        self.setMinimumHeight(Size.LEAST_LIST_ROWS * Size.LIST_ROW)
        self.setModel(TriedModel(tried, self))
        self.setItemDelegate(TriedDelegate(theme, self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        theme.changed.connect(self.viewport().update)

    @property
    def chosen(self) -> TriedPicture | None:
        """The picture that is selected."""
        picture = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return picture if isinstance(picture, TriedPicture) else None


class TriedDelegate(QStyledItemDelegate):
    """Draws a thumbnail with the answer below it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawn: dict[bytes, QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, ARG002 - Qt's
        """A tile and a line of text."""
        return QSize(Size.TILE + Space.CHIP, Size.TILE + Size.CAPTION_LINE + Space.CHIP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the tile."""
        picture: TriedPicture = index.data(Qt.ItemDataRole.UserRole)
        state, place = option.state, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.setPen(QPen(self._theme.color("accent"), Line.HAIR))
            painter.setBrush(self._theme.color("accent_ground"))
            half = Line.HAIR / 2
            painter.drawRoundedRect(place.adjusted(half, half, -half, -half), Corner.CONTROL, Corner.CONTROL)
        inner = place.adjusted(Space.CONTROL, Space.CONTROL, -Space.CONTROL, -Space.CONTROL)
        tile = QRectF(inner.topLeft(), inner.topLeft()).adjusted(0, 0, Size.TILE, Size.TILE)
        self._draw_thumbnail(painter, tile, self._thumbnail(picture.thumbnail))
        painter.setFont(font(Type.BADGE, strong=is_chosen))
        painter.setPen(self._theme.color("text" if is_chosen else "quiet"))
        line = QRectF(inner.left(), tile.bottom(), inner.width(), Size.CAPTION_LINE)
        words = painter.fontMetrics().elidedText(picture.label, Qt.TextElideMode.ElideRight, Size.TILE)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def _draw_thumbnail(self, painter: QPainter, tile: QRectF, thumbnail: QPixmap) -> None:
        size = thumbnail.size().toSizeF().scaled(tile.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(tile.topLeft(), size)
        area.moveCenter(tile.center())
        brush = QBrush(thumbnail)
        transform = brush.transform()
        transform.translate(area.left(), area.top())
        transform.scale(area.width() / max(1, thumbnail.width()), area.height() / max(1, thumbnail.height()))
        brush.setTransform(transform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(area, Corner.BADGE, Corner.BADGE)

    def _thumbnail(self, jpeg: bytes) -> QPixmap:
        """Decoded once: it is but a few thousand pixels."""
        if jpeg not in self._drawn:
            self._drawn[jpeg] = QPixmap.fromImage(QImage.fromData(jpeg))
        return self._drawn[jpeg]
