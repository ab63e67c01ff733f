"""A list of pictures with their answers, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.state.entry import Entry
from workbench.state.predictions import Predictions
from workbench.views.cards import percent
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Line, Size, Space, Type

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
# Of the width, for an answer beside its picture's name.
_MOST_OF_A_LINE = 0.6

Index = QModelIndex | QPersistentModelIndex


class AskedModel(QAbstractListModel):
    """The entries, as Qt's lists want them."""

    def __init__(self, predictions: Predictions, parent: QObject) -> None:
        super().__init__(parent)
        self._predictions = predictions
        self._count = len(predictions.entries)
        predictions.entries_changed.connect(self._follow)
        predictions.answers_changed.connect(self._change)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, answer and, in the tool tip, what there is no room for."""
        entry = self._predictions.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.picture.name
        if role == Qt.ItemDataRole.ToolTipRole:
            error = entry.answer.error if entry.answer else None
            return str(error) if error else entry.picture.file
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.picture.name}: {short_answer(entry)}"
        if role == Qt.ItemDataRole.UserRole:
            return entry
        return None

    def _follow(self) -> None:
        """Entries come at the end; where some have gone, the list starts over."""
        count = len(self._predictions.entries)
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginResetModel()
            self._count = count
            self.endResetModel()

    def _change(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))


def short_answer(entry: Entry) -> str:
    """What became of an entry, in a few words."""
    answer = entry.answer
    if answer is None:
        return "…"
    if answer.error is None:
        return f"{answer.label} {percent(answer.probability)}"
    # The message names the file, which stands beside it.
    return answer.error.message.removeprefix(f"{answer.file} ")


class AskedList(QListView):
    """The list: its lines are all of one height, whatever they say."""

    def __init__(self, theme: Theme, predictions: Predictions) -> None:
        super().__init__(uniformItemSizes=True)
        self.setObjectName("scrolled")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Pictures asked about")
        self.setMinimumHeight(Size.LEAST_LIST_ROWS * Size.LIST_ROW)
        self.setModel(AskedModel(predictions, self))
        self.setItemDelegate(AskedDelegate(theme, self))
        theme.changed.connect(self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the current picture's line in view."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def dataChanged(  # noqa: N802 - Qt's name
        self,
        first: Index,  # noqa: ARG002 - Qt's
        last: Index,  # noqa: ARG002
        roles: Sequence[int] = (),  # noqa: ARG002
    ) -> None:
        """Draw what is in view. Qt would place thousands of lines anew, thirty times a second."""
        self.viewport().update()


class AskedDelegate(QStyledItemDelegate):
    """Draws an entry: its name at the left and its answer at the right, errors in red."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, ARG002 - Qt's
        """One line."""
        return QSize(Size.LEAST_SIDE_PANE, Size.LIST_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the line."""
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        state, place = option.state, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(place)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent_ground"))
            painter.drawRoundedRect(area.adjusted(0, 0, 0, -Line.HAIR), Corner.CONTROL, Corner.CONTROL)
        else:
            painter.setPen(self._theme.color("line"))
            # Lines of one pixel lie in the middle of it.
            below = area.adjusted(0, 0, 0, -Line.HAIR / 2)
            painter.drawLine(below.bottomLeft(), below.bottomRight())
        self._draw_words(painter, area.adjusted(Space.ROW, 0, -Space.ROW, 0), entry)
        painter.restore()

    def _draw_words(self, painter: QPainter, area: QRectF, entry: Entry) -> None:
        error = entry.answer.error if entry.answer else None
        share = percent(entry.answer.probability) if entry.answer and not error else ""
        words = short_answer(entry) if error or not entry.answer else entry.answer.label
        painter.setFont(font(Type.BODY))
        figures = painter.fontMetrics().horizontalAdvance(percent(1)) + Space.ROW if share else 0
        painter.setPen(self._theme.color("quiet"))
        painter.drawText(area, _RIGHT, share)
        painter.setFont(font(Type.BODY, strong=bool(share)))
        painter.setPen(self._theme.color("error" if error else "text"))
        area.setRight(area.right() - figures)
        metrics = painter.fontMetrics()
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(area.width() * _MOST_OF_A_LINE))
        painter.drawText(area, _RIGHT, words)
        area.setRight(area.right() - metrics.horizontalAdvance(words) - Space.CHIP)
        painter.setFont(font(Type.BODY))
        painter.setPen(self._theme.color("text"))
        name = painter.fontMetrics().elidedText(entry.picture.name, Qt.TextElideMode.ElideMiddle, round(area.width()))
        painter.drawText(area, _LEFT, name)
