"""What the model says about the current picture."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.models.caution import caution_for
from core.models.certainty import in_words
from workbench.state.session import Session
from workbench.state.settings import THRESHOLDS
from workbench.views.cards import Card, ElidedLabel, label, percent, wrapped
from workbench.views.choice import Choice
from workbench.views.export.notice import ExportNotice
from workbench.views.message import Advice, ErrorMessage
from workbench.views.predict.compare_button import CompareButton
from workbench.views.predict.member_votes import MemberVotes
from workbench.views.predict.model_choice import ModelChoice
from workbench.views.predict.probability_bars import ProbabilityBars
from workbench.views.predict.read_as import ReadAsButton
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_ORDERS = ("by probability", "by class")
_REMEMBERED = "probabilities"
# Roles of the style sheet: a guess is longer in words, and does not call out.
_SURE, _UNSURE = "headline", "guess"


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
        threshold: Below which probability an answer is called a guess.
        read_as: With which of its classes the model answers.
        compare: Offers other models to be asked about the same picture.
        caution: What to bear in mind with every answer of such a model.
        bars: The classes.
        votes: What the members say, where a committee answers.
        doubts: Why to doubt the answer.
        error: Why there is no answer.
        model_error: Why another model could not be opened.
        export: How far the export of a model is, and what came of it.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Answer")
        self._session = session
        self.model = ModelChoice(theme, session)
        self._says = label("", "quiet")
        self.order = Choice(theme, "")
        self.order.offer(_ORDERS)
        self.threshold = Choice(theme, "Not sure below")
        self.threshold.offer([f"{share:.0%}" for share in THRESHOLDS])
        self.threshold.setToolTip("An answer of less probability is called a guess. 0%: none is.")
        self.read_as = ReadAsButton(theme, session.models, self)
        self.compare = CompareButton(theme, session, "Compare with")
        self.compare.setObjectName("choice")
        self.caution = wrapped("", "quiet")
        self._headline = ElidedLabel(_SURE)
        self.bars = ProbabilityBars(theme)
        self.votes = MemberVotes(theme)
        self._scroll = _Scroll(self.bars, self.votes)
        self.doubts = Advice()
        self.error, self.model_error = ErrorMessage(), ErrorMessage()
        self.export = ExportNotice(session.exporting, self)
        self.error.dismiss.hide()
        self._lay_out()
        self.order.chosen.connect(self._choose_order)
        self.threshold.chosen.connect(lambda place: session.certainty.choose(THRESHOLDS[place]))
        session.certainty.changed.connect(self._show)
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
        parts = (self.header, self._headline, self._scroll, self.threshold)
        lines = sum(part.sizeHint().height() for part in parts)
        caution = 0 if self.caution.isHidden() else self.caution.heightForWidth(Size.SIDE_PANE) + Space.ROW
        read_as = 0 if self.read_as.isHidden() else self.read_as.sizeHint().height() + Space.ROW
        return lines + caution + read_as + Size.DOUBTS + 2 * Space.CARD + Space.CHIP + 3 * Space.ROW

    def _lay_out(self) -> None:
        self.header.insertWidget(0, self.model)
        self.header.insertWidget(1, self._says)
        self.header.addWidget(self.order)
        self._headline.setFixedHeight(Size.HEADLINE)
        self.body.addWidget(self._headline)
        self.body.addWidget(self.error)
        self.body.addWidget(self._scroll)
        self.body.addWidget(self.doubts)
        self.body.addWidget(self.model_error)
        self.body.addWidget(self.export)
        self.body.addStretch()
        self.body.addWidget(self.caution)
        # How answers are to be read, at the right, one below the other.
        for left, right in ((None, self.read_as), (self.compare, self.threshold)):
            row = QHBoxLayout()
            if left is not None:
                row.addWidget(left)
            row.addStretch(1)
            row.addWidget(right)
            self.body.addLayout(row)

    def _show_new(self, first: int, last: int) -> None:
        if first <= self._session.predictions.position <= last:
            self._show()

    def _show(self) -> None:
        current, predictor = self._session.predictions.current, self._session.models.predictor
        answer = current.answer if current else None
        error = answer.error if answer else None
        is_sure = answer is None or error is not None or self._session.certainty.is_sure(answer.probability)
        if answer is None:
            says, words = ("is asked", "…") if current else ("will answer", "No picture yet")
        elif error is not None:
            says, words = "says", "No face found" if current and current.has_no_face else "No answer"
        else:
            says, words = "says", in_words(answer.label, percent(answer.probability), is_sure=is_sure)
        self._says.setText(says)
        self._show_headline(words, _SURE if is_sure else _UNSURE)
        self._show_model(predictor.classes if predictor else ())
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

    def _show_headline(self, words: str, role: str) -> None:
        if role != self._headline.objectName():
            self._headline.setObjectName(role)
            self._headline.style().polish(self._headline)
        self._headline.show_text(words)

    def _show_model(self, classes: tuple[str, ...]) -> None:
        """What belongs to the model and to how it is asked, whatever the picture."""
        self.threshold.show_chosen(THRESHOLDS.index(self._session.certainty.sure_above))
        self.caution.setText(caution_for(classes))
        self.caution.setVisible(bool(self.caution.text()))

    @property
    def _is_sorted(self) -> bool:
        return self._session.preferences.word(_REMEMBERED) != _ORDERS[1]

    def _choose_order(self, place: int) -> None:
        self._session.preferences.remember_word(_REMEMBERED, _ORDERS[place])
        self.order.show_chosen(place)
        self._show()

    def _show_model_error(self) -> None:
        self.model_error.show_error(self._session.models.error)
