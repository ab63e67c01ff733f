"""What the model says about the current picture."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workbench.state.session import Session
from workbench.views.cards import Card, ElidedLabel, label, percent
from workbench.views.choice import Choice
from workbench.views.message import Advice, ErrorMessage
from workbench.views.predict.member_votes import MemberVotes
from workbench.views.predict.model_choice import ModelChoice
from workbench.views.predict.probability_bars import ProbabilityBars
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_ORDERS = ("by probability", "by class")
_REMEMBERED = "probabilities"


class _Scroll(QScrollArea):
    """As high as what is in it, so that what follows does so without a gap; less where there is no room."""

    def __init__(self, bars: ProbabilityBars, votes: MemberVotes) -> None:
        super().__init__(widgetResizable=True)
        self._bars, self._votes = bars, votes
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = QWidget()
        both.setObjectName("scrolled")
        column = QVBoxLayout(both)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        column.addWidget(bars)
        column.addWidget(votes)
        column.addStretch(1)
        self.setWidget(both)

    def fit(self) -> None:
        """Follow the number of classes and of members."""
        whole = self.sizeHint().height()
        self.setMinimumHeight(min(Size.LEAST_PROBABILITIES * Size.PROBABILITY, whole))
        self.setMaximumHeight(whole)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All classes and members; Qt's own answer is the one before the last change."""
        bars, votes = self._bars.sizeHint(), self._votes.sizeHint()
        return QSize(max(bars.width(), votes.width()), bars.height() + votes.height())


class AnswerCard(Card):
    """The answer, large, over a bar a class and the votes of a committee's members.

    Doubts stand as advice, and what went wrong in the answer's place.

    Attributes:
        model: Which model answers.
        order: In which order the classes stand.
        bars: The classes.
        votes: What the members say, where a committee answers.
        doubts: Why to doubt the answer.
        error: Why there is no answer.
        model_error: Why another model could not be opened.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Answer")
        self._session = session
        self.model = ModelChoice(theme, session)
        self._says = label("", "quiet")
        self.order = Choice(theme, "")
        self.order.offer(_ORDERS)
        self._headline = ElidedLabel("headline")
        self.bars = ProbabilityBars(theme)
        self.votes = MemberVotes(theme)
        self._scroll = _Scroll(self.bars, self.votes)
        self.doubts = Advice()
        self.error, self.model_error = ErrorMessage(), ErrorMessage()
        self.error.dismiss.hide()
        self._lay_out()
        self.order.chosen.connect(self._choose_order)
        self.model_error.dismiss.clicked.connect(session.models.dismiss_error)
        session.models.changed.connect(self._show)
        session.models.error_changed.connect(self._show_model_error)
        session.predictions.current_changed.connect(self._show)
        session.predictions.answers_changed.connect(self._show_new)
        if session.preferences.word(_REMEMBERED) == _ORDERS[1]:
            self.order.show_chosen(1)
        self._show()
        self._show_model_error()

    @property
    def headline(self) -> str:
        """The answer in short."""
        return self._headline.accessibleName()

    @property
    def height_for_classes(self) -> int:
        """Room for every class of the model with doubts below, whatever is shown now."""
        lines = self.header.sizeHint().height() + self._headline.sizeHint().height() + self._scroll.sizeHint().height()
        return lines + Size.DOUBTS + 2 * Space.CARD + Space.CHIP + 2 * Space.ROW

    def _lay_out(self) -> None:
        self.header.insertWidget(0, self.model)
        self.header.insertWidget(1, self._says)
        self.header.addWidget(self.order)
        self.body.addWidget(self._headline)
        self.body.addWidget(self.error)
        self.body.addWidget(self._scroll)
        self.body.addWidget(self.doubts)
        self.body.addWidget(self.model_error)
        self.body.addStretch()

    def _show_new(self, first: int, last: int) -> None:
        if first <= self._session.predictions.position <= last:
            self._show()

    def _show(self) -> None:
        current, predictor = self._session.predictions.current, self._session.models.predictor
        answer = current.answer if current else None
        error = answer.error if answer else None
        if answer is None:
            says, words = ("is asked", "…") if current else ("will answer", "No picture yet")
        elif error is not None:
            says, words = "says", "No face found" if current and current.has_no_face else "No answer"
        else:
            says, words = "says", f"{answer.label}, {percent(answer.probability)}"
        self._says.setText(says)
        self._headline.show_text(words)
        self.error.show_error(error)
        self._scroll.setVisible(error is None)
        self.doubts.show_text("\n".join(answer.warnings) if answer else "")
        self.bars.show_probabilities(
            predictor.classes if predictor else (),
            answer.probabilities if answer else {},
            is_sorted=self._is_sorted,
        )
        self.votes.show_votes(
            predictor.classes if predictor else (),
            predictor.member_names if predictor else (),
            answer.votes if answer else (),
            answer.label if answer else "",
        )
        self._scroll.fit()

    @property
    def _is_sorted(self) -> bool:
        return self._session.preferences.word(_REMEMBERED) != _ORDERS[1]

    def _choose_order(self, place: int) -> None:
        self._session.preferences.remember_word(_REMEMBERED, _ORDERS[place])
        self.order.show_chosen(place)
        self._show()

    def _show_model_error(self) -> None:
        self.model_error.show_error(self._session.models.error)
