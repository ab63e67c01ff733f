"""What one of several models says about the picture."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.models.certainty import in_words
from workbench.state.certainty import Certainty
from workbench.state.side_by_side import Said
from workbench.views.cards import ElidedLabel, percent, wrapped
from workbench.views.message import ErrorMessage
from workbench.views.predict.member_votes import MemberVotes
from workbench.views.predict.probability_bars import ProbabilityBars
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


class CompareColumn(QWidget):
    """Its name, its answer, a bar a class in the model's order, and the votes of a committee's members.

    Attributes:
        bars: The classes.
        votes: What the members say.
        remove_button: Takes the model out of the comparison.
        error: Why there is no answer.
    """

    removed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self.setMinimumWidth(Size.COMPARED_COLUMN)
        self._name, self._answer = ElidedLabel("strong", Qt.TextElideMode.ElideMiddle), ElidedLabel("title")
        self._doubts = wrapped("", "quiet")
        self.bars, self.votes = ProbabilityBars(theme), MemberVotes(theme)
        self.error = ErrorMessage()
        self.error.dismiss.hide()
        self.remove_button = QPushButton("Remove")
        self.remove_button.setObjectName("link")
        self.remove_button.clicked.connect(self.removed)
        # As high with the button as without: lines of several columns stand beside each other.
        self._name.setFixedHeight(Size.CHIP)
        head = QHBoxLayout()
        head.setSpacing(Space.ROW)
        head.addWidget(self._name, 1)
        head.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.ROW)
        column.addLayout(head)
        for widget in (self._answer, self.error, self.bars, self.votes, self._doubts):
            column.addWidget(widget)
        column.addStretch(1)

    @property
    def name(self) -> str:
        """Of the model."""
        return self._name.accessibleName()

    @property
    def answer(self) -> str:
        """What it says, in short."""
        return self._answer.accessibleName()

    def show_said(self, said: Said, certainty: Certainty, *, can_be_removed: bool) -> None:
        """Show what a model says, or that it has not said anything yet."""
        answer = said.answer
        error = said.error or (answer.error if answer else None)
        self._name.show_text(said.title)
        self.remove_button.setVisible(can_be_removed)
        self.remove_button.setAccessibleName(f"Remove {said.title} from the comparison")
        self.error.show_error(error)
        if answer is None or error is not None:
            words = "" if error else "…"
        else:
            is_sure = certainty.is_sure(answer.probability)
            words = in_words(answer.label, percent(answer.probability), is_sure=is_sure)
        self._answer.show_text(words)
        has_answer = answer is not None and error is None
        probabilities = answer.probabilities if answer is not None and has_answer else {}
        self.bars.show_probabilities(said.classes if error is None else (), probabilities, is_sorted=False)
        votes, label = (answer.votes, answer.label) if answer is not None and has_answer else ((), "")
        self.votes.show_votes(said.classes, said.members if error is None else (), votes, label)
        self._doubts.setText("\n".join(answer.warnings) if answer is not None and has_answer else "")
        self._doubts.setVisible(bool(self._doubts.text()))
