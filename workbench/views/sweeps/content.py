"""The sweeps at the left, and all that is known of the one that is chosen at their side."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.sweeps.view import SweepView
from workbench.state.session import Session
from workbench.views.pieces import Pieces
from workbench.views.splitter import Splitter
from workbench.views.sweeps.list_card import SweepsCard
from workbench.views.sweeps.plots_card import FieldsCard, HistoryCard
from workbench.views.sweeps.sweep_card import SweepCard
from workbench.views.sweeps.trials_card import TrialsCard
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_COLUMNS, _ROWS = "sweeps columns", "sweeps rows"


class Content(QWidget):
    """The cards, divided as they were left the last time.

    Attributes:
        sweeps, sweep, trials, history, fields: The cards; there once `fill` has come to its end.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session, self._sweeping = theme, session, session.sweeping
        self._shown: SweepView | None = None
        self._filling = Pieces(self)
        self._columns, self._rows = Splitter(Qt.Orientation.Horizontal), Splitter(Qt.Orientation.Vertical)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.setSpacing(Space.GAP)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._right.setSpacing(Space.GAP)
        row.addLayout(self._left)
        row.addLayout(self._right, 1)
        theme.dress(self)

    @property
    def is_settled(self) -> bool:
        """Whether all that is known is shown."""
        return self._shown is not None and self._shown is self._sweeping.view and not self._filling.is_busy

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        self.sweeps = SweepsCard(self._theme, self._session)
        self.sweeps.setFixedWidth(Size.SWEEP_LIST)
        self._add(self._left, self.sweeps)
        self.setFocusProxy(self.sweeps.table)
        yield
        self.sweep = SweepCard(self._theme, self._session)
        self._add(self._right, self.sweep)
        yield
        self.trials = TrialsCard(self._theme, self._session)
        self._add(self._columns, self.trials)
        yield
        self.history = HistoryCard(self._theme)
        self._add(self._rows, self.history)
        yield
        self.fields = FieldsCard(self._theme)
        self._add(self._rows, self.fields)
        self._columns.addWidget(self._rows)
        self._right.addWidget(self._columns, 1)
        yield
        self._divide()
        self._sweeping.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what happened out of sight."""
        super().showEvent(event)
        self._show()

    def _add(self, holder: QVBoxLayout | Splitter, card: QWidget) -> None:
        holder.addWidget(card)
        # Here rather than for all cards together when they are first shown.
        card.ensurePolished()

    def _show(self) -> None:
        view = self._sweeping.view
        if view is not None and view is not self._shown and self.isVisible():
            self._filling.start(self._show_view(view))

    def _show_view(self, view: SweepView) -> Iterator[None]:
        """A card in every turn of the event loop: the window answers in between."""
        planned = self._sweeping.found.planned if self._sweeping.found else None
        self.trials.show_view(view)
        yield
        self.history.show_view(view, planned)
        yield
        self.fields.show_view(view)
        self._shown = view

    def _divide(self) -> None:
        preferences = self._session.preferences
        sizes = ((self._columns, _COLUMNS, Size.SWEEP_PANES), (self._rows, _ROWS, Size.SWEEP_PLOTS))
        for splitter, name, panes in sizes:
            splitter.setSizes(list(panes))
            splitter.restoreState(preferences.layout(name))
            splitter.splitterMoved.connect(self._remember)

    def _remember(self) -> None:
        preferences = self._session.preferences
        preferences.remember_layout(_COLUMNS, self._columns.saveState())
        preferences.remember_layout(_ROWS, self._rows.saveState())
