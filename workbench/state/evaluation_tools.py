"""What is done with the figures of a model: taken along as files, mended, and looked at without duplicates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.evaluating import Evaluating

if TYPE_CHECKING:  # NumPy comes with the first dataset: the window is there before it
    from core.models.calibrating import Calibration
    from core.models.copies import WithoutCopies
    from workbench.state.outcome import Outcome


@dataclass(frozen=True)
class Saved:
    """A file was written.

    Attributes:
        what: What is in it.
        path: It.
    """

    what: str
    path: Path


@dataclass(frozen=True, eq=False)
class Calibrated:
    """The model was calibrated.

    Attributes:
        calibration: What that changes.
        path: The new model's file; None before it was saved.
    """

    calibration: Calibration
    path: Path | None = None


@dataclass(frozen=True, eq=False)
class Compared:
    """The figures were compared with those without copies of training images.

    Attributes:
        outcome: The figures with them.
        without: And without.
    """

    outcome: Outcome
    without: WithoutCopies


Result = Saved | Calibrated | Compared


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
            self._begin(partial(_save_report, self.outcome, self.without, path))

    def save_predictions(self, path: Path) -> None:
        """Write the answer about every image to a table."""
        if self.outcome is not None:
            self._begin(partial(_save_predictions, self.outcome, path))

    def calibrate(self) -> None:
        """Find the temperature that makes the model as sure as it is right, on its validation images."""
        if self.outcome is not None:
            self._begin(partial(_calibrated, self.outcome))

    def save_calibrated(self, path: Path) -> None:
        """Write the calibrated model to a file of its own."""
        found, outcome = self.result, self.outcome
        if isinstance(found, Calibrated) and outcome is not None:
            self._begin(partial(_save_calibrated, outcome, found, path))

    def leave_out_copies(self) -> None:
        """Measure without the images whose exact pixels the model was trained on."""
        if self.outcome is not None:
            self._begin(partial(_without_copies, self.outcome))

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


def _save_report(outcome: Outcome, without: WithoutCopies | None, path: Path, progress: Progress) -> Saved:
    from core.models.evaluation_report import save_report  # noqa: PLC0415 - off the window's thread

    progress("Writing the report", 0, 0)
    save_report(path, outcome.bundle, outcome.examination, without)
    return Saved("Report", path)


def _save_predictions(outcome: Outcome, path: Path, progress: Progress) -> Saved:
    from core.models.prediction_table import save_examination  # noqa: PLC0415 - off the window's thread

    progress("Writing the predictions", 0, 0)
    save_examination(path, outcome.examination)
    return Saved("Predictions", path)


def _calibrated(outcome: Outcome, progress: Progress) -> Calibrated:
    from core.models.calibrating import calibrated  # noqa: PLC0415 - off the window's thread

    progress("Calibrating", 0, 0)
    return Calibrated(calibrated(outcome.bundle, outcome.examination.dataset, progress))


def _save_calibrated(outcome: Outcome, found: Calibrated, path: Path, progress: Progress) -> Calibrated:
    from core.models.committee import save_model  # noqa: PLC0415 - off the window's thread

    progress("Saving the model", 0, 0)
    if path.resolve() == outcome.model.path.resolve():
        raise WorkbenchError(
            f"{path} is the model that was calibrated.", "Give the new one another name: the old one stays as it was."
        )
    save_model(path, found.calibration.model)
    return replace(found, path=path)


def _without_copies(outcome: Outcome, progress: Progress) -> Compared:
    from core.models.copies import without_copies  # noqa: PLC0415 - off the window's thread

    progress("Looking for duplicates", 0, 0)
    return Compared(outcome, without_copies(outcome.bundle, outcome.examination, progress))
