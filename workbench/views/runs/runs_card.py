"""All runs, or those in the trash, and what can be done with those that are chosen."""

from __future__ import annotations

from workbench.state.session import Session
from workbench.views.cards import Card, wrapped
from workbench.views.export.notice import ExportNotice
from workbench.views.message import ErrorMessage
from workbench.views.runs.action_line import ActionLine
from workbench.views.runs.colors import run_color
from workbench.views.runs.filter_line import FilterLine
from workbench.views.runs.notice import Notice
from workbench.views.runs.runs_table import RunsTable
from workbench.views.theme import Theme

_NO_MATCH = "No run fits the filter."
_EMPTY_TRASH = "The trash is empty."


class RunsCard(Card):
    """The table with its filter above it, and what is done with runs below it.

    Attributes:
        table: The runs.
        filter: What narrows them.
        words: What is said in place of rows.
        buttons: For what can be done.
        notice: What was done last.
        export: How far the export of a model is, and what came of it.
        error: What could not be done, or why the runs could not be read.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__("Runs")
        self._list, self._done = session.runs, session.run_actions
        self.table = RunsTable(session.preferences)
        self._comparison, self._theme = session.comparison, theme
        self.filter = FilterLine(theme, self.table)
        self.header.addWidget(self.filter)
        self.words = wrapped("", "name")
        self.error = ErrorMessage()
        self.notice = Notice(self._done, self)
        self.export = ExportNotice(session.exporting, self)
        self.buttons = ActionLine(theme, session, self.table)
        self.error.dismiss.clicked.connect(self._done.dismiss)
        self.body.addWidget(self.error)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.export)
        self.body.addWidget(self.words)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.buttons)
        self.table.runs.edited.connect(self._done.edit)
        self.table.runs.ticked.connect(self._comparison.tick)
        self._comparison.ticked_changed.connect(self._show_ticked)
        theme.changed.connect(self._show_ticked)
        self._show_ticked()
        self._list.changed.connect(self._show)
        self._done.changed.connect(self._show_error)
        self.filter.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        runs, shows_trash = self.table.runs, self.filter.shows_trash
        runs.is_editable = not shows_trash
        runs.show_only(self.filter.field.text(), self.filter.wanted_state)
        runs.take(self._list.deleted if shows_trash else self._list.runs)
        shown, count = len(runs.rows), runs.count
        self.show_title(
            "Trash" if shows_trash else "Runs", f"{count:,} in all" if shown == count else f"{shown:,} of {count:,}"
        )
        self.words.setText(_EMPTY_TRASH if shows_trash and not count else _NO_MATCH)
        self.words.setVisible(not shown)
        self.buttons.show_trash(shows_trash=shows_trash)
        self._show_error()

    def _show_ticked(self) -> None:
        comparison = self._comparison
        colors = {one: run_color(self._theme, comparison.place_of(one) or 0) for one in comparison.ticked}
        self.table.runs.show_ticked(colors)

    def _show_error(self) -> None:
        self.error.show_error(self._done.error or self._list.error)
        self.error.dismiss.setVisible(self._done.error is not None)
