"""How a field varies: the ends of a range, or the values to try. What is typed goes to the draft, right or wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from core.experiment.draft import FieldError
from core.experiment.fields import Kind, SpecField
from core.sweeps.varied import Choices, Range
from workbench.state.numbers import number_text, typed_number
from workbench.views.cards import label
from workbench.views.design.editors import ChoiceEditor, FlagEditor, LineEditor, NumberEditor
from workbench.views.design.words import choice_word
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_WAYS = ("range", "choices")
_LONG_WORD = 14
_CHIP_COLUMNS = 2


class VaryEditor(QWidget):
    """Changes one `Range` or one `Choices`, as plain values."""

    edited = Signal(object)

    def __init__(self, field: SpecField) -> None:
        super().__init__()
        self.field = field
        self._how: dict[str, Any] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._grid.setHorizontalSpacing(Space.ROW)
        self._grid.setVerticalSpacing(Space.SMALL)

    def show_how(self, how: dict[str, Any], fault: FieldError | None) -> None:  # noqa: ARG002 - for those with parts
        """Show how it varies, and mark the part that is wrong."""
        self._how = how

    def _edit(self, **changes: Any) -> None:
        self.edited.emit(self._how | changes)


class FlagVary(VaryEditor):
    """On and off are both tried: there is nothing to choose."""

    def __init__(self, field: SpecField) -> None:
        super().__init__(field)
        self._grid.addWidget(label("Both on and off are tried.", "quiet"), 0, 0)


class WordsVary(VaryEditor):
    """A chip a word, those down that are tried.

    Attributes:
        chips: By word.
    """

    def __init__(self, field: SpecField) -> None:
        super().__init__(field)
        self.chips: dict[str, QPushButton] = {}
        row, column = 0, 0
        for word in field.choices:
            chip = QPushButton(choice_word(word))
            chip.setObjectName("chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"Try {choice_word(word)} as {field.label.lower()}")
            chip.clicked.connect(self._choose)
            width = _CHIP_COLUMNS if len(word) > _LONG_WORD else 1
            if column + width > _CHIP_COLUMNS:
                row, column = row + 1, 0
            self._grid.addWidget(chip, row, column, 1, width)
            column += width
            self.chips[word] = chip

    def show_how(self, how: dict[str, Any], fault: FieldError | None) -> None:
        """Show which words are tried."""
        super().show_how(how, fault)
        for word, chip in self.chips.items():
            chip.setChecked(word in how.get("values", ()))

    def _choose(self) -> None:
        self._edit(values=[word for word, chip in self.chips.items() if chip.isChecked()])


class NumberVary(VaryEditor):
    """A range with its scale and step, or numbers with commas between them.

    Attributes:
        low, high, step: Of the range.
        log: Whether it is searched by factors.
        numbers: The choices.
        way: Which of the two it is.
    """

    def __init__(self, theme: Theme, field: SpecField) -> None:
        super().__init__(field)
        plain = replace(field, unit="", is_optional=False)
        self.low, self.high = NumberEditor(theme, plain), NumberEditor(theme, plain)
        self.step = NumberEditor(theme, replace(plain, is_optional=True, bounds={"gt": 0}))
        self.log, self.numbers = FlagEditor("log"), NumbersEditor(field)
        self.way = ChoiceEditor(theme, _WAYS)
        self._parts = {"low": self.low, "high": self.high, "step": self.step, "values": self.numbers}
        words = {"low": "lowest", "high": "highest", "step": "step of", "values": "values of"}
        for name, editor in self._parts.items():
            editor.setAccessibleName(f"{words[name].capitalize()} {field.label.lower()}")
            editor.edited.connect(lambda value, name=name: self._edit(**{name: value}))
        self.log.setAccessibleName(f"Logarithmic scale for {field.label.lower()}")
        self.log.setToolTip(Range.model_fields["log"].description or "")
        self.step.setToolTip(Range.model_fields["step"].description or "")
        self.numbers.setToolTip(Choices.model_fields["values"].description or "")
        self.way.setAccessibleName(f"How {field.label.lower()} varies")
        self.log.edited.connect(lambda log: self._edit(log=log))
        self.way.edited.connect(self._choose_way)
        self._lay_out()

    def _lay_out(self) -> None:
        self._to, self._step_words = label("to", "quiet"), label("step", "quiet")
        for editor in (*self._parts.values(), self.way):
            editor.setMinimumHeight(Size.FIELD)
            editor.setMinimumWidth(Size.LEAST_VARY)
        grid = self._grid
        grid.addWidget(self.low, 0, 0)
        grid.addWidget(self._to, 0, 1)
        grid.addWidget(self.high, 0, 2)
        grid.addWidget(self.log, 0, 3)
        grid.addWidget(self.numbers, 0, 0, 1, 4)
        grid.addWidget(self.way, 1, 0)
        grid.addWidget(self._step_words, 1, 1)
        grid.addWidget(self.step, 1, 2)
        for column in (0, 2):
            grid.setColumnStretch(column, 1)

    def show_how(self, how: dict[str, Any], fault: FieldError | None) -> None:
        """Show the range, or the choices."""
        super().show_how(how, fault)
        is_range = how.get("type") == "range"
        self.way.show_value(how.get("type"))
        for widget in (self.low, self._to, self.high, self.log, self._step_words, self.step):
            widget.setVisible(is_range)
        self.numbers.setVisible(not is_range)
        wrong = fault.path.partition("[")[0] if fault else ""
        for name, editor in self._parts.items():
            if name in how:
                editor.show_value(how[name])
            _mark(editor, is_wrong=name == wrong)
        self.log.show_value(how.get("log"))

    def _choose_way(self, way: str) -> None:
        """The ends of the range are the first choices, and the first and the last choice the ends."""
        path, values = self._how["path"], self._how.get("values", ())
        if way == self._how.get("type"):
            return
        if way == "choices":
            self.edited.emit({"type": way, "path": path, "values": [self._how["low"], self._how["high"]]})
        else:
            low, high = (values[0], values[-1]) if values else (None, None)
            self.edited.emit({"type": way, "path": path, "low": low, "high": high, "log": False, "step": None})


class NumbersEditor(LineEditor):
    """Numbers with commas between them."""

    def __init__(self, field: SpecField) -> None:
        self._field = replace(field, is_optional=False)
        super().__init__()

    def value_of(self, text: str) -> list[Any]:
        """The numbers, and what stands in place of one as it is typed."""
        return [typed_number(part, self._field) for part in text.split(",") if part.strip()]

    def text_of(self, value: Any) -> str:
        """The numbers on one line."""
        return ", ".join(map(number_text, value))


def vary_editor(theme: Theme, field: SpecField) -> VaryEditor:
    """The editor for how a field of that kind varies."""
    if field.kind is Kind.FLAG:
        return FlagVary(field)
    return WordsVary(field) if field.kind is Kind.CHOICE else NumberVary(theme, field)


def _mark(editor: QWidget, *, is_wrong: bool) -> None:
    if bool(editor.property("wrong")) != is_wrong:
        editor.setProperty("wrong", is_wrong)
        # A style sheet looks at properties only when it is applied.
        editor.style().unpolish(editor)
        editor.style().polish(editor)
