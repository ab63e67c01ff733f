"""A committee in place of the experiment: its members, how they vote, and the button that trains them all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.data.dataset import ImageDataset
from core.experiment.draft import InvalidExperimentError, draft_of
from core.experiment.shapes import describe_widths
from core.experiment.spec import Experiment
from workbench.state.session import Session
from workbench.views.cards import Card, Fact, label, wrapped
from workbench.views.choice import Choice
from workbench.views.signs import NONE
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space
from workbench.views.train.words import ENGINES, decimal
from workbench.views.votes import VOTES

_IN_A_LINE = 2


class MemberCard(Card):
    """What one member is trained with.

    Attributes:
        design: Opens it as an experiment.
    """

    def __init__(self, number: int, member: Experiment) -> None:
        super().__init__(member.name)
        self._member = member
        self._network = Fact("Network")
        self.show_title(member.name, f"member {number}")
        self.design = QPushButton("Open as an experiment")
        self.design.setObjectName("link")
        self.design.setAccessibleName(f"Open {member.name} as an experiment")
        if member.description:
            self.body.addWidget(wrapped(member.description, "name"))
        optimizer = member.optimizer
        penalty = member.network.penalty
        self.body.addWidget(self._network)
        facts = (
            ("Engine", ENGINES[member.backend]),
            ("Optimizer", f"{optimizer.type}, learning rate {decimal(optimizer.learning_rate)}"),
            ("Epochs", f"{member.epochs:,}, batches of {member.batch_size:,}"),
            ("Weight penalties", f"L1 {penalty.l1:g}, L2 {penalty.l2:g}" if penalty.l1 or penalty.l2 else "none"),
        )
        for name, value in facts:
            fact = Fact(name)
            fact.show_value(value)
            self.body.addWidget(fact)
        self.body.addStretch(1)
        self.body.addWidget(self.design, 0, Qt.AlignmentFlag.AlignLeft)

    def show_dataset(self, dataset: ImageDataset | None) -> None:
        """Say how wide its layers are, which depends on the size of the images."""
        self._network.show_value(_widths(self._member, dataset) if dataset else NONE)


class CommitteeView(QWidget):
    """The members at the left; the vote and the buttons at the right.

    Attributes:
        members: Their cards, in their order.
        vote: How the answers become one.
        train: Queues all members.
        back: Goes back to the experiment.
        words: Why it cannot be trained now, or what will happen.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._session, self._plan = session, session.design.committee
        self.members: list[MemberCard] = []
        self._recipe_members: tuple[Experiment, ...] = ()
        self._about = Card()
        self._description = wrapped("", "name")
        self._explanation = wrapped("", "quiet")
        self.vote = Choice(theme, "Vote:")
        self.vote.offer([words.name for words in VOTES.values()])
        self.train, self.back = QPushButton(), QPushButton()
        self.train.setObjectName("primary")
        self.train.setMinimumHeight(Size.CONTROL_ROW)
        self.back.setObjectName("link")
        self.words = wrapped("", "quiet")
        self._grid = QGridLayout()
        self._lay_out()
        self.vote.chosen.connect(lambda place: self._plan.set_vote(list(VOTES)[place]))
        self.train.clicked.connect(self._plan.train)
        self.back.clicked.connect(self._plan.leave)
        self._plan.changed.connect(self._show)
        session.committee.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        cards = QWidget()
        cards.setObjectName("scrolled")
        column = QVBoxLayout(cards)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._grid.setSpacing(Space.GAP)
        for place in range(_IN_A_LINE):
            self._grid.setColumnStretch(place, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(cards)
        self._about.body.addWidget(self._description)
        self._about.body.addSpacing(Space.ROW)
        self._about.body.addWidget(label("How the answers become one", "quiet"))
        # Absolute: the button is laid out from right to left, which would turn the side round.
        self._about.body.addWidget(self.vote, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self._about.body.addWidget(self._explanation)
        self._about.body.addStretch(1)
        side = QWidget()
        side.setFixedWidth(Size.FORM_PANE)
        stack = QVBoxLayout(side)
        stack.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        stack.setSpacing(Space.GAP)
        stack.addWidget(self._about, 1)
        stack.addWidget(self.train)
        stack.addWidget(self.words)
        stack.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.setSpacing(Space.GAP)
        row.addWidget(scroll, 1)
        row.addWidget(side)

    def _show(self) -> None:
        recipe = self._plan.recipe
        if recipe is None:
            return
        if self._plan.members is not self._recipe_members:
            self._fill()
        self._about.show_title(recipe.name, f"{len(self.members)} members")
        self._description.setText(recipe.description)
        self.vote.show_chosen(list(VOTES).index(recipe.vote))
        given = recipe.vote == "weighted" and isinstance(recipe.weights, tuple)
        weights = ", ".join(f"{weight:g}" for weight in recipe.weights) if isinstance(recipe.weights, tuple) else ""
        self._explanation.setText(f"Weights: {weights}." if given else VOTES[recipe.vote].explanation)
        busy = "Another committee is being trained." if self._session.committee.is_going else ""
        obstacle = self._plan.obstacle or busy
        count = len(self.members)
        self.train.setText("Train 1 member" if count == 1 else f"Train {count} members")
        self.train.setEnabled(not obstacle)
        self.train.setAccessibleDescription(obstacle)
        dataset = self._session.datasets.dataset
        for card in self.members:
            card.show_dataset(dataset)
        ready = f"On {dataset.name}: a run each, and then they are united." if dataset else ""
        self.words.setText(obstacle or ready)
        self.back.setText(f"Back to {self._session.design.name}".replace("&", "&&"))

    def _fill(self) -> None:
        for card in self.members:
            card.hide()
            card.deleteLater()
        self._recipe_members = self._plan.members
        self.members = []
        for number, member in enumerate(self._recipe_members, 1):
            card = MemberCard(number, member)
            card.design.clicked.connect(lambda _=False, chosen=member: self._open(chosen))
            self._grid.addWidget(card, (number - 1) // _IN_A_LINE, (number - 1) % _IN_A_LINE)
            self.members.append(card)

    def _open(self, member: Experiment) -> None:
        self._session.design.open_draft(draft_of(member), member.name)


def _widths(member: Experiment, dataset: ImageDataset) -> str:
    height, width, _ = dataset.image_shape
    size = member.data.image_size
    shape = (size or height, size or width, 1 if member.preprocessing.color == "grayscale" else 3)
    try:
        return describe_widths(member.network, shape)
    except InvalidExperimentError:
        return NONE
