"""Writing the repeated tables to files, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.files import write_atomic
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.evaluation_work import Saved

if TYPE_CHECKING:
    from core.runs.store import RunStore
    from workbench.state.reproduction_work import Found


class ReproductionFiles(QObject):
    """Saves one thing at a time.

    Attributes:
        saved: What was written last, until it has been read.
        error: Why the last thing could not be written.
    """

    changed = Signal()

    def __init__(self, store: Callable[[], RunStore], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.saved: Saved | None = None
        self.error: WorkbenchError | None = None
        self._store = store
        self._work = Background(self)
        self._work.succeeded.connect(self._take)
        self._work.failed.connect(self._refuse)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._work.is_busy

    def save_page(self, found: Found, path: Path) -> None:
        """Write tables, curves and the committee's figures to one HTML file."""
        self._begin(partial(_save_page, self._store, found, path))

    def save_figures(self, found: Found, path: Path) -> None:
        """Write all figures as JSON."""
        self._begin(partial(_save_figures, found, path))

    def dismiss(self) -> None:
        """What was written, or why not, has been read."""
        self._show(None, None)

    def refuse(self, error: WorkbenchError) -> None:
        """Say why nothing could be done with what was written, which stays."""
        self._show(self.saved, error)

    def close(self) -> None:
        """Leave no work behind."""
        self._work.close()

    def _begin(self, work: Callable[[Progress], Saved]) -> None:
        self._work.start(work)
        self._show(None, None)

    def _take(self, saved: Saved) -> None:
        self._show(saved, None)

    def _refuse(self, error: WorkbenchError) -> None:
        self._show(None, error)

    def _show(self, saved: Saved | None, error: WorkbenchError | None) -> None:
        self.saved, self.error = saved, error
        self.changed.emit()


def _save_page(store: Callable[[], RunStore], found: Found, path: Path, progress: Progress) -> Saved:
    from core.reproduction.page import write_reproduction  # noqa: PLC0415 - off the window's thread

    progress("Writing the report", 0, 0)
    write_reproduction(path, found.reproduction, found.tables, store())
    return Saved("Report", path)


def _save_figures(found: Found, path: Path, progress: Progress) -> Saved:
    progress("Writing the figures", 0, 0)
    try:
        write_atomic(path, found.reproduction.model_dump_json(indent=2))
    except OSError as error:
        reason = error.strerror or str(error)
        raise WorkbenchError(f"{path} cannot be written: {reason}.", "Choose another place for it.") from error
    return Saved("Figures", path)
