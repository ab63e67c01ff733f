"""A model written for other programs, beside the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress, silent
from workbench.state.background import Background
from workbench.state.model_entries import ModelEntry, read_model

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.committee import Model
    from core.models.exporting.export import Exported


class Exporting(QObject):
    """Does one export at a time; the next one takes the place of one that goes on.

    What is written takes pictures as they are: it normalises them by itself.

    Attributes:
        exported: What was written last; None before, and while something is written.
        error: Why the last export failed.
        position: How far the one that goes on is: a phrase, what is done, and all there is to do, 0 while unknown.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.exported: Exported | None = None
        self.error: WorkbenchError | None = None
        self.position = ("", 0, 0)
        self._workspace = workspace
        self._work = Background(self)
        self._work.progressed.connect(self._take_position)
        self._work.succeeded.connect(self._show)
        self._work.failed.connect(lambda error: self._show(None, error))

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._work.is_busy

    def export(self, entry: ModelEntry, target: Path, engine: Literal["numpy", "keras"] = "numpy") -> None:
        """Write a model to a file, in the format that its name says; a script computes with `engine`."""
        self.position = ("", 0, 0)
        self._work.start(partial(_export, entry, self._workspace, target, engine))
        self._show(None)

    def cancel(self) -> None:
        """Give up the export that goes on; nothing is written."""
        self._work.cancel()
        self._show(None)

    def dismiss(self) -> None:
        """What was written, or went wrong, has been read."""
        self._show(None)

    def close(self) -> None:
        """Leave no work behind."""
        self._work.close()

    def _take_position(self, stage: str, done: int, total: int) -> None:
        self.position = (stage, done, total)
        self.progressed.emit()

    def _show(self, exported: Exported | None, error: WorkbenchError | None = None) -> None:
        self.exported, self.error = exported, error
        self.changed.emit()


def _export(
    entry: ModelEntry, workspace: Path, target: Path, engine: Literal["numpy", "keras"], progress: Progress
) -> Exported:
    from core.models.exporting.process import export_in_process  # noqa: PLC0415 - loads NumPy, off the window's thread

    return export_in_process(partial(_model, entry, workspace), target, engine, progress, with_preprocessing=True)


def _model(entry: ModelEntry, workspace: Path) -> Model:
    """Read in the process that exports it."""
    return read_model(entry, workspace, silent)[1]
