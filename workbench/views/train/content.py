"""The run at hand: how far it is, its curves, what waits behind it and what came before it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from workbench.state.session import Session
from workbench.views.cards import percent
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space
from workbench.views.train.committee_card import CommitteeCard
from workbench.views.train.curves_card import CurvesCard
from workbench.views.train.earlier_card import EarlierCard
from workbench.views.train.facts_card import FactsCard
from workbench.views.train.happened_card import HappenedCard
from workbench.views.train.queue_card import QueueCard
from workbench.views.train.run_card import RunCard
from workbench.views.train.words import decimal
from workbench.views.unite.dialog import open_unite

_COLUMNS, _ROWS = "train columns", "train rows"


class Content(QScrollArea):
    """The cards, scrolled where the window is too small for them; as wide and high as they were left the last time.

    Attributes:
        run, committee, happened, accuracy, loss, facts, queue, earlier: The cards; there once `fill` has ended.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("The run at hand")
        self._theme = theme
        self._preferences = session.preferences
        self._session = session
        self._training, self._history = session.training, session.history
        self._columns, self._rows = Splitter(Qt.Orientation.Horizontal), _Rows(Qt.Orientation.Vertical)
        self._page = QWidget()
        self._page.setObjectName("scrolled")
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        self._column.setSpacing(Space.GAP)
        self.setWidget(self._page)
        theme.dress(self)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        self.run = RunCard(self._theme, self._training)
        self._add(self._column, self.run)
        self.committee = CommitteeCard(self._session.committee, self)
        self.committee.predict_wanted.connect(lambda: self._session.page_wanted.emit("predict"))
        self._add(self._column, self.committee)
        self.happened = HappenedCard(self._session.happened, self)
        self.happened.findings.help_wanted.connect(self._session.help_wanted)
        self._add(self._column, self.happened)
        self._column.addWidget(self._rows, 1)
        self._rows.addWidget(self._columns)
        yield
        self.accuracy = CurvesCard("Accuracy", "accuracy", percent, self._training, self._history)
        self._add(self._columns, self.accuracy)
        yield
        self.loss = CurvesCard("Loss", "loss", decimal, self._training, self._history)
        self._add(self._columns, self.loss)
        yield
        for card in (self.accuracy, self.loss):
            card.epoch_pointed.connect(self.accuracy.point_at)
            card.epoch_pointed.connect(self.loss.point_at)
            card.add_plot(self._theme)
            yield
        yield from self._fill_side()
        self.earlier = EarlierCard(self._theme, self._session)
        self.earlier.unite.clicked.connect(self._open_unite)
        self._add(self._rows, self.earlier)
        yield
        self._lay_out()

    def _fill_side(self) -> Iterator[None]:
        side = QWidget()
        side.setMinimumWidth(Size.LEAST_SIDE_PANE)
        stack = QVBoxLayout(side)
        stack.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        stack.setSpacing(Space.GAP)
        self._columns.addWidget(side)
        self.facts = FactsCard(self._training, self._history)
        self._add(stack, self.facts)
        yield
        self.queue = QueueCard(self._training)
        self._add(stack, self.queue)
        stack.setStretchFactor(self.queue, 1)
        yield

    def _add(self, place: QSplitter | QBoxLayout, card: QWidget) -> None:
        place.addWidget(card)
        # Here rather than for all cards together when they are first shown.
        card.ensurePolished()

    def _lay_out(self) -> None:
        for place in range(self._columns.count()):
            self._columns.setStretchFactor(place, 1 if place < len(Size.CURVES_PANES) else 0)
        self._columns.setSizes([*Size.CURVES_PANES, Size.SIDE_PANE])
        self._rows.setStretchFactor(0, 1)
        self._rows.setSizes([Size.MIDDLE_PANE, Size.TABLE])
        for splitter, name in ((self._columns, _COLUMNS), (self._rows, _ROWS)):
            splitter.restoreState(self._preferences.layout(name))
            splitter.splitterMoved.connect(self._remember)

    def _open_unite(self) -> None:
        open_unite(self, self._theme, self._session, list(self._history.overlays))

    def _remember(self) -> None:
        self._preferences.remember_layout(_COLUMNS, self._columns.saveState())
        self._preferences.remember_layout(_ROWS, self._rows.saveState())


class _Rows(Splitter):
    """As high as the window leaves room for: the page scrolls where that is not enough, and only there."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No more than it needs."""
        return self.minimumSizeHint()
