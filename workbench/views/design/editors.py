"""Editors for single values. What is typed goes to the draft at once, right or wrong, and never changes by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QStyledItemDelegate,
    QToolButton,
    QVBoxLayout,
)

from core.experiment.fields import SpecField
from workbench.state.numbers import number_text, stepped, typed_number
from workbench.views.cards import label
from workbench.views.design.words import choice_word, names_text, typed_names, typed_weights, weights_text
from workbench.views.signs import NONE
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_HISTORY_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_LARGE_STEP = 10


class LineEditor(QLineEdit):
    """One line of text. Undo and redo are the page's, which knows more than one field."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.textEdited.connect(lambda text: self.edited.emit(self.value_of(text)))

    def value_of(self, text: str) -> Any:
        """What a text means."""
        return text

    def text_of(self, value: Any) -> str:
        """What stands for a value."""
        return str(value)

    def show_value(self, value: Any) -> None:
        """Show a value; one that is typed just now stays as it is typed."""
        if self.value_of(self.text()) != value or not self.hasFocus():
            text = self.text_of(value)
            if text != self.text():
                self.setText(text)
                self.setCursorPosition(0 if not self.hasFocus() else len(text))

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the page."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(event.matches(key) for key in _HISTORY_KEYS)
        ):
            event.ignore()
            return False
        return super().event(event)


class NamesEditor(LineEditor):
    """Names with commas between them."""

    def value_of(self, text: str) -> list[str] | None:
        """The names; None for none."""
        return typed_names(text)

    def text_of(self, value: Any) -> str:
        """The names on one line."""
        return names_text(value)


class WeightsEditor(LineEditor):
    """Names with a weight each, and commas between them."""

    def value_of(self, text: str) -> dict[str, float] | str:
        """The weights by name, or what stands in place of them."""
        return typed_weights(text)

    def text_of(self, value: Any) -> str:
        """The weights on one line."""
        return weights_text(value)


