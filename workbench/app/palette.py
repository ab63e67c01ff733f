"""The palette: everything that can be done now, found by a few letters and done by Return."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.app.offers import Offer
from workbench.state.fuzzy import likeness
from workbench.views.cards import label
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Size, Space, Type

_KEYS_OF_THE_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_Index = QModelIndex | QPersistentModelIndex


class Offers(QAbstractListModel):
    """Those that answer what is typed, the best first; all of them while nothing is."""

    def __init__(self, offers: Sequence[Offer], parent: QObject) -> None:
        super().__init__(parent)
        self._all = offers
        self.shown: Sequence[Offer] = offers

    def search(self, query: str) -> None:
        """Show what is meant."""
        found = [(likeness(query, offer.words), offer) for offer in self._all]
        ranked = sorted(((score, offer) for score, offer in found if score is not None), key=lambda one: -one[0])
        self.beginResetModel()
        self.shown = [offer for _, offer in ranked] if query.strip() else self._all
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """One a row."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Its words, and all of it for who cannot see the row."""
        offer = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(filter(None, (offer.words, offer.keys, offer.obstacle)))
        return offer.obstacle if role == Qt.ItemDataRole.ToolTipRole else None


class _Row(QStyledItemDelegate):
    """The words at the left, the key at the right; grey, with the reason, where it cannot be done."""

    def __init__(self, theme: Theme, offers: Offers) -> None:
        super().__init__(offers)
        self._theme, self._offers = theme, offers

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(0, Size.LIST_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        offer, colors = self._offers.shown[index.row()], self._theme.color
        area = option.rect.adjusted(Space.ROW, 0, -Space.ROW, 0)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors("accent_ground"))
            painter.drawRoundedRect(option.rect, Corner.BAR, Corner.BAR)
        painter.setFont(font(Type.BODY))
        painter.setPen(colors("quiet"))
        center = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | center, offer.keys)
        taken = painter.fontMetrics().horizontalAdvance(offer.keys) + Space.CHIP
        room = area.adjusted(0, 0, -taken, 0)
        if not offer.obstacle:
            painter.setPen(colors("text"))
        words = f"{offer.words}: {offer.obstacle}" if offer.obstacle else offer.words
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | center, shown)
        painter.restore()


class Palette(QDialog):
    """A field to type in and what answers it; the arrow keys choose while the field keeps the keyboard.

    Attributes:
        field: What is looked for.
        list: What was found.
        offers: The same, as data.
    """

    def __init__(self, theme: Theme, offers: Sequence[Offer], parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("All commands")
        self.field, self.list = QLineEdit(placeholderText="What would you like to do?"), QListView()
        self.field.setAccessibleName("Command")
        self.field.setMinimumHeight(Size.FIELD)
        self.field.installEventFilter(self)
        self.offers = Offers(offers, self)
        self.list.setObjectName("scrolled")
        self.list.setAccessibleName("Commands")
        self.list.setModel(self.offers)
        self.list.setItemDelegate(_Row(theme, self.offers))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = label("Nothing is called like that here.", "name")
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.CARD, Space.CARD, Space.CARD, Space.CARD)
        column.setSpacing(Space.ROW)
        for widget, stretch in ((self.field, 0), (self._none, 0), (self.list, 1)):
            column.addWidget(widget, stretch)
        self.resize(QSize(*Size.PALETTE).boundedTo(parent.size()))
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._do)
        self.list.clicked.connect(self._do)
        self._search("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the keys that choose go to the list."""
        if (
            watched is self.field
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS_OF_THE_LIST
        ):
            QApplication.sendEvent(self.list, event)
            return True
        return super().eventFilter(watched, event)

    def _search(self, query: str) -> None:
        self.offers.search(query)
        self._none.setVisible(not self.offers.shown)
        self.list.setCurrentIndex(self.offers.index(0))

    def _do(self) -> None:
        """Do what is chosen once the palette is gone: what opens then is not behind it."""
        index = self.list.currentIndex()
        if not index.isValid() or self.offers.shown[index.row()].obstacle:
            return
        QTimer.singleShot(0, self._window, self.offers.shown[index.row()].act)
        self.accept()
