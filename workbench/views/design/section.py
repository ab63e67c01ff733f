"""Sections of settings that can be folded."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.experiment.draft import value_at
from core.experiment.fields import Kind, SpecField, defaults_of
from workbench.state.design import Design
from workbench.views.cards import label
from workbench.views.design.editors import ChoiceEditor, FlagEditor
from workbench.views.design.form import FieldBox, Form
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

COLUMNS = 2


class Section(QWidget):
    """A heading that folds what stands below it, which counts the faults there.

    Attributes:
        heading: The button that folds.
        form: The fields; None where the section is empty now (early stopping that is off).
        switch: What decides which fields there are: a type, or on and off; None where they are always the same.
    """

    edited = Signal(str, object)
    entered = Signal(object)
    vary_edited = Signal(str, object)

    def __init__(self, theme: Theme, title: str, path: str, field: SpecField | tuple[SpecField, ...]) -> None:
        super().__init__()
        self._theme, self._path, self._field = theme, path, field
        self.form: Form | None = None
        self.switch: ChoiceEditor | FlagEditor | None = None
        self._shown: tuple[SpecField, ...] = ()
        self.heading = QPushButton(title)
        self.heading.setObjectName("section")
        self.heading.setCheckable(True)
        self.heading.setIconSize(QSize(Size.SMALL_ICON, Size.SMALL_ICON))
        self._faults = label("", "fault")
        self._faults.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self.heading)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.SMALL, Space.NONE)
        row.addStretch(1)
        row.addWidget(self._faults)
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.ROW)
        self._column.setSpacing(Space.ROW)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.SMALL)
        column.addWidget(self.heading)
        column.addWidget(self._body)
        self._add_switch()
        self.heading.toggled.connect(self._fold)
        theme.changed.connect(self._color)
        self._fold(False)

    @property
    def boxes(self) -> dict[str, FieldBox]:
        """The fields that are there now, by path."""
        return self.form.boxes if self.form else {}

    def add_above(self, widget: QWidget) -> None:
        """Put something above the fields, which folds with them."""
        self._column.insertWidget(0, widget)

    def show_draft(self, design: Design) -> None:
        """Show the section's part of the draft."""
        draft, assessment = design.draft, design.assessment
        values = value_at(draft, self._path) if self._path else draft
        fields = self._field if isinstance(self._field, tuple) else self._field.fields_in(values)
        if fields != self._shown:
            self._show_fields(fields)
        if isinstance(self.switch, ChoiceEditor):
            self.switch.show_value(values["type"])
        elif self.switch is not None:
            self.switch.show_value(values is not None)
        if self.form is not None:
            self.form.show_values(values, assessment)
            self.form.show_vary(design.varying.fields, design.varying.faults)
        count = sum(bool(box.error or (box.vary and box.vary.error)) for box in self.boxes.values())
        self._faults.setText(f"{count} to correct" if count else "")
        self.heading.setAccessibleName(f"{self.heading.text()}, {count} to correct" if count else self.heading.text())

    def _add_switch(self) -> None:
        field = self._field
        if isinstance(field, tuple):
            return
        if field.kind is Kind.VARIANT:
            self.switch = ChoiceEditor(self._theme, field.choices)
            self.switch.setMinimumHeight(Size.FIELD)
        elif field.is_optional:
            self.switch = FlagEditor(f"Use {field.label.lower()}")
        if self.switch is not None:
            self.switch.setAccessibleName(field.label)
            self.switch.setToolTip(field.help)
            self.switch.edited.connect(self._switch)
            self._column.addWidget(self.switch)

    def _switch(self, choice: Any) -> None:
        """Another type, or on and off: all fields begin with their defaults."""
        field = self._field
        assert not isinstance(field, tuple)  # noqa: S101 - only single fields have a switch
        if field.kind is Kind.VARIANT:
            self.edited.emit(self._path, {"type": choice, **defaults_of(field.parts[choice])})
        else:
            self.edited.emit(self._path, defaults_of(field.parts[""]) if choice else None)

    def _show_fields(self, fields: tuple[SpecField, ...]) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._shown = fields
        if fields:
            self.form = Form(self._theme, fields, f"{self._path}." if self._path else "", COLUMNS)
            self.form.edited.connect(self.edited)
            self.form.entered.connect(self.entered)
            self.form.vary_edited.connect(self.vary_edited)
            self._column.addWidget(self.form)

    def _fold(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self._color()

    def _color(self) -> None:
        self.heading.setIcon(self._theme.icon("chevron-down" if self.heading.isChecked() else "chevron-right"))
