"""Forms made from the fields of a specification: a label, an editor and, where something is wrong, what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from core.backends.registry import unavailable_reason
from core.experiment.draft import FieldError
from core.experiment.fields import Kind, SpecField
from workbench.state.assessment import Assessment
from workbench.state.vary import Vary, can_vary
from workbench.views.cards import ElidedLabel
from workbench.views.design.editors import (
    ChoiceEditor,
    Editor,
    FlagEditor,
    FocusWatch,
    LineEditor,
    NamesEditor,
    NumberEditor,
    WeightsEditor,
)
from workbench.views.design.fault import Fault
from workbench.views.design.vary_box import VaryBox
from workbench.views.help.documents import TERM, term_of_field, tip_of_field
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_WIDE = {Kind.TEXT, Kind.NAMES, Kind.WEIGHTS}


class FieldBox(QWidget):
    """One field.

    Attributes:
        path: Of the field in the draft.
        field: What it is.
        editor: Where it is changed.
        vary: Whether and how a sweep varies it; None where it cannot be varied, or nobody asks.
    """

    edited = Signal(str, object)
    entered = Signal(object)
    vary_edited = Signal(str, object)
    """The path, and how a sweep is to vary the field; None: not at all."""

    def __init__(self, theme: Theme, field: SpecField, path: str, *, asks_vary: bool = False) -> None:
        super().__init__()
        self.path, self.field = path, field
        self.editor = _editor(theme, field)
        self._error = Fault()
        self._watch = FocusWatch(self)
        self._value: Any = None
        control = self.editor
        control.setAccessibleName(field.label)
        control.setAccessibleDescription(described(field))
        control.setToolTip(described(field))
        control.setMinimumHeight(Size.FIELD)
        control.setMinimumWidth(Size.LEAST_FIELD)
        control.setProperty(TERM, term_of_field(field))
        control.installEventFilter(self._watch)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.SMALL)
        self._name = name = ElidedLabel("quiet")
        name.show_text("" if field.kind is Kind.FLAG else field.label)
        name.setBuddy(control)
        self.vary = VaryBox(theme, self) if asks_vary and can_vary(field) else None
        for widget in (name, control, self._error, *([self.vary] if self.vary else [])):
            column.addWidget(widget)
        column.addStretch(1)
        self.editor.edited.connect(lambda value: self.edited.emit(self.path, value))
        self._watch.entered.connect(lambda: self.entered.emit(self.field))
        self._watch.hovered.connect(lambda: control.setToolTip(tip_of_field(field, described(field))))

    @property
    def error(self) -> str:
        """What is wrong with the value; empty where nothing is."""
        return self._error.text()

    @property
    def value(self) -> Any:
        """The draft's value."""
        return self._value

    @property
    def is_varied(self) -> bool:
        """Whether a sweep varies it, which takes a whole line."""
        return self.vary is not None and self.vary.toggle.isChecked()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the toggle at the right end."""
        super().resizeEvent(event)
        if self.vary is not None:
            self.vary.place()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Let it be seen that the field can be varied."""
        super().enterEvent(event)
        if self.vary is not None:
            self.vary.show_near(is_near=True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Be quiet about it."""
        super().leaveEvent(event)
        if self.vary is not None:
            self.vary.show_near(is_near=False)

    def show_line_above(self, *, is_shown: bool) -> None:
        """A flag has its words beside it; an empty line above keeps it level with what stands at its side."""
        self._name.setVisible(is_shown)

    def show_value(self, value: Any, error: str, *, matters: bool = True) -> None:
        """Show the draft's value, and what is wrong with it; greyed where it has no effect."""
        self._value = value
        self.editor.show_value(value)
        self.editor.setEnabled(matters or bool(error))
        self._error.show_fault(error)
        control = self.editor
        if control.property("wrong") != bool(error):
            control.setProperty("wrong", bool(error))
            # A style sheet looks at properties only when it is applied.
            control.style().unpolish(control)
            control.style().polish(control)
        control.setAccessibleDescription(f"{error}. {described(self.field)}" if error else described(self.field))


class Form(QWidget):
    """Fields side by side, as many as there are columns; texts take a whole line.

    Attributes:
        boxes: By path, in the order in which they stand.
    """

    edited = Signal(str, object)
    entered = Signal(object)
    vary_edited = Signal(str, object)

    def __init__(self, theme: Theme, fields: Iterable[SpecField], prefix: str, columns: int, least: int = 1) -> None:
        """Make the editors.

        Args:
            theme: Their colours.
            fields: What is edited, in order.
            prefix: Where in a draft the fields are.
            columns: How many stand side by side.
            least: How many still do where there is little room.
        """
        super().__init__()
        self.boxes: dict[str, FieldBox] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._most_columns, self._least_columns, self._columns = columns, least, 0
        self._varied: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._grid.setHorizontalSpacing(Space.CHIP)
        self._grid.setVerticalSpacing(Space.ROW)
        for field in fields:
            box = FieldBox(theme, field, f"{prefix}{field.name}", asks_vary=True)
            box.edited.connect(self.edited)
            box.vary_edited.connect(self.vary_edited)
            box.entered.connect(self.entered)
            self.boxes[box.path] = box
        self._arrange(columns)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Stand in fewer columns where they would cut labels and values off."""
        super().resizeEvent(event)
        fitting = (self.width() + Space.CHIP) // (Size.FIELD_COLUMN + Space.CHIP)
        self._arrange(min(max(fitting, self._least_columns), self._most_columns))

    def _arrange(self, columns: int) -> None:
        varied = [box.field.name for box in self.boxes.values() if box.is_varied]
        if (columns, varied) == (self._columns, self._varied):
            return
        self._varied = varied
        for place in range(max(self._columns, columns)):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        self._columns = columns
        boxes = self.boxes
        for row, line in enumerate(_lines(boxes.values(), columns)):
            only_flags = all(box.field.kind is Kind.FLAG for box in line)
            for column, box in enumerate(line):
                width = _width(box, columns)
                self._grid.addWidget(box, row, column, 1, width, Qt.AlignmentFlag.AlignTop)
                box.show_line_above(is_shown=not only_flags)

    def move_to(self, prefix: str) -> None:
        """Be about the same fields of another part of the draft."""
        boxes = list(self.boxes.values())
        for box in boxes:
            box.path = f"{prefix}{box.field.name}"
        self.boxes = {box.path: box for box in boxes}

    def show_values(self, values: Mapping[str, Any], assessment: Assessment) -> None:
        """Show the part of a draft that the form is about."""
        for path, box in self.boxes.items():
            errors = assessment.errors_at(path)
            message = errors[0].message if errors else ""
            box.show_value(values.get(box.field.name), message, matters=box.field.matters(values))

    def show_vary(self, vary: Vary, faults: Mapping[str, FieldError]) -> None:
        """Show which fields a sweep varies, and how."""
        for path, box in self.boxes.items():
            if box.vary is not None:
                box.vary.show_how(vary.get(path), faults.get(path))
        self._arrange(self._columns)


def _lines(boxes: Iterable[FieldBox], columns: int) -> list[list[FieldBox]]:
    """Fields as they stand side by side."""
    lines: list[list[FieldBox]] = []
    room = 0
    for box in boxes:
        width = _width(box, columns)
        if width > room:
            lines.append([])
            room = columns
        lines[-1].append(box)
        room -= width
    return lines


def _width(box: FieldBox, columns: int) -> int:
    return columns if box.field.kind in _WIDE or box.is_varied else 1


def described(field: SpecField) -> str:
    """A field's help and bounds."""
    bounds = field.range_words
    return f"{field.help} {bounds[0].upper()}{bounds[1:]}." if bounds else field.help


def _editor(theme: Theme, field: SpecField) -> Editor:
    if field.kind is Kind.CHOICE:
        if field.name == "backend":
            return ChoiceEditor(theme, field.choices, unavailable_reason)
        return ChoiceEditor(theme, field.choices)
    if field.kind is Kind.FLAG:
        return FlagEditor(field.label)
    if field.kind is Kind.NAMES:
        return NamesEditor()
    if field.kind is Kind.WEIGHTS:
        return WeightsEditor()
    return NumberEditor(theme, field) if field.is_number else LineEditor()
