"""The buttons of the run at hand: what can be asked of it while it goes on, and what to do once it is over."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from workbench.state.live_run import Phase
from workbench.state.training import Training
from workbench.views import commands
from workbench.views.theme import Theme
from workbench.views.tokens import Space
from workbench.views.train.more_epochs import GoOnButton

_GOING = (Phase.TRAINING, Phase.PAUSED)


class RunControls(QStackedWidget):
    """Pause, stop and keep, discard; afterwards, go on, train again and predict.

    Attributes:
        pause, stop, discard: While it goes on.
        go_on, again, predict: Once it is over.
    """

    predict_wanted = Signal(str)
    """The run whose model is to predict."""

    def __init__(self, theme: Theme, training: Training) -> None:
        super().__init__()
        self._training = training
        self.pause, self.stop, self.discard = QPushButton("Pause"), QPushButton("Stop and keep"), QPushButton("Discard")
        self.go_on = GoOnButton(theme, training)
        self.again, self.predict = QPushButton("Train again"), QPushButton("Predict")
        self.stop.setObjectName("primary")
        self.predict.setObjectName("primary")
        self.discard.setObjectName("destructive")
        self.pause.setToolTip(commands.PAUSE.hint("Hold the run after the current batches, or go on"))
        self.stop.setToolTip(commands.STOP_RUN.hint("End after the current batches and keep the best model so far"))
        self.discard.setToolTip("End after the current batches and keep no model")
        self.predict.setToolTip("Ask the model of this run about pictures")
        self.addWidget(_row(self.pause, self.stop, self.discard))
        self.addWidget(_row(self.go_on, self.again, self.predict))
        self.pause.clicked.connect(self._pause_or_resume)
        self.stop.clicked.connect(training.stop)
        self.discard.clicked.connect(training.discard)
        self.again.clicked.connect(self._train_again)
        self.predict.clicked.connect(self._predict)
        for command, button in ((commands.PAUSE, self.pause), (commands.STOP_RUN, self.stop)):
            commands.bind(self, command, button)
        training.run_changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the first button as wide as the wider of its words: its neighbours stay where they are."""
        super().showEvent(event)
        self.pause.setText("Continue")
        self.pause.setMinimumWidth(self.pause.sizeHint().width())
        self._show()

    def _show(self) -> None:
        run = self._training.run
        if run is None:
            return
        self.setCurrentIndex(1 if run.is_over else 0)
        self.pause.setText("Continue" if run.phase is Phase.PAUSED else "Pause")
        self.pause.setEnabled(run.phase in _GOING)
        self.stop.setEnabled(run.phase in _GOING)
        self.discard.setEnabled(run.phase in (*_GOING, Phase.STARTING))
        self.predict.setVisible(run.has_model)
        self.go_on.offer(run.run_id, run.way_to_go_on, run.checkpoint_epoch)
        self.go_on.setVisible(self.go_on.isEnabled())

    def _pause_or_resume(self) -> None:
        run = self._training.run
        if run is not None and run.phase is Phase.PAUSED:
            self._training.resume()
        else:
            self._training.pause()

    def _train_again(self) -> None:
        if run := self._training.run:
            self._training.start(run.experiment, run.source)

    def _predict(self) -> None:
        if run := self._training.run:
            self.predict_wanted.emit(run.run_id)


def _row(*buttons: QPushButton) -> QWidget:
    holder = QWidget()
    holder.setObjectName("scrolled")
    row = QHBoxLayout(holder)
    row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    row.setSpacing(Space.ROW)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return holder
