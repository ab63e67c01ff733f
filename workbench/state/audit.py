"""What is wrong with the dataset at hand, found out beside the window, and what the experiment leaves out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.cleaning import Cleaning
from workbench.state.datasets import Datasets
from workbench.state.design import Design

if TYPE_CHECKING:  # NumPy comes with the first dataset: the window is there before it
    from core.data.audit.findings import AuditReport
    from core.data.dataset import ImageDataset

# So much is looked through in a second or so: nobody has to ask for it.
_QUICK_BYTES = 32 * 2**20


class Audit(QObject):
    """Looks at the dataset that was opened last: by itself where that is quick, else when it is asked to.

    Attributes:
        report: What is known; None while nothing is.
        error: Why it could not be found out.
        cleaning: What the experiment being designed leaves out.
    """

    changed = Signal()
    progressed = Signal(str, int, int)

    def __init__(self, datasets: Datasets, design: Design, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.report: AuditReport | None = None
        self.error: WorkbenchError | None = None
        self.cleaning = Cleaning(datasets, design, self)
        self._datasets = datasets
        self._is_asked_for = False
        self._background = Background(self)
        self._background.progressed.connect(self.progressed)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(self._refuse)
        datasets.changed.connect(self._begin)

    @property
    def is_busy(self) -> bool:
        """Whether images are being looked at because somebody asked for it."""
        return self._is_asked_for and self._background.is_busy

    @property
    def is_whole(self) -> bool:
        """Whether the images themselves have been looked at."""
        return self.report is not None and self.report.is_whole

    def start(self) -> None:
        """Look at all images of the dataset at hand."""
        dataset = self._datasets.dataset
        if dataset is not None:
            self.error = None
            self._is_asked_for = True
            self._background.start(lambda progress: _whole(dataset, progress))
            self.changed.emit()

    def cancel(self) -> None:
        """Give up looking; what was known before stays."""
        self._background.cancel()
        self._is_asked_for = False
        self.changed.emit()

    def close(self) -> None:
        """Leave no work behind."""
        self._background.close()
        self.cleaning.close()

    def _begin(self) -> None:
        """Say of another dataset what can be said at once."""
        dataset = self._datasets.dataset
        self.report = self.error = None
        self._is_asked_for = False
        if dataset is not None:
            self._background.start(lambda progress: _first(dataset, progress))
        self.changed.emit()

    def _take(self, report: AuditReport) -> None:
        self.report = report
        self._is_asked_for = False
        self.changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.error = error
        self._is_asked_for = False
        self.changed.emit()


def _first(dataset: ImageDataset, progress: Progress) -> AuditReport:
    from core.data.audit.analysis import is_analysed  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.data.audit.report import glance  # noqa: PLC0415

    if dataset.images.nbytes <= _QUICK_BYTES or is_analysed(dataset):
        return _whole(dataset, progress)
    return glance(dataset)


def _whole(dataset: ImageDataset, progress: Progress) -> AuditReport:
    from core.data.audit.report import audit  # noqa: PLC0415 - loads NumPy, off the window's thread

    return audit(dataset, progress)
