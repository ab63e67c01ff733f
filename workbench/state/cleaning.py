"""What the experiment being designed leaves out of the dataset at hand, and how many images that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.datasets import Datasets
from workbench.state.design import Design

if TYPE_CHECKING:  # what drafts are made of comes with the first look at one: the window is there before it
    from core.data.cleaning import Excluded
    from core.data.dataset import ImageDataset
    from core.experiment.spec import Experiment

SECTION = "data.cleaning"
DUPLICATES = "duplicates"
_ON = {
    "exclude_blank": True,
    "exclude_conflicting": True,
    "across_parts": "exclude_from_train",
    "merge_duplicates": True,
}


class Cleaning(QObject):
    """The settings of the draft's section on cleaning, and what one of them removes.

    Attributes:
        excluded: What the setting looked at leaves out, or would; None while that is not known.
        error: Why it cannot be known.
    """

    changed = Signal()
    """Settings of the draft."""
    counted = Signal()
    """`excluded` or `error`."""

    def __init__(self, datasets: Datasets, design: Design, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.excluded: tuple[Excluded, ...] | None = None
        self.error: WorkbenchError | None = None
        self._datasets, self._design = datasets, design
        self._field = ""
        self._background = Background(self)
        self._background.succeeded.connect(lambda excluded: self._tell(excluded, None))
        self._background.failed.connect(lambda error: self._tell(None, error))
        design.changed.connect(self._follow)

    def look_at(self, field: str) -> None:
        """Say what one setting removes; an empty name: none is looked at any more."""
        self._field = field
        self._follow()

    def value(self, field: str) -> Any:
        """What the draft says."""
        return self._design.draft["data"]["cleaning"][field]

    def set_value(self, field: str, value: Any) -> None:
        """Change the draft."""
        self._design.set_value(f"{SECTION}.{field}", value)

    def close(self) -> None:
        """Leave no work behind."""
        self._background.close()

    def _follow(self) -> None:
        if not self._field:
            self._background.cancel()
            return
        self.changed.emit()
        experiment, dataset, field = self._design.experiment, self._datasets.dataset, self._field
        if experiment is None or dataset is None:
            self._background.cancel()
            reason = WorkbenchError("How many images that is cannot be said while Design has fields to correct.")
            self._tell(None, reason if dataset else None)
        else:
            self._background.start(lambda progress: _excluded(experiment, dataset, field, progress))

    def _tell(self, excluded: tuple[Excluded, ...] | None, error: WorkbenchError | None) -> None:
        self.excluded, self.error = excluded, error
        self.counted.emit()


def _excluded(experiment: Experiment, dataset: ImageDataset, field: str, progress: Progress) -> tuple[Excluded, ...]:
    """What one setting leaves out beside what the others do; where it is off, what it would leave out."""
    from core.data.cleaning import REASONS  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.experiment.division import divide  # noqa: PLC0415

    cleaning = experiment.data.cleaning
    if getattr(cleaning, field) in {False, "keep"}:
        cleaning = cleaning.model_copy(update={field: _ON[field]})
    data = experiment.data.model_copy(update={"cleaning": cleaning})
    parts = divide(experiment.model_copy(update={"data": data}), dataset, progress)
    return tuple(one for one in parts.excluded if one.reason is REASONS[field])
