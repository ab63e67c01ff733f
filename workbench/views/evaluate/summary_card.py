"""What is measured, on what, and the figures that came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.state.outcome import Outcome
from workbench.state.session import Session
from workbench.views.cards import Card, ElidedLabel, percent
from workbench.views.choice import Choice
from workbench.views.evaluate.key_figure import KeyFigure
from workbench.views.evaluate.tool_buttons import ToolButtons
from workbench.views.evaluate.tool_result import ToolResult
from workbench.views.message import ErrorMessage
from workbench.views.predict.model_choice import ModelChoice
from workbench.views.signs import NONE
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_FIGURES = ("Accuracy", "Macro F1", "Loss", "Images")


class SummaryCard(Card):
    """Model, part and button in its head; the figures, or how far the measurement is, below.

    Attributes:
        model: Which model.
        part: On which images.
        start, cancel: Measure; give that up.
        figures: What came of it, by name.
        stage, progress: How far it is.
        stale: That the figures are those of something else than is chosen.
        error, model_error: Why it could not be done, or a model not be opened.
        tools: What can be done with the figures.
        tool_result, tool_error: What came of that; why nothing did.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Evaluation")
        self._session, self._evaluating = session, session.evaluating
        self.model, self.part = ModelChoice(theme, session), Choice(theme, "on")
        self.start, self.cancel = QPushButton("Evaluate"), QPushButton("Cancel")
        self.start.setObjectName("primary")
        self.cancel.setAccessibleName("Cancel evaluating")
        self.figures = {name: KeyFigure(name) for name in _FIGURES}
        self.stage, self.progress = ElidedLabel("quiet"), QProgressBar(textVisible=False)
        self.progress.setAccessibleName("Evaluating")
        self.stale = ElidedLabel("quiet")
        self.error, self.model_error, self.tool_error = ErrorMessage(), ErrorMessage(), ErrorMessage()
        self.tools, self.tool_result = ToolButtons(theme, session), ToolResult(session)
        self._work = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_choice()
        self._show_outcome()
        self._show_busy()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave room for the model's name, and cut no figure off."""
        super().resizeEvent(event)
        is_narrow = self.width() < Size.NARROW_CARD
        self.tools.show_narrow(is_narrow=is_narrow)
        for figure in self.figures.values():
            figure.show_narrow(is_narrow=is_narrow)

    def _lay_out(self) -> None:
        self.header.insertWidget(0, self.model)
        self.header.insertWidget(1, self.part)
        self.header.insertWidget(2, self.stale, 1)
        # The empty title behind takes no share of the room.
        self.header.setStretch(3, 0)
        self.header.addWidget(self.tools)
        self.header.addWidget(self.start)
        figures, busy = QWidget(), QWidget()
        row = _line(figures, list(self.figures.values()))
        row.setSpacing(Space.PAGE + Space.PAGE)
        row.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(Space.SMALL)
        words.addStretch(1)
        words.addWidget(self.stage)
        words.addWidget(self.progress)
        words.addStretch(1)
        row = _line(busy, [])
        row.addLayout(words, 1)
        row.addWidget(self.cancel)
        # Both are as high as the higher one: nothing below moves when a measurement begins or ends.
        for place in (figures, busy):
            self._work.addWidget(place)
        self._work.setObjectName("scrolled")
        for widget in (self._work, self.tool_result, self.tool_error, self.error, self.model_error):
            self.body.addWidget(widget)

    def _connect(self) -> None:
        evaluating, models, tools = self._evaluating, self._session.models, self._session.evaluation_tools
        self.start.clicked.connect(evaluating.start)
        self.cancel.clicked.connect(evaluating.cancel)
        self.part.chosen.connect(lambda place: evaluating.choose_part(evaluating.parts[place]))
        self.error.dismiss.clicked.connect(evaluating.dismiss_error)
        self.model_error.dismiss.clicked.connect(models.dismiss_error)
        evaluating.choice_changed.connect(self._show_choice)
        evaluating.changed.connect(self._show_outcome)
        evaluating.progressed.connect(self._show_position)
        evaluating.busy_changed.connect(self._show_busy)
        evaluating.error_changed.connect(lambda: self.error.show_error(evaluating.error))
        self.tool_error.dismiss.clicked.connect(tools.dismiss)
        self.tool_result.left.connect(self.start.setFocus)
        tools.changed.connect(lambda: self.tool_error.show_error(tools.error))
        models.error_changed.connect(lambda: self.model_error.show_error(models.error))

    def _show_choice(self) -> None:
        evaluating = self._evaluating
        if evaluating.part is not None:
            self.part.offer([part.word for part in evaluating.parts])
            self.part.show_chosen(evaluating.parts.index(evaluating.part))
        outcome = evaluating.outcome
        is_stale = outcome is not None and not evaluating.is_current
        self.stale.show_text(_said(outcome) if outcome and is_stale else "")

    def _show_outcome(self) -> None:
        outcome = self._evaluating.outcome
        values: Sequence[tuple[str, str]] = [(NONE, "")] * len(_FIGURES)
        if outcome is not None:
            figures = outcome.evaluation
            low, high = figures.accuracy_interval
            values = [
                (percent(figures.accuracy), f"95%: {percent(low)} to {percent(high)}"),
                (percent(figures.macro_f1), ""),
                (f"{figures.loss:.4f}", "nats"),
                (f"{figures.images:,}", f"of {figures.split}"),
            ]
        for figure, value in zip(self.figures.values(), values, strict=True):
            figure.show_figure(*value)

    def _show_busy(self) -> None:
        is_busy = self._evaluating.is_busy
        had_focus = self.cancel.hasFocus() or self.start.hasFocus()
        self._work.setCurrentIndex(1 if is_busy else 0)
        self.start.setEnabled(not is_busy)
        # The keyboard stays on what can be pressed.
        if had_focus:
            (self.cancel if is_busy else self.start).setFocus()
        self._show_position()

    def _show_position(self) -> None:
        stage, done, total = self._evaluating.position
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        share = f" · {done:,} of {total:,}" if total else ""
        self.stage.show_text(f"{stage or 'Evaluating'}{share}")


def _line(place: QWidget, widgets: Sequence[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout(place)
    row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _said(outcome: Outcome) -> str:
    return f"Below: {outcome.title} on {outcome.evaluation.split}. Press Evaluate for what is chosen now."
