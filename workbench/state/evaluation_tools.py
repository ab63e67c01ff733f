"""What is done with the figures of a model: taken along as files, mended, and looked at without duplicates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state import evaluation_work
from workbench.state.background import Background
from workbench.state.evaluating import Evaluating
from workbench.state.evaluation_work import Calibrated, Compared, Result

if TYPE_CHECKING:  # NumPy comes with the first dataset: the window is there before it
    from core.models.copies import WithoutCopies
    from workbench.state.outcome import Outcome


class EvaluationTools(QObject):
    """Does one thing at a time with the last measurement; the next one makes a fresh start.

    Attributes:
        result: What came of the last thing; None before one was done, and while one is.
        without: The figures without copies of training images; None until they were asked for.
        error: Why the last thing could not be done.
        position: How far the one that goes on is: a phrase, what is done, and all there is to do, 0 while unknown.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, evaluating: Evaluating, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.result: Result | None = None
        self.without: WithoutCopies | None = None
        self.error: WorkbenchError | None = None
        self.position = ("", 0, 0)
        self._evaluating = evaluating
        # What is shown again when a thing is given up or fails: a calibration whose file could not be written.
        self._before: Result | None = None
        self._work = Background(self)
        self._work.progressed.connect(self._take_position)
        self._work.succeeded.connect(self._take)
        self._work.failed.connect(lambda error: self._show(self._before, error))
        evaluating.changed.connect(self._start_over)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self._work.is_busy

    @property
    def outcome(self) -> Outcome | None:
        """The figures that everything is done with."""
        return self._evaluating.outcome

    def save_report(self, path: Path) -> None:
        """Write figures, plots and pictures to one HTML file, with what is known about copies of training images."""
        if self.outcome is not None:
            self._begin(partial(evaluation_work.save_report, self.outcome, self.without, path))

    def save_predictions(self, path: Path) -> None:
        """Write the answer about every image to a table."""
        if self.outcome is not None:
            self._begin(partial(evaluation_work.save_predictions, self.outcome, path))

    def calibrate(self) -> None:
        """Find the temperature that makes the model as sure as it is right, on its validation images."""
        if self.outcome is not None:
            self._begin(partial(evaluation_work.calibrate, self.outcome))

    def save_calibrated(self, path: Path) -> None:
        """Write the calibrated model to a file of its own."""
        found, outcome = self.result, self.outcome
        if isinstance(found, Calibrated) and outcome is not None:
            self._begin(partial(evaluation_work.save_calibrated, outcome, found, path))

    def leave_out_copies(self) -> None:
        """Measure without the images whose exact pixels the model was trained on."""
        if self.outcome is not None:
            self._begin(partial(evaluation_work.leave_out_copies, self.outcome))

    def cancel(self) -> None:
        """Give up what is being done."""
        if self.is_busy:
            self._work.cancel()
            self._show(self._before)

    def dismiss(self) -> None:
        """What was done, or went wrong, has been read."""
        # An error stands before what was there: that is not gone with it.
        self._show(self.result if self.error else None)

    def refuse(self, error: WorkbenchError) -> None:
        """Say why nothing could be done with the last result, which stays."""
        self._show(self.result, error)

    def close(self) -> None:
        """Leave no work behind."""
        self._work.close()

    def _begin(self, work: Callable[[Progress], Result]) -> None:
        self._before = self.result
        self.position = ("", 0, 0)
        self._work.start(work)
        self._show(None)

    def _take_position(self, stage: str, done: int, total: int) -> None:
        self.position = (stage, done, total)
        self.progressed.emit()

    def _take(self, result: Result) -> None:
        if isinstance(result, Compared):
            self.without = result.without
        self._show(result)

    def _start_over(self) -> None:
        self._work.cancel()
        self.without = None
        self._show(None)

    def _show(self, result: Result | None, error: WorkbenchError | None = None) -> None:
        self.result, self.error = result, error
        self.changed.emit()
