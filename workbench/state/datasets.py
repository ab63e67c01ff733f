"""The dataset at hand: opening one, and what became of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.preferences import Preferences

if TYPE_CHECKING:  # NumPy comes with the first dataset: the window is there before it
    from core.data.dataset import ImageDataset
    from workbench.state.overview import Uses


class Datasets(QObject):
    """Opens datasets beside the window and holds the one that was opened last.

    While a dataset is read, and after one could not be, the one before stays.
    """

    reading_changed = Signal()
    progressed = Signal(str, int, int)
    changed = Signal()
    error_changed = Signal()
    recent_changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dataset: ImageDataset | None = None
        self.uses: Uses | None = None
        self.error: WorkbenchError | None = None
        self._source = ""
        self._preferences = preferences
        self._background = Background(self)
        self._background.progressed.connect(self.progressed)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(self._refuse)

    @property
    def is_reading(self) -> bool:
        """Whether a dataset is on its way."""
        return self._background.is_busy

    @property
    def source(self) -> str:
        """What is being read, or was asked for last."""
        return self._source

    @property
    def recent(self) -> list[str]:
        """Sources opened before, the latest first."""
        return self._preferences.recent_sources()

    def open(self, source: str) -> None:
        """Read a folder, a file or a built-in source; `changed` or `error_changed` tells the end."""
        self._source = source
        self._set_error(None)
        self._background.start(lambda progress: _opened(source, progress))
        self.reading_changed.emit()

    def cancel(self) -> None:
        """Give up what is being read."""
        self._background.cancel()
        self.reading_changed.emit()

    def close(self) -> None:
        """Leave no work behind; nothing can be opened afterwards."""
        self._background.close()

    def dismiss_error(self) -> None:
        """Forget what went wrong."""
        self._set_error(None)

    def _take(self, opened: tuple[ImageDataset, Uses]) -> None:
        self.dataset, self.uses = opened
        self._preferences.remember_source(self._source)
        self.reading_changed.emit()
        self.changed.emit()
        self.recent_changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self._preferences.forget_source(self._source)
        self._set_error(error)
        self.reading_changed.emit()
        self.recent_changed.emit()

    def _set_error(self, error: WorkbenchError | None) -> None:
        self.error = error
        self.error_changed.emit()


def _opened(source: str, progress: Progress) -> tuple[ImageDataset, Uses]:
    from core.data.open import open_dataset  # noqa: PLC0415 - loads NumPy, off the window's thread
    from workbench.state.overview import uses_of  # noqa: PLC0415

    dataset = open_dataset(source, progress=progress)
    return dataset, uses_of(dataset)
