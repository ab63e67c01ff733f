"""How far the run at hand is, how well it does, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from workbench.state.endings import title_of_ending, words_of_ending
from workbench.state.live_run import LiveRun, Phase
from workbench.state.training import Training
from workbench.views.cards import ElidedLabel, percent
from workbench.views.message import ErrorMessage
from workbench.views.signs import NONE
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space
from workbench.views.train.controls import RunControls
from workbench.views.train.figures import KeyFigure
from workbench.views.train.words import duration

_PARTS_OF_BAR = 1_000
# What a run keeps is chosen by its loss: another epoch may have a higher accuracy.
_BEST = "Best by loss"
_WORDS = {
    Phase.STOPPING: "Stopping: the model is being saved",
    Phase.DISCARDING: "Discarding",
}


class RunCard(QFrame):
    """The run in one line, and below it what went wrong with it or with those before it.

    Attributes:
        epoch, accuracy, best: Its figures.
        bar: The whole run.
        headline: What is trained, and in which state it is.
        words: Where it is, or how it ended.
        controls: Its buttons.
        error: What went wrong.
    """

    def __init__(self, theme: Theme, training: Training) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName("Run")
        self._training = training
        self.epoch = KeyFigure("Epoch")
        self.accuracy, self.best = KeyFigure("Validation accuracy"), KeyFigure(_BEST, "best")
        self.best.setToolTip("The epoch of lowest validation loss, which is not always that of highest accuracy")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("The whole run")
        self.bar.setMinimumWidth(Size.RUN_PROGRESS)
        self.headline, self.words = ElidedLabel("strong"), ElidedLabel("quiet")
        self.controls = RunControls(theme, training)
        self.error = ErrorMessage()
        self._line = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()
        self.error.dismiss.clicked.connect(training.dismiss_error)
        training.run_changed.connect(self._show)
        training.errors_changed.connect(self._show_error)
        self._show()
        self._show_error()

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(Space.ROW)
        for widget in (self.headline, self.bar, self.words):
            middle.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(Space.PAGE)
        row.addWidget(self.epoch)
        row.addLayout(middle, 1)
        row.addWidget(self.accuracy)
        row.addWidget(self.best)
        self._line.setSpacing(Space.PAGE)
        self._line.addLayout(row, 1)
        self._line.addWidget(self.controls, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.CARD, Space.CHIP, Space.CARD, Space.CHIP)
        column.setSpacing(Space.CHIP)
        column.addLayout(self._line)
        column.addWidget(self.error)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the buttons below the figures where there is no room beside them."""
        super().resizeEvent(event)
        is_narrow = self.width() < Size.NARROW_CARD
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)

    def _show(self) -> None:
        run = self._training.run
        if run is None:
            return
        self.epoch.show_value(f"{run.epoch:,}" if run.epoch else NONE, f"of {run.experiment.epochs:,}")
        self.accuracy.show_value(percent(run.metrics.validation_accuracy if run.metrics else None))
        self.best.show_value(
            percent(run.best.validation_accuracy if run.best else None),
            caption=f"{_BEST}, epoch {run.best.epoch:,}" if run.best else _BEST,
        )
        # A range of nothing shows a moving bar: something is being done, nobody knows how much of it there is.
        self.bar.setRange(0, 0 if run.phase is Phase.STARTING else _PARTS_OF_BAR)
        self.bar.setValue(round(_PARTS_OF_BAR * run.epochs_done / run.experiment.epochs))
        state = title_of_ending(run) if run.is_over else run.phase.value
        self.headline.show_text(f"{run.experiment.name} · {state.lower()}")
        self.words.show_text(self._words(run))

    def _words(self, run: LiveRun) -> str:
        if run.is_over:
            return words_of_ending(run)
        if run.phase is Phase.STARTING:
            return run.preparing or f"Opening {run.source}"
        if run.phase in _WORDS:
            return _WORDS[run.phase]
        return "   ".join(part for part in self._parts(run) if part)

    def _parts(self, run: LiveRun) -> list[str]:
        speed, left = run.images_per_second, run.seconds_left
        return [
            f"batch {run.progress.step:,} of {run.progress.steps:,}" if run.progress else "",
            f"{speed:,.0f} images/s" if speed else "",
            f"{duration(run.stopwatch.seconds)} gone",
            f"{duration(left)} left" if left is not None else "",
        ]

    def _show_error(self) -> None:
        errors = self._training.errors
        self.error.show_error(errors[0] if errors else None)
