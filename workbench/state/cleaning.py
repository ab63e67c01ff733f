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
    from core.experiment.draft import Draft

SECTION = "data.cleaning"
DUPLICATES = "duplicates"
_SWITCHED_ON = {
    "no_blanks": True,
    "no_conflicts": True,
    "across_parts": "exclude_from_train",
    "no_repeats": True,
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
        draft, dataset, field = self._design.draft, self._datasets.dataset, self._field
        if dataset is not None:
            self._background.start(lambda progress: _excluded(draft, dataset, field, progress))

    def _tell(self, excluded: tuple[Excluded, ...] | None, error: WorkbenchError | None) -> None:
        self.excluded, self.error = excluded, error
        self.counted.emit()


def _excluded(draft: Draft, dataset: ImageDataset, field: str, progress: Progress) -> tuple[Excluded, ...]:
    """What one setting leaves out beside what the others do; where it is off, what it would leave out."""
    from pydantic import ValidationError  # noqa: PLC0415 - loads NumPy and pydantic, off the window's thread

    from core.data.cleaning import REASONS  # noqa: PLC0415
    from core.experiment.division import divide_data  # noqa: PLC0415
    from core.experiment.spec import DataSpec  # noqa: PLC0415

    settings = dict(draft["data"]["cleaning"])
    if settings[field] in {False, "keep"}:
        settings[field] = _SWITCHED_ON[field]
    try:
        data = DataSpec.model_validate({**draft["data"], "cleaning": settings})
        parts = divide_data(data, int(draft["seed"]), dataset, progress)
    except (ValidationError, ValueError, TypeError) as error:
        raise WorkbenchError("How many images that is cannot be said while fields in Design are wrong.") from error
    return tuple(one for one in parts.excluded if one.reason is REASONS[field])
