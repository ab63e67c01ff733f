"""What is done with the figures of a model, each beside the window, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import WorkbenchError
from core.progress import Progress

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


def save_report(outcome: Outcome, without: WithoutCopies | None, path: Path, progress: Progress) -> Saved:
    """Write the report."""
    from core.models import evaluation_report  # noqa: PLC0415 - off the window's thread

    progress("Writing the report", 0, 0)
    evaluation_report.save_report(path, outcome.bundle, outcome.examination, without)
    return Saved("Report", path)


def save_predictions(outcome: Outcome, path: Path, progress: Progress) -> Saved:
    """Write the table."""
    from core.models.prediction_table import save_examination  # noqa: PLC0415 - off the window's thread

    progress("Writing the predictions", 0, 0)
    save_examination(path, outcome.examination)
    return Saved("Predictions", path)


def calibrate(outcome: Outcome, progress: Progress) -> Calibrated:
    """Fit the temperature."""
    from core.models.calibrating import calibrated  # noqa: PLC0415 - off the window's thread

    progress("Calibrating", 0, 0)
    return Calibrated(calibrated(outcome.bundle, outcome.examination.dataset, progress))


def save_calibrated(outcome: Outcome, found: Calibrated, path: Path, progress: Progress) -> Calibrated:
    """Write the calibrated model, which never takes the place of the one that it came from."""
    from core.models.committee import save_model  # noqa: PLC0415 - off the window's thread

    progress("Saving the model", 0, 0)
    if path.resolve() == outcome.model.path.resolve():
        raise WorkbenchError(
            f"{path} is the model that was calibrated.", "Give the new one another name: the old one stays as it was."
        )
    save_model(path, found.calibration.model)
    return replace(found, path=path)


def leave_out_copies(outcome: Outcome, progress: Progress) -> Compared:
    """Measure without copies of training images."""
    from core.models.copies import without_copies  # noqa: PLC0415 - off the window's thread

    progress("Looking for duplicates", 0, 0)
    return Compared(outcome, without_copies(outcome.bundle, outcome.examination, progress))
