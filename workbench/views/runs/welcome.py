"""The page before there is a run: what belongs here, and how to bring it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from workbench.state.session import Session
from workbench.views.invitation import Invitation, fill_with, side_by_side
from workbench.views.message import ErrorMessage
from workbench.views.runs.files import import_runs
from workbench.views.theme import Theme

_NOTHING = "No runs yet", "Every training is kept here, with its settings, curves and model, to be found and compared."


class Welcome(QWidget):
    """The ways to a first run.

    Attributes:
        train: Opens the page that trains.
        import_button: Takes in a run from another workspace.
        error: Why the runs could not be read, or taken in.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._session = session
        self.train = QPushButton("Train")
        self.train.setObjectName("primary")
        self.import_button = QPushButton("Import…")
        self.import_button.setToolTip("Take in runs that were exported from another workspace")
        self.import_button.clicked.connect(lambda: import_runs(self, session.run_actions))
        self.train.clicked.connect(lambda: session.page_wanted.emit("train"))
        self.error = ErrorMessage()
        self.error.dismiss.hide()
        fill_with(self, Invitation(theme, "runs", *_NOTHING, side_by_side(self.train, self.import_button)), self.error)
        session.runs.changed.connect(self._show_error)
        session.run_actions.changed.connect(self._show_error)

    def _show_error(self) -> None:
        self.error.show_error(self._session.run_actions.error or self._session.runs.error)
