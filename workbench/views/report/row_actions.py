"""What can be done with the row that is chosen in a table."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.reproduction.planning import PlannedTable
from workbench.state.reproduction_orders import RowPhase
from workbench.state.session import Session
from workbench.views.report.rows_model import RowLine
from workbench.views.tokens import Space

_HINTS = {
    "show": "Tick its runs on the Runs page, to compare their curves and settings",
    "design": "Start from its recipe on the Design page",
    "evaluate": "Show where its model errs, on the images of this table",
    "predict": "Ask its model about pictures",
    "train": "Train what is missing of this row alone",
}


class RowActions(QWidget):
    """A line of buttons, those greyed that do not go with the row.

    Attributes:
        show_runs, design, evaluate, predict, train: The buttons.
    """

    def __init__(self, session: Session, *others: QWidget) -> None:
        """Offer nothing yet.

        Args:
            session: What everything is done with.
            *others: What stands at the other end of the line.
        """
        super().__init__()
        self._session = session
        self._line: RowLine | None = None
        self._table: PlannedTable | None = None
        self.show_runs, self.design = QPushButton("Show on Runs"), QPushButton("Open in Design")
        self.evaluate, self.predict = QPushButton("Evaluate"), QPushButton("Predict")
        self.train = QPushButton("Train this row")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.PAGE)
        buttons = (self.show_runs, self.design, self.evaluate, self.predict, self.train)
        for button, hint in zip(buttons, _HINTS.values(), strict=True):
            button.setObjectName("link")
            button.setToolTip(hint)
            row.addWidget(button)
        row.addStretch(1)
        for other in others:
            row.addWidget(other)
        self.show_runs.clicked.connect(self._show_runs)
        self.design.clicked.connect(self._open_in_design)
        self.evaluate.clicked.connect(self._evaluate)
        self.predict.clicked.connect(self._predict)
        self.train.clicked.connect(self._train)
        self.offer(None, None)

    def offer(self, line: RowLine | None, table: PlannedTable | None) -> None:
        """Offer what can be done with a row; None: nothing."""
        self._line, self._table = line, table
        has_model = line is not None and line.result.accuracy is not None
        is_waiting = line is not None and line.state.phase in (RowPhase.TRAINING, RowPhase.WAITING)
        self.show_runs.setEnabled(bool(self._run_ids()))
        self.design.setEnabled(line is not None)
        self.evaluate.setEnabled(has_model)
        self.predict.setEnabled(has_model)
        self.train.setEnabled(line is not None and line.result.missing > 0 and not is_waiting)

    def _run_ids(self) -> list[str]:
        seeds = self._line.result.seeds if self._line else ()
        return [run_id for seed in seeds for run_id in seed.runs if run_id is not None]

    def _show_runs(self) -> None:
        for run_id in self._run_ids():
            self._session.comparison.tick(run_id, is_ticked=True)
        self._session.page_wanted.emit("runs")

    def _open_in_design(self) -> None:
        if self._line:
            self._session.design.start_from(self._line.result.row.recipe)
            self._session.page_wanted.emit("design")

    def _evaluate(self) -> None:
        dataset, at_hand = self._table.dataset if self._table else None, self._session.datasets.dataset
        if dataset is not None and (at_hand is None or at_hand.sha256 != dataset.sha256):
            self._session.datasets.open(dataset.source)
        self._use_model("evaluate")

    def _predict(self) -> None:
        self._use_model("predict")

    def _use_model(self, page: str) -> None:
        """Let the first model of the row answer."""
        seed = next((one for one in self._line.result.seeds if one.test), None) if self._line else None
        if seed is not None and seed.committee_id:
            self._session.models.choose_committee(seed.committee_id)
        elif seed is not None and seed.runs[0]:
            self._session.models.choose_run(seed.runs[0])
        self._session.page_wanted.emit(page)

    def _train(self) -> None:
        if self._line:
            table, row, _ = self._line.key
            self._session.reproducing.train(f"{table}/{row}")
