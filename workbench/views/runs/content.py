"""The runs of the workspace: the table above, and what those that are ticked have to tell below it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from workbench.state.session import Session
from workbench.views.runs.compare_card import CompareCard
from workbench.views.runs.overlay_card import OverlayCard
from workbench.views.runs.runs_card import RunsCard
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_ROWS, _COLUMNS = "runs rows", "runs columns"


class Content(QScrollArea):
    """The cards, scrolled where the window is too small for them; divided as they were left the last time.

    Attributes:
        runs, curves, compare: The cards; there once `fill` has come to its end.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("All runs")
        self._theme, self._session = theme, session
        self._rows, self._columns = Splitter(Qt.Orientation.Vertical), Splitter(Qt.Orientation.Horizontal)
        page = QWidget()
        page.setObjectName("scrolled")
        row = QHBoxLayout(page)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self._rows)
        self.setWidget(page)
        theme.dress(self)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        comparison = self._session.comparison
        self.runs = RunsCard(self._theme, self._session)
        self._add(self._rows, self.runs)
        yield
        self.curves = OverlayCard(self._theme, comparison)
        self._add(self._columns, self.curves)
        yield
        self.compare = CompareCard(comparison)
        self.compare.findings.help_wanted.connect(self._session.help_wanted)
        self._add(self._columns, self.compare)
        self._rows.addWidget(self._columns)
        yield
        self._divide()

    def _add(self, splitter: Splitter, card: QWidget) -> None:
        splitter.addWidget(card)
        # Here rather than for all cards together when they are first shown.
        card.ensurePolished()

    def _divide(self) -> None:
        preferences = self._session.preferences
        self._rows.setStretchFactor(0, 1)
        sizes = ((self._rows, _ROWS, Size.RUNS_PANES), (self._columns, _COLUMNS, Size.OVERLAY_PANES))
        for splitter, name, panes in sizes:
            splitter.setSizes(list(panes))
            splitter.restoreState(preferences.layout(name))
            splitter.splitterMoved.connect(self._remember)

    def _remember(self) -> None:
        preferences = self._session.preferences
        preferences.remember_layout(_ROWS, self._rows.saveState())
        preferences.remember_layout(_COLUMNS, self._columns.saveState())
