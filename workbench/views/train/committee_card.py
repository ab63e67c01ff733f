"""The committee whose members are trained: where each of them is, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from workbench.state.committee_training import CommitteeTraining, Member, MemberPhase
from workbench.views.cards import Card, ElidedLabel, Fact, percent
from workbench.views.message import ErrorMessage
from workbench.views.tokens import Space

_IN_A_LINE = 3


class CommitteeCard(Card):
    """A fact a member; below them what the committee became, or why it did not. Takes no room without a committee.

    Attributes:
        facts: The members, in their order.
        words: What came of it.
        error: Why there is no committee, and what to do.
        predict: Lets the committee answer.
        again: Trains the members that are missing.
        dismiss: Closes the card.
    """

    predict_wanted = Signal()

    def __init__(self, committee: CommitteeTraining, parent: QWidget) -> None:
        super().__init__()
        # From the start: a card that is shown without one would be a window.
        self.setParent(parent)
        self._committee = committee
        self._shown: tuple[Member, ...] = ()
        self.facts: list[Fact] = []
        self.words, self.error = ElidedLabel("name"), ErrorMessage()
        self.error.dismiss.hide()
        self.predict, self.again = QPushButton("Predict with the committee"), QPushButton("Train what is missing")
        self.dismiss = QPushButton("Close")
        self.dismiss.setObjectName("link")
        self.dismiss.setAccessibleName("Close the committee's card")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.PAGE + Space.PAGE)
        self._grid.setVerticalSpacing(Space.SMALL)
        self._lay_out()
        self.predict.clicked.connect(self.predict_wanted)
        self.again.clicked.connect(committee.train_missing)
        self.dismiss.clicked.connect(committee.dismiss)
        committee.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        self.header.addWidget(self.dismiss)
        self.body.addLayout(self._grid)
        self.body.addWidget(self.error)
        line = QHBoxLayout()
        line.setSpacing(Space.ROW)
        line.addWidget(self.words, 1)
        line.addWidget(self.again)
        line.addWidget(self.predict)
        self.body.addLayout(line)

    def _show(self) -> None:
        committee = self._committee
        self.setVisible(committee.recipe is not None)
        if committee.recipe is None:
            return
        if committee.members is not self._shown:
            self._fill()
        for fact, member in zip(self.facts, committee.members, strict=True):
            fact.show_value(self._value(member))
        self.show_title(f"Committee: {committee.recipe.name}", self._where())
        self.words.show_text(self._words())
        self.error.show_error(committee.error)
        self.predict.setVisible(committee.result is not None)
        self.again.setVisible(bool(committee.missing) and not committee.is_going)
        self.dismiss.setVisible(not committee.is_going)
        self.words.setVisible(bool(self.words.accessibleName()) or self.again.isVisibleTo(self))

    def _fill(self) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._shown = self._committee.members
        self.facts = [Fact(member.experiment.name) for member in self._shown]
        for place, fact in enumerate(self.facts):
            self._grid.addWidget(fact, place // _IN_A_LINE, place % _IN_A_LINE)
        for column in range(_IN_A_LINE):
            self._grid.setColumnStretch(column, 1)

    def _value(self, member: Member) -> str:
        phase = self._committee.phase_of(member)
        if phase is MemberPhase.DONE:
            return f"{percent(member.accuracy)} validation"
        if phase is MemberPhase.MISSING:
            return member.ending or "not trained"
        return "training" if phase is MemberPhase.TRAINING else "waiting"

    def _where(self) -> str:
        members = self._committee.members
        phases = [self._committee.phase_of(member) for member in members]
        if MemberPhase.TRAINING in phases:
            return f"member {phases.index(MemberPhase.TRAINING) + 1} of {len(members)}"
        if self._committee.result is not None:
            return f"{len(members)} members, united"
        return f"{phases.count(MemberPhase.DONE)} of {len(members)} members"

    def _words(self) -> str:
        committee, result = self._committee, self._committee.result
        if committee.is_uniting:
            return "The members are being united and measured."
        if result is None:
            return ""
        if result.test is None:
            return "The committee is the model that answers now."
        low, high = result.test.accuracy_interval
        best = f"; the best member alone {percent(result.best_member)}" if result.best_member is not None else ""
        return (
            f"The committee is right on {percent(result.test.accuracy)} of {result.test.images:,} images of "
            f"{result.test.split} (95% from {percent(low)} to {percent(high)}){best}."
        )
