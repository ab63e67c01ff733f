"""The runs of the workspace: the table above, and what those that are ticked have to tell below it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.state.session import Session
from workbench.views.runs.runs_card import RunsCard
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Space


class Content(QWidget):
    """The cards, divided as they were left the last time.

    Attributes:
        runs: The table; there once `fill` has come to its end.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session = theme, session
        self.rows = Splitter(Qt.Orientation.Vertical)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.rows)
        theme.dress(self)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        self.runs = RunsCard(self._theme, self._session)
        self.rows.addWidget(self.runs)
        self.runs.ensurePolished()
        yield
