"""The experiment in three columns: its network, its settings, and what it takes to train it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

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
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_LAYOUT = "design"


class Content(QWidget):
    """The three columns, as wide as they were left the last time.

    Attributes:
        layers, layer, network, training, experiment, cost, changes: The cards.
        augmented: What augmentation does, in its section.
        train: The button that trains.
        columns: What divides the columns.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._design, self._preferences = session.design, session.preferences
        self.layers = LayersCard(theme, session.design)
        self.layer = LayerCard(theme, session.design)
        self.network = NetworkCard(theme, session.design)
        self.training = TrainingCard(theme, session.design, session.preferences)
        self.augmented = AugmentedView(theme, session.design, session.datasets)
        self.training.sections["Augmentation"].add_above(self.augmented)
        self.experiment = ExperimentCard(theme, session.design)
        self.cost = CostCard(session.design, session.datasets)
        self.changes = ChangesCard(session.design)
        self.train = TrainControls(session.design, session.datasets)
        self.columns = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.columns.setHandleWidth(Space.GAP)
        self._add_column(Size.LEAST_LAYERS_PANE, (self.layers, 3), (self.layer, 0), (self.network, 1))
        self._add_column(Size.LEAST_FORM_PANE, (self.training, 1))
        experiment = ((self.experiment, 0), (self.cost, 0), (self.changes, 1))
        self._add_column(Size.LEAST_FORM_PANE, *experiment, foot=self.train)
        self.columns.setStretchFactor(0, 1)
        self.columns.setSizes([Size.MIDDLE_PANE, Size.FORM_PANE, Size.FORM_PANE])
        self.columns.restoreState(session.preferences.layout(_LAYOUT))
        self.columns.splitterMoved.connect(self._remember)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)
        self.layers.layers.itemActivated.connect(self.layer.enter)
        self.layer.entered.connect(self.training.help.show_field)
        self.train.fault_wanted.connect(self.lead_to_fault)

    @property
    def boxes(self) -> dict[str, FieldBox]:
        """Every field that is there now, by path."""
        return self.experiment.boxes | self.layer.boxes | self.training.boxes

    def lead_to_fault(self) -> None:
        """Enter the first field that needs attention."""
        path = self._design.problems[0].path
        if path in self.experiment.boxes:
            self.experiment.boxes[path].editor.setFocus()
        elif path.startswith("network.layers["):
            self._design.choose_layer(int(path.partition("[")[2].partition("]")[0]))
            self.layers.layers.setFocus()
            self.layer.lead_to(path)
        else:
            self.training.lead_to(path)

    def _add_column(self, least_width: int, *cards: tuple[QWidget, int], foot: QWidget | None = None) -> None:
        """Cards below each other, each with its share of the height that is left; they scroll where there is none."""
        cards_alone = QWidget()
        cards_alone.setObjectName("scrolled")
        stack = _stack(cards_alone)
        for card, stretch in cards:
            stack.addWidget(card, stretch)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(cards_alone)
        column = QWidget()
        column.setMinimumWidth(least_width)
        whole = _stack(column)
        whole.addWidget(scroll, 1)
        if foot is not None:
            whole.addWidget(foot)
        self.columns.addWidget(column)

    def _remember(self) -> None:
        self._preferences.remember_layout(_LAYOUT, self.columns.saveState())


def _stack(holder: QWidget) -> QVBoxLayout:
    stack = QVBoxLayout(holder)
    stack.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    stack.setSpacing(Space.GAP)
    return stack
