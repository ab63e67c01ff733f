"""The ticked runs beside each other: the settings in which they differ, their results, and which model is better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QPushButton, QScrollArea, QTableView

from core.runs.identifiers import short
from core.runs.records import RunRecord
from workbench.state.run_comparison import ComparedRun, RunComparison
from workbench.views.cards import Card, percent, wrapped
from workbench.views.help.findings import FindingsView
from workbench.views.message import ErrorMessage
from workbench.views.signs import NONE
from workbench.views.table_model import Column, TableModel, set_up_table
from workbench.views.tokens import Size
from workbench.views.train.words import ENGINES, decimal, duration

_FEW = "Tick two runs or more to see the settings in which they differ, beside their results."
_SAME = "No setting differs."
_IDENTICAL = "Identical: every figure of every epoch is the same."


class _Line(NamedTuple):
    name: str
    values: tuple[str, ...]


class CompareCard(Card):
    """A table with a column a run.

    Attributes:
        table: The settings that differ, and below them the results.
        words: What there is to say of all of them.
        ask: Tests which of two models is better.
        sentence: What came of it.
        error: Why that could not be tested.
        findings: What is to be said of the run, where one is ticked.
    """

    def __init__(self, comparison: RunComparison) -> None:
        super().__init__("What differs")
        self._comparison = comparison
        self._model: TableModel[_Line] = TableModel(())
        self.table = QTableView()
        self._model.setParent(self.table)
        self.table.setModel(self._model)
        set_up_table(self.table, "Settings that differ, and results")
        self.table.setMinimumHeight(3 * Size.TABLE_ROW)
        self.setMinimumWidth(Size.LEAST_SIDE_PANE)
        self.ask = QPushButton("Which is better?")
        self.ask.setObjectName("link")
        self.words, self.sentence, self.error = wrapped("", "name"), wrapped("", "message"), ErrorMessage()
        self.error.dismiss.hide()
        self.header.addWidget(self.ask)
        self.body.addWidget(self.error)
        for text in (self.sentence, self.words):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.table, 1)
        self.findings, self._scrolled = FindingsView(), QScrollArea(widgetResizable=True)
        self._scrolled.setFrameShape(QFrame.Shape.NoFrame)
        self._scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scrolled.setWidget(self.findings)
        self.findings.setObjectName("scrolled")
        self.body.addWidget(self._scrolled, 1)
        self.body.addWidget(self.words)
        self.body.addStretch(0)
        self.ask.clicked.connect(self._ask)
        comparison.changed.connect(self._show)
        self._show()

    @property
    def lines(self) -> Sequence[_Line]:
        """What the table says."""
        return self._model.rows

    def _ask(self) -> None:
        if self._comparison.is_asking:
            self._comparison.cancel()
        else:
            self._comparison.compare_answers()

    def _show(self) -> None:
        comparison, runs = self._comparison, self._comparison.runs
        is_asking, obstacle = comparison.is_asking, comparison.obstacle
        self.ask.setText("Cancel" if is_asking else "Which is better?")
        self.ask.setVisible(len(runs) > 1)
        self.ask.setEnabled(is_asking or not obstacle)
        self.ask.setToolTip(obstacle or "McNemar's test on the test images, which neither was trained on")
        self.error.show_error(comparison.error)
        self.sentence.setText(f"{comparison.stage or 'Comparing'}…" if is_asking else comparison.sentence)
        self.sentence.setVisible(bool(self.sentence.text()))
        self.table.setVisible(len(runs) > 1)
        self.words.setText(self._words(len(runs)))
        self.words.setVisible(bool(self.words.text()))
        findings = runs[0].findings if len(runs) == 1 else ()
        self.findings.show_findings(findings)
        self._scrolled.setVisible(bool(findings))
        self.show_title("What happened" if findings else "What differs")
        lines = _lines(comparison, runs) if len(runs) > 1 else []
        if lines != self._model.rows:
            self._show_lines(lines, runs)

    def _words(self, count: int) -> str:
        if count < 2:
            return _FEW
        if self._comparison.is_identical:
            return _IDENTICAL
        return "" if self._comparison.settings else _SAME

    def _show_lines(self, lines: list[_Line], runs: Sequence[ComparedRun]) -> None:
        columns = [Column[_Line]("Setting", lambda line: line.name, is_wide=True)]
        columns += [_column_of(run, place) for place, run in enumerate(runs)]
        self._model.show_rows(lines, columns)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(Size.TABLE_COLUMN)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, Size.SETTING)


def _column_of(run: ComparedRun, place: int) -> Column[_Line]:
    title = f"{short(run.record.run_id)} {run.record.name}"
    return Column(title, lambda line: line.values[place], is_figure=True)


def _lines(comparison: RunComparison, runs: Sequence[ComparedRun]) -> list[_Line]:
    lines = [_Line(one.path, tuple(_written(value) for value in one.values)) for one in comparison.settings]
    records = [run.record for run in runs]
    facts = [_Line("engine", tuple(ENGINES.get(one.backend, one.backend) for one in records))]
    facts.append(_Line("dataset", tuple(one.source.rpartition("/")[2] for one in records)))
    # Of these, only what differs is told, as of the settings.
    names = {line.name for line in lines}
    lines += [fact for fact in facts if len(set(fact.values)) > 1 and fact.name not in names]
    return lines + _results(records)


def _results(records: Sequence[RunRecord]) -> list[_Line]:
    return [
        _Line("state", tuple(one.state for one in records)),
        _Line("epochs done", tuple(f"{one.epochs_done:,} of {one.epochs_planned:,}" for one in records)),
        _Line("validation accuracy", tuple(percent(one.best_validation_accuracy) for one in records)),
        _Line("validation loss", tuple(decimal(one.best_validation_loss) for one in records)),
        _Line("time", tuple(duration(one.seconds) for one in records)),
    ]


def _written(value: object) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
