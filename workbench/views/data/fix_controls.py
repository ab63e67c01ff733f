"""What the experiment is to leave out because of a finding, and how many images that is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.audit.findings import Kind
from core.data.cleaning import Excluded
from core.experiment.fields import Kind as FieldKind
from core.experiment.fields import SpecField, fields_of
from core.experiment.spec import CleaningSpec
from workbench.state.cleaning import DUPLICATES, Cleaning
from workbench.views.cards import label, wrapped
from workbench.views.design.editors import ChoiceEditor, FlagEditor
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_FIELDS = {
    Kind.CONFLICTS: "no_conflicts",
    Kind.ACROSS: "across_parts",
    Kind.DUPLICATES: "no_repeats",
    Kind.NEAR_CONFLICTS: "no_conflicts",
    Kind.NEAR_ACROSS: "across_parts",
    Kind.NEAR: "no_repeats",
    Kind.BLANK: "no_blanks",
    Kind.UNIFORM: "no_blanks",
}
_NEAR = {Kind.NEAR_CONFLICTS, Kind.NEAR_ACROSS, Kind.NEAR}
_WORDS = {
    "no_conflicts": "Leave out pictures with conflicting labels",
    "across_parts": "A picture in two parts",
    "no_repeats": "Keep one copy in each part",
    "no_blanks": "Leave out blank and nearly uniform images",
}
_COUNT_NEAR = "Near duplicates count as copies"


class FixControls(QWidget):
    """The controls for one finding: they change the experiment in Design, never the source.

    Attributes:
        editors: By field of the section on cleaning; those that fit the finding are visible.
        near: Whether near duplicates count, where the finding is about them.
    """

    def __init__(self, theme: Theme, cleaning: Cleaning) -> None:
        super().__init__()
        self._cleaning = cleaning
        self._field = ""
        fields = {field.name: field for field in fields_of(CleaningSpec)}
        self.editors = {name: _editor(theme, fields[name], words) for name, words in _WORDS.items()}
        self.near = FlagEditor(_COUNT_NEAR)
        self.near.setToolTip(fields[DUPLICATES].help)
        self._caption = label(_WORDS["across_parts"], "name")
        self._effect = wrapped("", "quiet")
        self._lay_out()
        for name, editor in self.editors.items():
            editor.edited.connect(lambda value, field=name: cleaning.set_value(field, value))
        self.near.edited.connect(lambda is_on: cleaning.set_value(DUPLICATES, "near" if is_on else "exact"))
        cleaning.changed.connect(self._show)
        cleaning.counted.connect(self._show_effect)
        self.show_for(None)

    @property
    def effect(self) -> str:
        """How many images the setting leaves out, as it is said."""
        return self._effect.text()

    def show_for(self, kind: Kind | None) -> None:
        """Offer what fits a finding; nothing where nothing can be left out because of it."""
        self._field = _FIELDS.get(kind, "") if kind else ""
        for name, editor in self.editors.items():
            editor.setVisible(name == self._field)
        self._caption.setVisible(self._field == "across_parts")
        self.near.setVisible(kind in _NEAR)
        self._effect.setText("")
        self.setVisible(bool(self._field))
        self._cleaning.look_at(self._field)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.ROW)
        row.addWidget(self._caption)
        for editor in self.editors.values():
            row.addWidget(editor)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.SMALL)
        column.addLayout(row)
        column.addWidget(self.near)
        column.addWidget(self._effect)
        # As high with a count as without one.
        self._effect.setMinimumHeight(self._effect.fontMetrics().lineSpacing())

    def _show(self) -> None:
        if self._field:
            self.editors[self._field].show_value(self._cleaning.value(self._field))
            self.near.show_value(self._cleaning.value(DUPLICATES) == "near")

    def _show_effect(self) -> None:
        excluded, error = self._cleaning.excluded, self._cleaning.error
        if error is not None:
            self._effect.setText(error.message)
        elif excluded is not None and self._field:
            is_on = self._cleaning.value(self._field) not in {False, "keep"}
            self._effect.setText(_effect_words(excluded, is_on=is_on))


def _editor(theme: Theme, field: SpecField, words: str) -> FlagEditor | ChoiceEditor:
    editor: FlagEditor | ChoiceEditor
    if field.kind is FieldKind.CHOICE:
        editor = ChoiceEditor(theme, field.choices)
        editor.setMinimumHeight(Size.FIELD)
        editor.setMinimumWidth(Size.FIX)
    else:
        editor = FlagEditor(words)
    editor.setToolTip(field.help)
    editor.setAccessibleName(words)
    editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return editor


def _effect_words(excluded: tuple[Excluded, ...], *, is_on: bool) -> str:
    if not excluded:
        return "No image is left out of the experiment by this." if is_on else "This would leave out no image."
    counts = ", ".join(f"{one.images:,} of {one.part}" for one in excluded)
    return f"The experiment leaves out {counts}." if is_on else f"Would leave out {counts}."
