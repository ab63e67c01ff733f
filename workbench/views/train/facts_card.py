"""Smaller facts about the run at hand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from core.network.schedules import learning_rate
from core.training.events import EpochMetrics
from workbench.state.history import History
from workbench.state.live_run import LiveRun, Phase
from workbench.state.training import Training
from workbench.views.cards import Card, Fact, percent
from workbench.views.signs import NONE
from workbench.views.tokens import Space
from workbench.views.train.words import ENGINES, decimal


class FactsCard(Card):
    """Learning rate, objective, silent units, checkpoint, size, engine, and what that computes on.

    Attributes:
        predict: Asks the model of the last checkpoint, while the run goes on.
    """

    predict_wanted = Signal(str)
    """The run whose latest model is to predict."""

    def __init__(self, training: Training, history: History) -> None:
        super().__init__("This run")
        self._training, self._history = training, history
        self.rate, self.objective = Fact("Learning rate now"), Fact("Objective with penalty")
        self.silent, self.checkpoint = Fact("Silent ReLUs"), Fact("Last checkpoint")
        self.parameters, self.engine = Fact("Parameters"), Fact("Engine")
        self.device = Fact("Device")
        self.predict = QPushButton("Predict")
        self.predict.setObjectName("link")
        self.predict.setToolTip("Ask the model of the last checkpoint about pictures; the run goes on")
        self.predict.clicked.connect(self._predict)
        self.header.addWidget(self.predict)
        self.body.setSpacing(Space.SMALL)
        of_training = (self.rate, self.objective, self.silent, self.checkpoint)
        for fact in (*of_training, self.parameters, self.engine, self.device):
            self.body.addWidget(fact)
        training.run_changed.connect(self._show)
        history.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        run = self._training.run
        if run is None:
            return
        metrics = run.metrics
        self.show_title("This run", run.name if run.run_id else "")
        self.rate.show_value(decimal(_rate_now(run)))
        self.objective.show_value(decimal(metrics.objective if metrics else None))
        silent, words = _silent(metrics)
        self.silent.show_value(silent)
        self.silent.setToolTip(words)
        self.checkpoint.show_value(f"epoch {run.checkpoint_epoch:,}" if run.checkpoint_epoch else NONE)
        self.predict.setVisible(run.answers_already and run.phase in (Phase.TRAINING, Phase.PAUSED))
        self.parameters.show_value(NONE if run.parameters is None else f"{run.parameters:,}")
        self.engine.show_value(self._engine())
        recorded = self._history.current
        self.device.show_value(recorded.device.partition(" (")[0] if recorded and recorded.device else NONE)
        self.device.setToolTip(recorded.device if recorded else "")

    def _predict(self) -> None:
        if run := self._training.run:
            self.predict_wanted.emit(run.run_id)

    def _engine(self) -> str:
        recorded = self._history.current
        if recorded is None:
            return NONE
        threads = f"{recorded.blas_threads} thread{'s' if recorded.blas_threads != 1 else ''}"
        return f"{ENGINES[recorded.backend]} · {threads}"


def _rate_now(run: LiveRun) -> float | None:
    if run.started is None or run.progress is None:
        return run.metrics.learning_rate if run.metrics else None
    experiment, steps = run.experiment, run.started.steps_per_epoch
    done = (run.progress.epoch - 1) * steps + run.progress.step - 1
    return learning_rate(experiment.schedule, experiment.optimizer.learning_rate, done, steps, experiment.epochs)


def _silent(metrics: EpochMetrics | None) -> tuple[str, str]:
    """The share in the layer that has most of them, and the shares of all layers."""
    shares = metrics.dead_units if metrics else {}
    if not shares:
        return NONE, ""
    most = max(shares, key=shares.__getitem__)
    lines = [f"{name}: {percent(share)}" for name, share in shares.items()]
    words = "Units that were 0 for every validation image, by layer:\n" + "\n".join(lines)
    up_to = "up to " if len(shares) > 1 and shares[most] else ""
    return f"{up_to}{percent(shares[most])}", words
