"""The experiment in three columns: its network, its settings, and what it takes to train it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.state.session import Session
from workbench.views.design.augmented_view import AugmentedView
from workbench.views.design.changes_card import ChangesCard
from workbench.views.design.cost_card import CostCard
from workbench.views.design.experiment_card import ExperimentCard
from workbench.views.design.form import FieldBox
from workbench.views.design.layer_card import LayerCard
from workbench.views.design.layers_card import LayersCard
from workbench.views.design.network_card import NetworkCard
from workbench.views.design.train_controls import TrainControls
from workbench.views.design.training_card import TrainingCard
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_LAYOUT = "design"


class Content(QWidget):
    """The three columns, as wide as they were left the last time.

    Attributes:
        layers, layer, network, training, experiment, cost, changes: The cards; there once `fill` has come to its end.
        augmented: What augmentation does, in its section.
        train: The button that trains.
        columns: What divides the columns.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session = theme, session
        self._design, self._preferences = session.design, session.preferences
        self.columns = Splitter(Qt.Orientation.Horizontal)
        self._network = _ScrolledColumn(theme, Size.LEAST_LAYERS_PANE)
        self._settings = _ScrolledColumn(theme, Size.LEAST_FORM_PANE)
        self._whole = _ScrolledColumn(theme, Size.LEAST_FORM_PANE)
        for column in (self._network, self._settings, self._whole):
            self.columns.addWidget(column)
        self.columns.setStretchFactor(0, 1)
        self.columns.setSizes([Size.MIDDLE_PANE, Size.FORM_PANE, Size.FORM_PANE])
        self.columns.restoreState(session.preferences.layout(_LAYOUT))
        self.columns.splitterMoved.connect(self._remember)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        # The draft is read and judged first: all of them ask what is to be said of it.
        _ = self._design.assessment
        yield
        self.layers = LayersCard(self._theme, self._design)
        self._network.add(self.layers, 3)
        yield
        self.layer = LayerCard(self._theme, self._design)
        self._network.add(self.layer)
        yield
        self.network = NetworkCard(self._theme, self._design)
        self._network.add(self.network, 1)
        yield
        self.training = TrainingCard(self._theme, self._design, self._preferences)
        self._settings.add(self.training, 1)
        yield from self.training.fill()
        self.augmented = AugmentedView(self._theme, self._design, self._session.datasets)
        self.training.sections["Augmentation"].add_above(self.augmented)
        yield
        self.experiment = ExperimentCard(self._theme, self._design, self._session.sweeping)
        self._whole.add(self.experiment)
        yield
        self.cost = CostCard(self._design, self._session.datasets)
        self._whole.add(self.cost)
        self.changes = ChangesCard(self._design)
        self._whole.add(self.changes, 1)
        yield
        self.train = TrainControls(self._design, self._session.datasets)
        self._whole.add_foot(self.train)
        self.layers.layers.itemActivated.connect(self.layer.enter)
        self.layer.entered.connect(self.training.help.show_field)
        self.training.help.help_wanted.connect(self._session.help_wanted)
        self.train.fault_wanted.connect(self.lead_to_fault)

    @property
    def boxes(self) -> dict[str, FieldBox]:
        """Every field that is there now, by path."""
        return self.experiment.boxes | self.layer.boxes | self.training.boxes

    def lead_to_fault(self) -> None:
        """Enter the first field that needs attention."""
        problems = self._design.problems
        path = problems[0].path if problems else next(iter(self._design.varying.faults))
        if path in self.experiment.boxes:
            self.experiment.boxes[path].editor.setFocus()
        elif path.startswith("network.layers["):
            self._design.choose_layer(int(path.partition("[")[2].partition("]")[0]))
            self.layers.layers.setFocus()
            self.layer.lead_to(path)
        else:
            self.training.lead_to(path)

    def _remember(self) -> None:
        self._preferences.remember_layout(_LAYOUT, self.columns.saveState())


class _ScrolledColumn(QWidget):
    """Cards below each other, each with its share of the height that is left; they scroll where there is none."""

    def __init__(self, theme: Theme, least_width: int) -> None:
        super().__init__()
        self.setMinimumWidth(least_width)
        self._theme = theme
        cards = QWidget()
        self._cards, self._whole = _stack(cards), _stack(self)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(cards)
        theme.dress(scroll.verticalScrollBar())
        self._whole.addWidget(scroll, 1)

    def add(self, card: QWidget, stretch: int = 0) -> None:
        """Put a card below the others."""
        # One that is too large for one part has dressed its own.
        if not isinstance(card, TrainingCard):
            self._theme.dress(card)
        self._cards.addWidget(card, stretch)
        # Here rather than for all cards together when they are first shown.
        card.ensurePolished()

    def add_foot(self, foot: QWidget) -> None:
        """Put something below the cards that does not scroll with them."""
        self._theme.dress(foot)
        self._whole.addWidget(foot)
        foot.ensurePolished()


def _stack(holder: QWidget) -> QVBoxLayout:
    stack = QVBoxLayout(holder)
    stack.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    stack.setSpacing(Space.GAP)
    return stack
