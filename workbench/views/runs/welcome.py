"""The page before there is a run: what belongs here, and how to bring it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from workbench.state.session import Session
from workbench.views.invitation import Invitation, fill_with, side_by_side
from workbench.views.message import ErrorMessage
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
        self.train.clicked.connect(lambda: session.page_wanted.emit("train"))
        self.error = ErrorMessage()
        self.error.dismiss.hide()
        fill_with(self, Invitation(theme, "runs", *_NOTHING, side_by_side(self.train)), self.error)
        session.runs.changed.connect(lambda: self.error.show_error(session.runs.error))
