"""The page before there are a model and images to measure it on: how to come to both."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from workbench.state.session import Session
from workbench.views.invitation import Invitation, fill_with, side_by_side
from workbench.views.message import ErrorMessage
from workbench.views.predict.files import open_model
from workbench.views.theme import Theme

_NO_MODEL = "No model yet", "Train one on the Train page, or open a model file: here you see how good it is, and why."
_BOTH = "Opening the page…", ""
_NO_DATA = "No dataset yet", "Open one on the Data page: the model is measured on its images."


class Welcome(QWidget):
    """What is missing, and the buttons that bring it.

    Attributes:
        train_button, open_button: The ways to a model.
        data_button: The way to a dataset, once there is a model.
        invitation: The words.
        error: Why a model could not be opened.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._session = session
        self.train_button, self.data_button = QPushButton("Train a model"), QPushButton("Open a dataset")
        self.open_button = QPushButton("Open a model file…")
        for button in (self.train_button, self.data_button):
            button.setObjectName("primary")
        self.error = ErrorMessage()
        buttons = side_by_side(self.train_button, self.data_button, self.open_button)
        self.invitation = Invitation(theme, "evaluate", *_NO_MODEL, buttons, self.error)
        fill_with(self, self.invitation)
        self.train_button.clicked.connect(lambda: session.page_wanted.emit("train"))
        self.data_button.clicked.connect(lambda: session.page_wanted.emit("data"))
        self.open_button.clicked.connect(lambda: open_model(self, session))
        self.error.dismiss.clicked.connect(session.models.dismiss_error)
        session.models.error_changed.connect(lambda: self.error.show_error(session.models.error))
        session.models.reading_changed.connect(self._show)
        session.models.changed.connect(self._show)
        session.datasets.reading_changed.connect(self._show)
        session.evaluating.choice_changed.connect(self._show)
        self._show()

    @property
    def first_button(self) -> QPushButton:
        """Where the keyboard begins: a button that is always there."""
        return self.open_button

    def _show(self) -> None:
        has_model = self._session.models.current is not None
        is_ready = self._session.evaluating.is_ready
        title, words = _BOTH if is_ready else _NO_DATA if has_model else _NO_MODEL
        if has_model and not is_ready and self._session.datasets.is_reading:
            title = "Opening the dataset…"
        elif not has_model and self._session.models.is_reading:
            title = "Opening the model…"
        self.invitation.show_words(title, words)
        self.train_button.setVisible(not has_model)
        self.data_button.setVisible(has_model and not is_ready)
