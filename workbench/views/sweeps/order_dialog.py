"""How a sweep is searched, for how long and by whom: asked before it begins, or goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.draft import errors_of
from core.experiment.fields import SpecField, field_of, fields_of
from core.sweeps.executors import threads_for
from core.sweeps.kept import SweepRecord
from core.sweeps.space import SearchSpace
from workbench.state.assessment import assess
from workbench.state.session import Session
from workbench.state.sweep_order import SETTINGS, Effort, SweepOrder, planned_trials, remember_settings
from workbench.views.cards import label, wrapped
from workbench.views.design.editors import LineEditor
from workbench.views.design.form import FieldBox
from workbench.views.design.help_line import HelpLine
from workbench.views.signs import NONE
from workbench.views.sweeps.source_button import SourceButton
from workbench.views.sweeps.words import vary_words
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_MINUTE = 60
_NO_END = "Say how many trials or minutes it may take."
_HERE = "this computer"
_COLUMNS = 2


def open_order(
    parent: QWidget, theme: Theme, session: Session, space: SearchSpace, record: SweepRecord | None = None
) -> OrderDialog:
    """Ask how to begin with a search space, or how to go on with a sweep."""
    dialog = OrderDialog(theme, session, space, record, parent.window())
    theme.dress(dialog)
    dialog.open()
    return dialog


class OrderDialog(QDialog):
    """The fields of a search space that say how it is searched, and who trains.

    Attributes:
        source: The images.
        boxes: The fields, by name; `minutes` stands for `seconds`.
        words: How much that is, or why it cannot begin.
        start, cancel: The answers.
    """

    def __init__(
        self, theme: Theme, session: Session, space: SearchSpace, record: SweepRecord | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Go on with a sweep" if record else "Start a sweep")
        self._session, self._space, self._record = session, space, record
        self._settings = {name: getattr(space, name) for name in SETTINGS}
        self._effort: dict[str, Any] = session.sweeping.effort.model_dump()
        self.source = SourceButton(theme, session.datasets, self._fits)
        self.boxes = {field.name: FieldBox(theme, field, field.name) for field in (*_settings(), *fields_of(Effort))}
        self.words, self._help = wrapped("", "quiet"), HelpLine(lines=3)
        self.start, self.cancel = QPushButton("Go on" if record else "Start"), QPushButton("Cancel")
        self.start.setObjectName("primary")
        self.start.setDefault(True)
        self._lay_out()
        for box in self.boxes.values():
            box.edited.connect(self._edit)
            box.entered.connect(self._help.show_field)
        self.source.chosen.connect(self._choose_source)
        self.start.clicked.connect(self._start)
        self.cancel.clicked.connect(self.reject)
        at_hand = session.datasets.dataset
        self._source = record.source if record else at_hand.source if at_hand else session.datasets.source
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        column.addWidget(label(self._space.name, "title"))
        column.addWidget(wrapped(vary_words(self._space), "name"))
        images = QHBoxLayout()
        images.addWidget(label("Images", "quiet"))
        images.addWidget(self.source)
        images.addStretch(1)
        column.addLayout(images)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.CHIP)
        grid.setVerticalSpacing(Space.ROW)
        for place, box in enumerate(self.boxes.values()):
            row, at = divmod(place, _COLUMNS)
            width = _COLUMNS if box.field.name == "cluster" else 1
            grid.addWidget(box, row, at, 1, width, Qt.AlignmentFlag.AlignTop)
        column.addLayout(grid)
        column.addWidget(self._help)
        column.addStretch(1)
        answers = QHBoxLayout()
        answers.setSpacing(Space.ROW)
        answers.addWidget(self.words, 1)
        answers.addWidget(self.cancel)
        answers.addWidget(self.start)
        column.addLayout(answers)
        self.resize(Size.SWEEP, column.heightForWidth(Size.SWEEP))

    def _fits(self, dataset: ImageDataset) -> bool:
        return not _misfit(self._space, dataset)

    def _choose_source(self, source: str) -> None:
        self._source = source
        self._show()

    def _edit(self, name: str, value: Any) -> None:
        if name in self._effort:
            self._effort[name] = value
        elif name == "minutes":
            self._settings["seconds"] = value * _MINUTE if isinstance(value, int | float) else value
        else:
            self._settings[name] = value
        self._show()

    def _faults(self) -> dict[str, str]:
        space = self._space.model_dump(mode="json") | self._settings
        faults = [*errors_of(space, SearchSpace), *errors_of(self._effort, Effort)]
        named = {fault.path: fault.message for fault in faults}
        if "seconds" in named:
            named["minutes"] = named["seconds"]
        return named

    def _obstacle(self) -> str:
        """Why it cannot begin, in a sentence."""
        if self._faults():
            return "Correct the fields in red."
        if not self._source:
            return "Choose the images."
        dataset = self._session.datasets.dataset
        if dataset is not None and dataset.source == self._source and (problem := _misfit(self._space, dataset)):
            return problem
        if self._settings["sampler"] != "grid" and not (self._settings["trials"] or self._settings["seconds"]):
            return _NO_END
        going = self._session.sweeping.name_of_going
        return f"The sweep {going} is being worked on: wait, or stop it first." if going else ""

    def _show(self) -> None:
        faults, obstacle = self._faults(), self._obstacle()
        seconds = self._settings["seconds"]
        minutes = seconds / _MINUTE if isinstance(seconds, int | float) else seconds
        for name, value in (self._settings | self._effort | {"minutes": minutes}).items():
            if name in self.boxes:
                self.boxes[name].show_value(value, faults.get(name, ""), matters=self._can_change(name))
        self._show_defaults()
        self.source.show_source(self._source)
        self.source.setEnabled(self._record is None)
        self.words.setText(obstacle or self._amount())
        self.start.setEnabled(not obstacle)
        self.start.setAccessibleDescription(obstacle)

    def _show_defaults(self) -> None:
        """What an empty field stands for."""
        runs, cluster = self._effort["runs_at_a_time"], self._effort["cluster"]
        is_known = not cluster and isinstance(runs, int) and runs > 0
        for name, words in (("threads_per_run", str(threads_for(runs)) if is_known else NONE), ("cluster", _HERE)):
            editor = self.boxes[name].editor
            if isinstance(editor, LineEditor):
                editor.setPlaceholderText(words)

    def _can_change(self, name: str) -> bool:
        """What is searched, and how, is what makes a sweep the one that it is: it goes on with a new budget alone."""
        return self._record is None or name not in {"sampler", "pruner"}

    def _amount(self) -> str:
        """How much that is."""
        try:
            space = self._searched()
            count = planned_trials(space)
        except WorkbenchError as error:
            return str(error)
        if space.sampler == "grid":
            return f"The grid has {count:,} trials." if space.trials is None else f"{count:,} trials of the grid."
        return f"{count:,} trials in all." if count is not None else ""

    def _searched(self) -> SearchSpace:
        return self._space.model_copy(update=self._settings)

    def _start(self) -> None:
        space, effort = self._searched(), Effort.model_validate(self._effort)
        if self._record is None:
            remember_settings(self._session.preferences, space)
        self.accept()
        self._session.sweeping.start(SweepOrder(space, self._source, effort, self._record))


def _settings() -> list[SpecField]:
    """The fields of a search space that are asked for; people count in minutes."""
    *others, seconds = (field_of(SearchSpace, name) for name in SETTINGS)
    return [*others, replace(seconds, name="minutes", unit="minutes", bounds={"gt": 0})]


def _misfit(space: SearchSpace, dataset: ImageDataset) -> str:
    """Why the base of a search cannot be trained on a dataset, in a sentence."""
    base = space.base
    problems = assess(base, dataset).problems if isinstance(base, dict) else ()
    return f"It does not fit {dataset.name}: {problems[0]}." if problems else ""
