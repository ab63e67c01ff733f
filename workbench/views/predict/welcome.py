"""The page before there is a model: how to come to one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from workbench.state.session import Session
from workbench.views import commands
from workbench.views.invitation import Invitation, fill_with, side_by_side
from workbench.views.menu_button import MenuButton
from workbench.views.message import ErrorMessage
from workbench.views.predict.files import open_model
from workbench.views.theme import Theme

_NO_MODEL = "No model yet", "Train one, open or drop a model file, or use one in the box."


class Welcome(QWidget):
    """A place to drop a model on, and the ways to one.

    Attributes:
        train_button: Goes to the page where models are made.
        open_button: Opens a model file.
        box_button: Offers the models that ship with the program.
        invitation: The words.
        error: Why a model could not be opened.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._session = session
        self.train_button = QPushButton("Train a model")
        self.train_button.setObjectName("primary")
        self.open_button = QPushButton("Open a model file…")
        self.open_button.setToolTip(commands.OPEN_PICTURES.keys_shown)
        self.box_button = MenuButton(theme, "Use a model in the box")
        for entry in session.models.shipped:
            self.box_button.offered.addAction(entry.name, partial(session.models.choose, entry))
        self.error = ErrorMessage()
        buttons = side_by_side(self.train_button, self.open_button, self.box_button)
        self.invitation = Invitation(theme, "predict", *_NO_MODEL, buttons, self.error)
        fill_with(self, self.invitation)
        self.train_button.clicked.connect(lambda: session.page_wanted.emit("train"))
        self.open_button.clicked.connect(lambda: open_model(self, session))
        self.error.dismiss.clicked.connect(session.models.dismiss_error)
        session.models.error_changed.connect(lambda: self.error.show_error(session.models.error))
        session.models.reading_changed.connect(self._show_words)
        session.predictions.entries_changed.connect(self._show_words)
        self._show_words()

    def _show_words(self) -> None:
        waiting = len(self._session.predictions.entries)
        title, words = _NO_MODEL
        if self._session.models.is_reading:
            title = "Opening the model…"
        elif waiting:
            title = f"{waiting:,} {'pictures wait' if waiting > 1 else 'picture waits'} for a model"
        self.invitation.show_words(title, words)
