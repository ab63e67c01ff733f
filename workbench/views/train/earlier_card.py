"""The runs before this one, to compare it with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView

from workbench.state.session import Session
from workbench.views.cards import Card, wrapped
from workbench.views.message import ErrorMessage
from workbench.views.table_model import fix_columns, set_up_table
from workbench.views.theme import Theme
from workbench.views.tokens import Size
from workbench.views.train.earlier_model import COLUMNS, EarlierModel
from workbench.views.train.more_epochs import GoOnButton
from workbench.views.train.tensorboard_button import TensorBoardButton

_TITLE = "Earlier runs on this dataset"
_NONE = "There are none yet. Runs that have ended are listed here, to overlay their curves."


class EarlierCard(Card):
    """A table of runs; a mark overlays the curves of one.

    Attributes:
        table: It.
        words: What is said in place of runs, or of what went wrong since they were listed.
        open_tensorboard: Shows all runs in the browser.
        error: Why it cannot.
        unite: Makes a committee of runs.
        go_on: Goes on with the chosen run, where that can be done.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__(_TITLE)
        self._history = history = session.history
        tensorboard = session.tensorboard
        self.unite = QPushButton("Unite…")
        self.unite.setObjectName("link")
        self.unite.setAccessibleName("Unite runs to a committee")
        self.unite.setToolTip("Make a committee of finished runs: a model whose members vote")
        self.go_on = GoOnButton(theme, session.training)
        self.go_on.setObjectName("link")
        self.go_on.hide()
        self.header.addWidget(self.go_on)
        self.header.addWidget(self.unite)
        self.table = QTableView()
        self._model = EarlierModel(history, self.table)
        self.table.setModel(self._model)
        set_up_table(self.table, _TITLE)
        self.table.horizontalHeader().setMinimumSectionSize(Size.TABLE_COLUMN)
        fix_columns(self.table.horizontalHeader(), COLUMNS)
        # Room for the titles and two runs.
        self.table.setMinimumHeight(3 * Size.TABLE_ROW)
        self.words = wrapped(_NONE, "name")
        self.open_tensorboard, self.error = TensorBoardButton(tensorboard), ErrorMessage()
        self.header.addWidget(self.open_tensorboard)
        self.body.addWidget(self.error)
        self.error.dismiss.clicked.connect(tensorboard.dismiss_error)
        tensorboard.changed.connect(lambda: self.error.show_error(tensorboard.error))
        self.body.addWidget(self.words, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.table, 1)
        history.changed.connect(self._show)
        self.table.selectionModel().selectionChanged.connect(self._offer_to_go_on)
        self._model.modelReset.connect(self._offer_to_go_on)
        self._show()

    def _offer_to_go_on(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        self.go_on.offer_run(self._model.rows[rows[0].row()] if rows else None)
        self.go_on.setVisible(self.go_on.isEnabled())

    def _show(self) -> None:
        error = self._history.error
        count = len(self._history.earlier)
        self.show_title(_TITLE, "tick to overlay" if count else "")
        self.table.setVisible(count > 0)
        self.unite.setVisible(count > 0)
        # What could be read the last time is still listed, below what went wrong since.
        self.words.setVisible(not count or error is not None)
        self.words.setText(str(error) if error else _NONE)
