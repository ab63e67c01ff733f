"""Buttons for what can be done with the runs that are chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.state.model_entries import ModelEntry
from workbench.state.session import Session
from workbench.views.cards import label
from workbench.views.export.files import export_model
from workbench.views.runs.files import export_run, import_runs
from workbench.views.runs.runs_table import RunsTable
from workbench.views.theme import Theme
from workbench.views.tokens import Space
from workbench.views.train.more_epochs import GoOnButton

_NONE = "Choose runs to do something with them"
_HINTS = {
    "design": "Make its experiment the one that is being designed",
    "again": "Train it once more with the same seed, and compare the results",
    "export": "Write it with all its files to one zip file",
    "export_model": "Write its model for Keras, as ONNX, or as a script to read and to train with",
    "delete": "Move to the trash (Delete)",
}


class ActionLine(QWidget):
    """A line of buttons, those greyed that do not go with what is chosen.

    Attributes:
        design, again, go_on, export, export_model, delete: For chosen runs.
        restore: For chosen runs of the trash.
        import_button: Takes in a run.
    """

    def __init__(self, theme: Theme, session: Session, table: RunsTable) -> None:
        super().__init__()
        self._session, self._actions, self._table = session, session.run_actions, table
        self._shows_trash = False
        self.design, self.again = QPushButton("Open in Design"), QPushButton("Run again")
        self.go_on = GoOnButton(theme, session.training)
        self.export, self.export_model = QPushButton("Export…"), QPushButton("Export model…")
        self.delete = QPushButton("Delete")
        self.restore, self.import_button = QPushButton("Restore"), QPushButton("Import…")
        self.delete.setObjectName("destructive")
        self._of_runs = (self.design, self.again, self.go_on, self.export, self.export_model, self.delete)
        self._count = label("", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.ROW)
        for button in (*self._of_runs, self.restore):
            row.addWidget(button)
        row.addWidget(self._count, 1)
        row.addWidget(self.import_button)
        for name, hint in _HINTS.items():
            getattr(self, name).setToolTip(hint)
        self.import_button.setToolTip("Take in runs that were exported from another workspace")
        self._connect()
        self.show_trash(shows_trash=False)

    def show_trash(self, *, shows_trash: bool) -> None:
        """Offer what is done with deleted runs, or with the others."""
        self._shows_trash = shows_trash
        for button in self._of_runs:
            button.setVisible(not shows_trash)
        self.restore.setVisible(shows_trash)
        self._show()

    def _connect(self) -> None:
        actions, table = self._actions, self._table
        self.design.clicked.connect(lambda: actions.open_in_design(table.chosen_ids[0]))
        self.again.clicked.connect(self._run_again)
        self.export.clicked.connect(lambda: export_run(self, actions, table.chosen_ids[0]))
        self.export_model.clicked.connect(self._export_model)
        self.delete.clicked.connect(self._delete)
        self.restore.clicked.connect(lambda: actions.restore(table.chosen_ids))
        self.import_button.clicked.connect(lambda: import_runs(self, actions))
        table.delete_wanted.connect(self._delete)
        table.chosen.connect(self._show)
        self._session.models.entries_changed.connect(self._show)

    def _run_again(self) -> None:
        for run_id in self._table.chosen_ids:
            self._actions.run_again(run_id)

    def _export_model(self) -> None:
        if (entry := self._model_of_chosen()) is not None:
            export_model(self, self._session, entry)

    def _model_of_chosen(self) -> ModelEntry | None:
        """The model of the one run that is chosen, if it has one."""
        chosen = self._table.chosen_ids
        entries = self._session.models.entries if len(chosen) == 1 else ()
        return next((entry for entry in entries if entry.run_id == chosen[0]), None)

    def _delete(self) -> None:
        if self._table.chosen_ids and not self._shows_trash:
            self._actions.delete(self._table.chosen_ids)

    def _show(self) -> None:
        chosen = self._table.chosen_runs
        count = len(chosen)
        self._count.setText(_NONE if not count else f"{count:,} chosen")
        for button in (self.design, self.export):
            button.setEnabled(count == 1)
        self.export_model.setEnabled(self._model_of_chosen() is not None)
        self.go_on.offer_run(chosen[0] if count == 1 else None)
        for button in (self.again, self.delete, self.restore):
            button.setEnabled(count > 0)
