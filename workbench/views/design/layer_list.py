"""The layers as a list that can be put in order by mouse and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from workbench.state.assessment import Assessment
from workbench.state.design import Design
from workbench.state.drafts import layer_types, layers_of
from workbench.views.design.words import settings_of, shape_text
from workbench.views.signs import NONE
from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Type

_HEADINGS = ("Layer", "Settings", "Output", "Parameters")
_NAME, _SETTINGS, _SHAPE, _PARAMETERS = range(4)
_UNKNOWN = "?"


class _KeepColors(QStyledItemDelegate):
    """Text of the chosen line in the colours that it has in any other."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        super().initStyleOption(option, index)
        brush = index.data(Qt.ItemDataRole.ForegroundRole)
        if brush is not None:
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, brush)


class LayerList(QTreeWidget):
    """What reaches the network, then a line a layer: its settings, what comes out of it and how much it learns.

    A line is dragged to another place, or goes there by Alt and the arrow keys; Delete removes it, Ctrl+D copies it;
    Return or a double click leads to its settings.
    """

    def __init__(self, theme: Theme, design: Design) -> None:
        super().__init__()
        self._theme, self._design = theme, design
        self._pressed: QPoint | None = None
        self._gap: int | None = None
        self.setObjectName("table")
        self.setAccessibleName("Layers")
        self.setColumnCount(len(_HEADINGS))
        self.setHeaderLabels(_HEADINGS)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(Size.LEAST_LAYERS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        header = self.header()
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(False)
        for column in range(len(_HEADINGS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_SETTINGS, QHeaderView.ResizeMode.Stretch)
        for column in (_SHAPE, _PARAMETERS):
            self.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setItemDelegate(_KeepColors(self))
        self.currentItemChanged.connect(self._choose)
        theme.changed.connect(self.show_design)

    def show_design(self) -> None:
        """Show the draft's layers and what is known of them."""
        layers, assessment = layers_of(self._design.draft), self._design.assessment
        self.blockSignals(True)
        while self.topLevelItemCount() > len(layers) + 1:
            self.takeTopLevelItem(self.topLevelItemCount() - 1)
        while self.topLevelItemCount() < len(layers) + 1:
            self.addTopLevelItem(QTreeWidgetItem())
        # One signal at the end instead of one a cell, at each of which the columns would be measured.
        self.model().blockSignals(True)
        self._show_input(self._item(-1), assessment)
        for place in range(len(layers)):
            self._show_layer(self._item(place), place, assessment)
        self.model().blockSignals(False)
        self.model().dataChanged.emit(
            self.indexFromItem(self._item(-1)), self.indexFromItem(self._item(len(layers) - 1), _PARAMETERS)
        )
        self.blockSignals(False)
        self.show_current()

    def show_current(self) -> None:
        """Mark the layer that is looked at."""
        self.blockSignals(True)
        if self._design.current_layer >= 0:
            self.setCurrentItem(self._item(self._design.current_layer))
        self.blockSignals(False)

    def row_texts(self, place: int) -> tuple[str, ...]:
        """What the line of a layer says, column by column; -1 is the input."""
        item = self._item(place)
        return tuple(item.text(column) for column in range(len(_HEADINGS)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the layer under the mouse, which may be about to be dragged."""
        super().mousePressEvent(event)
        is_layer = self._place_at(event.position().toPoint()) is not None
        self._pressed = event.position().toPoint() if is_layer and event.button() is Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the layer would go."""
        if self._pressed is None:
            return
        position = event.position().toPoint()
        if self._gap is None and (position - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return
        self._gap = self._gap_at(position)
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if item := self.itemAt(position):
            self.scrollToItem(item)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Put the layer there."""
        super().mouseReleaseEvent(event)
        gap, self._gap, self._pressed = self._gap, None, None
        self.viewport().unsetCursor()
        self.viewport().update()
        if gap is not None:
            # The gap below a layer counts the layer itself while it is still in its old place.
            current = self._design.current_layer
            self._design.move_layer(gap - 1 if gap > current else gap)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the list, and a line where a dragged layer would go."""
        super().paintEvent(event)
        if self._gap is not None:
            above = self.area(self._gap - 1)
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._theme.color("accent"), Line.RING))
            painter.drawLine(0, above.bottom(), self.viewport().width(), above.bottom())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the layer that is looked at in view; where room is short, its settings stand below the list alone."""
        super().resizeEvent(event)
        is_narrow = self.width() < Size.LEAST_TABLE
        self.setColumnHidden(_SETTINGS, is_narrow)
        modes = QHeaderView.ResizeMode
        self.header().setSectionResizeMode(_NAME, modes.Stretch if is_narrow else modes.ResizeToContents)
        if item := self.currentItem():
            self.scrollToItem(item)

    def area(self, place: int) -> QRect:
        """Where in the viewport the line of a layer is."""
        return self.visualItemRect(self._item(place))

    def _item(self, place: int) -> QTreeWidgetItem:
        """The line of a layer; -1 is the input."""
        item = self.topLevelItem(place + 1)
        assert item is not None  # noqa: S101 - there is a line a layer
        return item

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._design.choose_layer(self.indexOfTopLevelItem(item) - 1)

    def _place_at(self, position: QPoint) -> int | None:
        """Which layer is there; None for the input and beyond the last one."""
        item = self.itemAt(position)
        place = self.indexOfTopLevelItem(item) - 1 if item else -1
        return place if place >= 0 else None

    def _gap_at(self, position: QPoint) -> int:
        """The gap between layers that is nearest; 0 is above the first one."""
        count = self.topLevelItemCount() - 1
        middles = [self.area(place).center().y() for place in range(count)]
        return sum(position.y() > middle for middle in middles)

    def _show_input(self, item: QTreeWidgetItem, assessment: Assessment) -> None:
        shape = assessment.input_shape
        color = str(self._design.draft["preprocessing"]["color"])
        self._write(item, ("Input", f"Images in {color}", shape_text(shape) if shape else _UNKNOWN, NONE))
        # It is no layer: it can be neither chosen nor moved.
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)

    def _show_layer(self, item: QTreeWidgetItem, place: int, assessment: Assessment) -> None:
        layer, known = layers_of(self._design.draft)[place], assessment.layers[place]
        kind = str(layer["type"])
        settings = settings_of(layer, layer_types()[kind])
        shape = shape_text(known.output_shape) if known.output_shape else _UNKNOWN
        parameters = _UNKNOWN if known.parameters is None else f"{known.parameters:,}"
        errors = assessment.errors_at(f"network.layers[{place}]")
        self._write(item, (kind, settings, shape, parameters), is_wrong=bool(errors))
        item.setToolTip(_SETTINGS, "\n".join(error.message for error in errors) or settings)

    def _write(self, item: QTreeWidgetItem, texts: tuple[str, ...], *, is_wrong: bool = False) -> None:
        strong: QFont = font(Type.BODY, strong=True)
        for column, text in enumerate(texts):
            item.setText(column, text)
            item.setFont(column, strong if column == _NAME else font(Type.BODY))
            is_quiet = column == _SETTINGS or text in {_UNKNOWN, NONE, "0"}
            color = "error" if is_wrong and column in {_SETTINGS, _SHAPE} else "quiet" if is_quiet else "text"
            item.setForeground(column, self._theme.color(color))
            if column in {_SHAPE, _PARAMETERS}:
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
