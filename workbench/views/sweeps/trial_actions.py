"""What can be done with trials: their values, their runs and their models."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.sweeps.study import Trial, TrialState
from core.sweeps.view import SweepView
from workbench.state.session import Session
from workbench.views.tokens import Space

_HINTS = {
    "design": "Put its values into the experiment that is being designed, as one step to undo",
    "runs": "Tick its run on the Runs page, to compare curves and settings",
    "evaluate": "Show where its model errs",
    "predict": "Ask its model about pictures",
}


class TrialActions(QWidget):
    """A line of buttons, those greyed that do not go with the trials.

    Attributes:
        design, show_runs, evaluate, predict: The buttons.
    """

    def __init__(self, session: Session, design: QPushButton) -> None:
        """Offer nothing yet.

        Args:
            session: What everything is done with.
            design: The button that takes the values.
        """
        super().__init__()
        self._session = session
        self._view: SweepView | None = None
        self._trials: tuple[Trial, ...] = ()
        self.design, self.show_runs = design, QPushButton("Show on Runs")
        self.evaluate, self.predict = QPushButton("Evaluate"), QPushButton("Predict")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.PAGE)
        buttons = (self.design, self.show_runs, self.evaluate, self.predict)
        for button, hint in zip(buttons, _HINTS.values(), strict=True):
            if button is not design:
                button.setObjectName("link")
            button.setToolTip(hint)
            row.addWidget(button)
        row.addStretch(1)
        self.design.clicked.connect(self._use_in_design)
        self.show_runs.clicked.connect(self._show_runs)
        self.evaluate.clicked.connect(lambda: self._use_model("evaluate"))
        self.predict.clicked.connect(lambda: self._use_model("predict"))
        self.offer(None, ())

    def offer(self, view: SweepView | None, trials: tuple[Trial, ...]) -> None:
        """Offer what can be done with some trials of a sweep."""
        self._view, self._trials = view, trials
        one = trials[0] if len(trials) == 1 else None
        has_model = one is not None and one.state is TrialState.COMPLETED
        self.design.setEnabled(one is not None)
        self.show_runs.setEnabled(any(trial.run_id for trial in trials))
        self.evaluate.setEnabled(has_model)
        self.predict.setEnabled(has_model)

    def _use_in_design(self) -> None:
        if self._view is not None and self._trials:
            self._session.sweeping.use_in_design(self._view.record.space, self._trials[0])

    def _show_runs(self) -> None:
        for trial in self._trials:
            if trial.run_id:
                self._session.comparison.tick(trial.run_id, is_ticked=True)
        self._session.page_wanted.emit("runs")

    def _use_model(self, page: str) -> None:
        datasets, view = self._session.datasets, self._view
        if page == "evaluate" and view is not None:
            at_hand = datasets.dataset
            if at_hand is None or at_hand.sha256 != view.record.data_sha256:
                datasets.open(view.record.source)
        self._session.models.choose_run(self._trials[0].run_id)
        self._session.page_wanted.emit(page)
