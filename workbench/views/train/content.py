"""The run at hand: how far it is, its curves, what waits behind it and what came before it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from workbench.state.session import Session
from workbench.views.cards import percent
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space
from workbench.views.train.committee_card import CommitteeCard
from workbench.views.train.curves_card import CurvesCard
from workbench.views.train.earlier_card import EarlierCard
from workbench.views.train.facts_card import FactsCard
from workbench.views.train.queue_card import QueueCard
from workbench.views.train.run_card import RunCard
from workbench.views.train.words import decimal
from workbench.views.unite.dialog import open_unite

_COLUMNS, _ROWS = "train columns", "train rows"


class Content(QScrollArea):
    """The cards, scrolled where the window is too small for them; as wide and high as they were left the last time.

    Attributes:
        run, committee, accuracy, loss, facts, queue, earlier: The cards.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("The run at hand")
        self._theme = theme
        self._preferences = session.preferences
        training, history = session.training, session.history
        self.run, self.committee = RunCard(training), CommitteeCard(session.committee, self)
        self.accuracy = CurvesCard("Accuracy", "accuracy", percent, training, history)
        self.loss = CurvesCard("Loss", "loss", decimal, training, history)
        self.facts, self.queue = FactsCard(training, history), QueueCard(training)
        self.earlier = EarlierCard(history, session.tensorboard)
        self.committee.predict_wanted.connect(lambda: session.page_wanted.emit("predict"))
        self.earlier.unite.clicked.connect(lambda: open_unite(self, theme, session, list(history.overlays)))
        for card in (self.accuracy, self.loss):
            card.epoch_pointed.connect(self.accuracy.point_at)
            card.epoch_pointed.connect(self.loss.point_at)
        self._columns, self._rows = QSplitter(Qt.Orientation.Horizontal), _Rows(Qt.Orientation.Vertical)
        self._lay_out()

    def add_plots(self) -> None:
        """Draw curves from now on: what that needs has been loaded."""
        for card in (self.accuracy, self.loss):
            card.add_plot(self._theme)

    def _lay_out(self) -> None:
        side = QWidget()
        side.setMinimumWidth(Size.LEAST_SIDE_PANE)
        stack = QVBoxLayout(side)
        stack.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        stack.setSpacing(Space.GAP)
        stack.addWidget(self.facts)
        stack.addWidget(self.queue, 1)
        for place, widget in enumerate((self.accuracy, self.loss, side)):
            self._columns.addWidget(widget)
            self._columns.setStretchFactor(place, 0 if widget is side else 1)
        self._columns.setSizes([*Size.CURVES_PANES, Size.SIDE_PANE])
        self._rows.addWidget(self._columns)
        self._rows.addWidget(self.earlier)
        self._rows.setStretchFactor(0, 1)
        self._rows.setSizes([Size.MIDDLE_PANE, Size.TABLE])
        for splitter, name in ((self._columns, _COLUMNS), (self._rows, _ROWS)):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(Space.GAP)
            splitter.restoreState(self._preferences.layout(name))
            splitter.splitterMoved.connect(self._remember)
        page = QWidget()
        page.setObjectName("scrolled")
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.GAP)
        column.addWidget(self.run)
        column.addWidget(self.committee)
        column.addWidget(self._rows, 1)
        self.setWidget(page)

    def _remember(self) -> None:
        self._preferences.remember_layout(_COLUMNS, self._columns.saveState())
        self._preferences.remember_layout(_ROWS, self._rows.saveState())


class _Rows(QSplitter):
    """As high as the window leaves room for: the page scrolls where that is not enough, and only there."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No more than it needs."""
        return self.minimumSizeHint()