class NumberEditor(LineEditor):
    """A number as text, with its unit and two small buttons for a step up or down; so do the arrow keys."""

    def __init__(self, theme: Theme, field: SpecField) -> None:
        self._field = field
        super().__init__()
        self._theme = theme
        self.setPlaceholderText(NONE if field.is_optional else "")
        self.up = self._button(1)
        self.down = self._button(-1)
        steps = QVBoxLayout()
        steps.setSpacing(Space.NONE)
        steps.addWidget(self.up)
        steps.addWidget(self.down)
        self._unit = label(field.unit, "quiet")
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.SMALL, Space.SMALL, Space.SMALL)
        row.setSpacing(Space.SMALL)
        row.addStretch(1)
        row.addWidget(self._unit)
        row.addLayout(steps)
        # The layout is for what stands upon the line; the line's own size is its own.
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.textChanged.connect(self._make_room)
        theme.changed.connect(self._color)
        self._color()

    def value_of(self, text: str) -> int | float | str | None:
        """The number, or what stands in place of one."""
        return typed_number(text, self._field)

    def text_of(self, value: Any) -> str:
        """The number, shortest where it reads back the same."""
        return number_text(value)

    def step(self, direction: int, times: int = 1) -> None:
        """Go up (1) or down (-1)."""
        text = self.text()
        for _ in range(times):
            text = stepped(text, direction, self._field)
        if text != self.text():
            self.setText(text)
            self.edited.emit(self.value_of(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Up and down are a step, page up and page down ten."""
        steps = {
            Qt.Key.Key_Up: (1, 1),
            Qt.Key.Key_Down: (-1, 1),
            Qt.Key.Key_PageUp: (1, _LARGE_STEP),
            Qt.Key.Key_PageDown: (-1, _LARGE_STEP),
        }
        if event.key() in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.step(*steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """See again whether there is room for the unit."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """The unit gives way to a number that would not fit beside it."""
        steps = Size.STEPPER + 2 * Space.SMALL
        unit = self._unit.sizeHint().width() + Space.SMALL
        text = self.fontMetrics().horizontalAdvance(self.text()) + Space.ROW + Space.CHIP
        has_room = bool(self._field.unit) and text + unit + steps <= self.width()
        self._unit.setVisible(has_room)
        self.setTextMargins(Space.NONE, Space.NONE, steps + (unit if has_room else 0), Space.NONE)

    def _button(self, direction: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("stepper")
        button.setFixedSize(Size.STEPPER, Size.SMALL_ICON)
        button.setIconSize(QSize(Size.STEPPER_ICON, Size.STEPPER_ICON))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setAutoRepeat(True)
        button.setAccessibleName("One step up" if direction > 0 else "One step down")
        button.clicked.connect(lambda: self.step(direction))
        return button

    def _color(self) -> None:
        self.up.setIcon(self._theme.icon("chevron-up"))
        self.down.setIcon(self._theme.icon("chevron-down"))


class ChoiceEditor(QComboBox):
    """One of several words; those that cannot be had are greyed, with the reason."""

    edited = Signal(object)

    def __init__(
        self, theme: Theme, words: tuple[str, ...], refused: Callable[[str], str | None] = lambda _word: None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._refused = refused
        self.addItems([choice_word(word) for word in words])
        self._grey_refused()
        self.activated.connect(lambda place: self.edited.emit(self._words[place]))
        theme.changed.connect(self.update)

    def show_value(self, value: Any) -> None:
        """Show a word; none where the draft has another one."""
        self.setCurrentIndex(self._words.index(value) if value in self._words else -1)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as there is room; Qt's own rule to that end would make all that a list consists of at once."""
        return QSize(Size.LEAST_FIELD, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: a long word is cut."""
        return self.sizeHint()

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Make the list when it is first wanted, wide enough for its longest line."""
        self._grey_refused()
        if not isinstance(self.itemDelegate(), QStyledItemDelegate):
            # The style's own way to draw the list knows nothing of style sheets.
            self.setItemDelegate(QStyledItemDelegate(self))
            longest = max(self.fontMetrics().horizontalAdvance(self.itemText(place)) for place in range(self.count()))
            self.view().setMinimumWidth(longest + 2 * Space.CARD)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll what it stands in; a choice is not to change in passing."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the sign that there is more to choose from in the colours of the theme."""
        super().paintEvent(event)
        pixmap = self._theme.icon("chevron-down").pixmap(Size.SMALL_ICON, Size.SMALL_ICON)
        left = self.width() - Size.SMALL_ICON - Space.ROW
        QPainter(self).drawPixmap(left, (self.height() - Size.SMALL_ICON) // 2, pixmap)

    def _grey_refused(self) -> None:
        """Also before the list is shown again: what could be had a while ago may have proved broken."""
        for place, word in enumerate(self._words):
            if reason := self._refused(word):
                self._grey(place, reason)

    def _grey(self, place: int, reason: str) -> None:
        model = self.model()
        if isinstance(model, QStandardItemModel) and (item := model.item(place)).isEnabled():
            item.setEnabled(False)
            item.setText(f"{item.text()}: {reason[0].lower()}{reason[1:].rstrip('.')}")
            item.setToolTip(reason)


class FlagEditor(QCheckBox):
    """Yes or no, with its name beside it."""

    edited = Signal(object)

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.clicked.connect(self._tell)

    def show_value(self, value: Any) -> None:
        """Tick it or not."""
        self.setChecked(bool(value))

    def _tell(self, checked: bool) -> None:
        self.edited.emit(checked)


Editor = LineEditor | ChoiceEditor | FlagEditor


class FocusWatch(QObject):
    """Tells when an editor is entered, and when its tool tip is about to be shown."""

    entered = Signal()
    hovered = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look on; nothing is held back."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        elif event.type() == QEvent.Type.ToolTip:
            self.hovered.emit()
        return super().eventFilter(watched, event)
