"""All settings of an experiment but its layers, in sections made from the specification."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.experiment.fields import Kind, SpecField, fields_of
from core.experiment.spec import Experiment
from workbench.state.design import Design
from workbench.state.preferences import Preferences
from workbench.views.cards import Card
from workbench.views.design.field_help import FieldHelp
from workbench.views.design.form import FieldBox
from workbench.views.design.section import Section
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_GENERAL = "General"
_FIRST = (_GENERAL, "Optimizer", "Schedule", "Loss", "Penalty", "Preprocessing", "Augmentation")
_OPEN_AT_FIRST = {_GENERAL, "Optimizer"}
_OPEN, _SPLIT = "design/open-sections", "design settings"
# The name stands on the card of the experiment, and the Data page decides what is trained on.
_ELSEWHERE = {"name", "source"}


class TrainingCard(Card):
    """Sections that fold, as they were left the last time, and the help of the field that is being changed.

    It has more in it than can be styled in one go: its sections, and what is around them, are parts of their own.

    Attributes:
        sections: By title; there once `fill` has come to its end.
        help: What the field that was entered last is for.
    """

    def __init__(self, theme: Theme, design: Design, preferences: Preferences) -> None:
        super().__init__("Training")
        self._theme, self._design, self._preferences = theme, design, preferences
        self.sections: dict[str, Section] = {}
        self.help = FieldHelp(theme, design)
        self._split = Splitter(Qt.Orientation.Vertical)
        self.header.addStrut(Size.FIELD)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.ROW, Space.NONE)
        self._column.setSpacing(Space.SMALL)
        self._column.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        for seen_through in (self._scroll.viewport(), content):
            seen_through.setAutoFillBackground(False)
        self._scroll.setMinimumWidth(Size.LEAST_FORM_PANE - 2 * Space.CARD)
        self._divide()
        self._ground = QFrame(self)
        self._ground.setObjectName("card")
        self._ground.lower()
        for part in (self._ground, self._title, self._scroll.verticalScrollBar(), self.help):
            theme.dress(part)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Stand on the whole of the ground."""
        super().resizeEvent(event)
        self._ground.resize(event.size())

    def _divide(self) -> None:
        """Sections above, help below, divided as they were left the last time."""
        for part in (self._scroll, self.help):
            self._split.addWidget(part)
        self._split.setStretchFactor(0, 1)
        self._split.setCollapsible(0, False)
        self._split.setSizes([Size.MIDDLE_PANE, Size.FIELD_HELP])
        self._split.restoreState(self._preferences.layout(_SPLIT))
        self._split.splitterMoved.connect(lambda: self._preferences.remember_layout(_SPLIT, self._split.saveState()))
        self.body.addWidget(self._split, 1)

    def fill(self) -> Iterator[None]:
        """Make the sections, one after the other."""
        found = dict(_sections(fields_of(Experiment)))
        kept = self._preferences.word(_OPEN)
        is_open = set(kept.split("|")) if kept else _OPEN_AT_FIRST
        for title in sorted(found, key=lambda title: _FIRST.index(title) if title in _FIRST else len(_FIRST)):
            section = Section(self._theme, title, *found[title])
            section.edited.connect(self._design.set_value)
            section.entered.connect(self.help.show_field)
            section.vary_edited.connect(self._design.varying.set)
            section.heading.setChecked(title in is_open)
            section.heading.toggled.connect(self._remember)
            section.heading.toggled.connect(partial(self._bring_into_view, section))
            section.show_draft(self._design)
            self._theme.dress(section)
            self._column.insertWidget(len(self.sections), section)
            section.ensurePolished()
            self.sections[title] = section
            yield
        self._design.changed.connect(self._show)

    @property
    def boxes(self) -> dict[str, FieldBox]:
        """All fields that are there now, by path."""
        return {path: box for section in self.sections.values() for path, box in section.boxes.items()}

    def lead_to(self, path: str) -> bool:
        """Unfold and enter the field with that path; says whether there is one."""
        for section in self.sections.values():
            if box := section.boxes.get(path):
                section.heading.setChecked(True)
                control = box.editor
                control.setFocus(Qt.FocusReason.OtherFocusReason)
                self._scroll.ensureWidgetVisible(box)
                return True
        return False

    def _show(self) -> None:
        for section in self.sections.values():
            section.show_draft(self._design)

    def _bring_into_view(self, section: Section, is_open: bool) -> None:
        content = self._scroll.widget()
        layout = content.layout() if content is not None else None
        if is_open and layout is not None:
            # What was unfolded has its place only once the layout has been at work.
            layout.activate()
            for widget in (section, section.heading):
                self._scroll.ensureWidgetVisible(widget, Space.NONE, Space.NONE)

    def _remember(self) -> None:
        titles = [title for title, section in self.sections.items() if section.heading.isChecked()]
        self._preferences.remember_word(_OPEN, "|".join(titles) or "none")


def _sections(
    fields: tuple[SpecField, ...], path: str = "", title: str = _GENERAL
) -> Iterator[tuple[str, tuple[str, SpecField | tuple[SpecField, ...]]]]:
    """Title, path and fields of each section: one for what stands by itself, and one for each group."""
    grouped = {Kind.GROUP, Kind.VARIANT, Kind.LIST}
    single = [field for field in fields if field.kind not in grouped and field.name not in _ELSEWHERE]
    if single:
        if not path:
            # How long and how much at a time come first, what is only written down last.
            single.sort(key=lambda field: (field.kind is Kind.TEXT, not field.unit))
        yield title, (path, tuple(single))
    for field in fields:
        inner = f"{path}.{field.name}" if path else field.name
        if field.kind is Kind.VARIANT or (field.is_optional and field.kind is Kind.GROUP):
            yield field.label, (inner, field)
        elif field.kind is Kind.GROUP:
            yield from _sections(field.parts[""], inner, field.label)
