"""The page before there is a sweep: what belongs here, and the ways to one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from workbench.state.session import Session
from workbench.views.cards import label
from workbench.views.invitation import Invitation, fill_with, side_by_side
from workbench.views.message import ErrorMessage
from workbench.views.sweeps.files import open_sweep_file
from workbench.views.theme import Theme

_WHAT = (
    "No sweeps yet",
    "A sweep trains variants of an experiment and looks for the one of highest validation accuracy: tick “vary” beside "
    "any field in Design, take a search that is ready, or open one from a file. Every trial is a run; stop whenever "
    "you like, it goes on later.",
)
_READY = ("digits-rate-dropout-width", "Digits: rate, dropout, width"), ("report-faces-rates", "Faces: three rates")


class Welcome(QWidget):
    """The ways to a first sweep.

    Attributes:
        design: Opens the page where fields are ticked.
        ready: Searches that ship, by name.
        open: Opens one in a file.
        invitation: The words.
        reading: What is said while it is not known whether there are sweeps.
        error: Why that was not possible.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._session = session
        self.design, self.open = QPushButton("Tick what varies in Design"), QPushButton("Sweep file…")
        self.design.setObjectName("primary")
        self.ready = {name: QPushButton(words) for name, words in _READY}
        self.error = ErrorMessage()
        self.reading = label("Opening the sweeps…", "name")
        self.reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        first, second = side_by_side(self.design, self.open), side_by_side(*self.ready.values())
        self.invitation = Invitation(theme, "sweeps", *_WHAT, first, second)
        fill_with(self, self.reading, self.invitation, self.error)
        self.design.clicked.connect(lambda: session.page_wanted.emit("design"))
        self.open.clicked.connect(lambda: open_sweep_file(self, session.sweeping))
        self.error.dismiss.clicked.connect(session.sweeping.dismiss_error)
        for name, button in self.ready.items():
            button.setToolTip("A search that ships with the program")
            button.clicked.connect(lambda _checked, name=name: self._want(name))
        session.sweeping.changed.connect(self._show)
        self._show()

    def _want(self, name: str) -> None:
        session = self._session
        session.preloading.when_done(lambda: session.sweeping.want(name))

    def _show(self) -> None:
        sweeping = self._session.sweeping
        self.error.show_error(sweeping.error)
        self.reading.setVisible(sweeping.is_opening)
        self.invitation.setVisible(not sweeping.is_opening)
