"""The mark in the box of a ticked row. The style sheet draws the box; a mark it could only take from a file."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.views.tokens import Line

# Corners of the mark in shares of the box.
_MARK = ((0.22, 0.52), (0.43, 0.73), (0.78, 0.30))


class TickDelegate(QStyledItemDelegate):
    """Draws an item, and over its box, where that is ticked, a mark in the colour for words on the accent."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw both."""
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None or Qt.CheckState(state) is not Qt.CheckState.Checked:
            return
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        element = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = whole.widget.style().subElementRect(element, whole, whole.widget)
        corners = [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in _MARK]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The table's own palette has the style sheet's colours of a chosen row here.
        painter.setPen(QPen(QGuiApplication.palette().color(QPalette.ColorRole.HighlightedText), Line.RING))
        painter.drawPolyline(corners)
        painter.restore()
