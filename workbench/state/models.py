"""The models that can answer, and the one that does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.paths import DATABASE
from core.progress import Progress
from core.runs.identifiers import short
from workbench.state.background import Background
from workbench.state.model_entries import (
    COMMITTEE,
    FILE,
    RUN,
    ModelEntry,
    ModelList,
    entry_of_file,
    latest_checkpoints,
    list_models,
    read_model,
    shipped_entries,
)
from workbench.state.preferences import Preferences
from workbench.state.read_as import Opened, ReadAs, opened

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.committee import Model
    from core.models.committee_predictor import AnyPredictor

_CHOSEN = "model"


class Models(QObject):
    """Lists the models of a workspace's runs, its committees and the files opened, and reads the one that is to answer.

    The newest run's model answers until one is chosen; that choice is kept. While a model is read, and after one could
    not be, the one before stays. A run that is being trained is among them with its latest checkpoint.

    Attributes:
        entries: The committees and then the runs that have a model, both newest first, and then the files opened.
        shipped: The models in the box: none of them answers before somebody chooses it.
        current: The model that answers; None while there is none.
        predictor: What answers with it, with some of its classes or all.
        classes: All that it tells apart.
        is_narrowable: Whether it can answer with some of them.
        error: Why the model chosen last cannot be had.
    """

    entries_changed = Signal()
    changed = Signal()
    reading_changed = Signal()
    error_changed = Signal()

    def __init__(self, workspace: Path, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shipped = shipped_entries()
        self.current: ModelEntry | None = None
        self.predictor: AnyPredictor | None = None
        self.classes: tuple[str, ...] = ()
        self.is_narrowable = False
        self.error: WorkbenchError | None = None
        self._workspace = workspace
        self._preferences = preferences
        self._wanted = preferences.word(_CHOSEN)
        self._read_as = ReadAs(preferences)
        self._list = ModelList()
        self._files: tuple[ModelEntry, ...] = ()
        self._listing, self._reading, self._looking = Background(self), Background(self), Background(self)
        self._listing.succeeded.connect(self._take_list)
        self._listing.failed.connect(self._refuse_list)
        self._reading.succeeded.connect(self._take_model)
        self._reading.failed.connect(self._refuse)
        self._looking.succeeded.connect(self._take_checkpoints)
        self._looking.failed.connect(lambda _error: self.refresh())

    @property
    def entries(self) -> tuple[ModelEntry, ...]:
        """Everything that can be chosen."""
        return self._list.committees + self._list.runs + self._files

    @property
    def is_reading(self) -> bool:
        """Whether a model is on its way, or looked for."""
        return self._listing.is_busy or self._reading.is_busy

    @property
    def is_training(self) -> bool:
        """Whether one of the runs is being trained, as far as the latest list tells."""
        return bool(self._list.training)

    def title_of(self, entry: ModelEntry) -> str:
        """Its name, with the end of the run's id where others are called the same, and the epoch of a checkpoint."""
        name = self.name_of(entry)
        return f"{name} · epoch {entry.epoch:,}" if entry.epoch else name

    def name_of(self, entry: ModelEntry) -> str:
        """The same without the epoch."""
        is_only = all(other.name != entry.name or other.key == entry.key for other in self.entries)
        return entry.name if is_only or not entry.is_run else f"{entry.name} {short(entry.key)}"

    def reader(self, entry: ModelEntry) -> Callable[[Progress], tuple[ModelEntry, Model]]:
        """What reads a model, on whatever thread it is called: see `read_model`."""
        return partial(read_model, entry, self._workspace)

    def refresh(self) -> None:
        """Look for models again, as after a run has ended."""
        if (self._workspace / DATABASE).exists():
            self._listing.start(partial(list_models, self._workspace))
            self.reading_changed.emit()
        else:
            self._take_list(ModelList())

    def look_at_training(self) -> None:
        """Look for newer checkpoints of the runs that are being trained, and take up that of the one that answers."""
        if not self.is_reading and not self._looking.is_busy:
            self._looking.start(partial(latest_checkpoints, self._workspace, self._list.training))

    def choose_run(self, run_id: str) -> None:
        """Let the model of a run answer from now on, also of one that ended just now."""
        self._set_error(None)
        self._wanted = RUN + run_id
        self.refresh()

    def choose_committee(self, committee_id: str) -> None:
        """Let a committee of the workspace answer from now on, also one that was made just now."""
        self._set_error(None)
        self._wanted = COMMITTEE + committee_id
        self.refresh()

    def choose_file(self, path: Path) -> None:
        """Let a model file answer from now on."""
        self._choose(entry_of_file(path))

    def choose(self, entry: ModelEntry) -> None:
        """Let one of the entries answer from now on."""
        self._choose(entry)

    def read_as(self, classes: tuple[str, ...]) -> None:
        """Let the model at hand answer with these of its classes from now on, also at the next start."""
        if self.current is not None:
            self._read_as.choose(self.current.key, () if classes == self.classes else classes)
            self._read(self.current)

    def dismiss_error(self) -> None:
        """Forget what went wrong."""
        self._set_error(None)

    def close(self) -> None:
        """Leave no work behind."""
        for background in (self._listing, self._reading, self._looking):
            background.close()

    def _choose(self, entry: ModelEntry) -> None:
        self._set_error(None)
        self._wanted = entry.key
        self._read(entry)

    def _read(self, entry: ModelEntry) -> None:
        self._reading.start(partial(opened, self.reader(entry), self._read_as.of(entry.key)))
        self.reading_changed.emit()

    def _take_checkpoints(self, found: tuple[ModelEntry, ...] | None) -> None:
        if found is None:
            self.refresh()
        # What is on its way may be newer than this look.
        if self.is_reading or found is None:
            return
        newer = {entry.key: entry for entry in found}
        listed = [newer.pop(entry.key, entry) for entry in self._list.runs]
        runs = (*newer.values(), *listed)
        if runs != self._list.runs:
            self._take_list(replace(self._list, runs=runs))

    def _take_list(self, found: ModelList) -> None:
        self._list = found
        self.entries_changed.emit()
        entry, current = self._wanted_entry(), self.current
        # A run that trains has another file after every epoch.
        if entry is not None and (current is None or (entry.key, entry.path) != (current.key, current.path)):
            self._read(entry)
        else:
            self.reading_changed.emit()

    def _wanted_entry(self) -> ModelEntry | None:
        """What was chosen; where nothing was, or it is gone, the newest run's model."""
        for entry in (*self.entries, *self.shipped):
            if entry.key == self._wanted:
                return entry
        if self._wanted.startswith(FILE):
            return entry_of_file(Path(self._wanted.removeprefix(FILE)))
        if self._wanted:
            what, _, its_id = self._wanted.capitalize().partition(":")
            self._forget_choice()
            self._set_error(WorkbenchError(f"{what} {its_id} has no model.", "Choose another one."))
            return self.current or self._newest()
        return self._newest()

    def _newest(self) -> ModelEntry | None:
        """Of those that are whole; before there is one, a run's checkpoint."""
        runs = self._list.runs
        return next((entry for entry in runs if not entry.epoch), runs[0] if runs else None)

    def _take_model(self, model: Opened) -> None:
        self.current, self.predictor = model.entry, model.predictor
        self.classes, self.is_narrowable = model.classes, model.is_narrowable
        if self.current.is_file and self.current.key not in {entry.key for entry in self._files}:
            self._files += (self.current,)
            self.entries_changed.emit()
        if self.current.key == self._wanted:
            self._preferences.remember_word(_CHOSEN, self._wanted)
        self.reading_changed.emit()
        self.changed.emit()

    def _refuse_list(self, error: WorkbenchError) -> None:
        """List and choice stay as they were; a file that was chosen does not depend on the list."""
        self._set_error(error)
        if self.current is None and self._wanted.startswith(FILE):
            self._read(entry_of_file(Path(self._wanted.removeprefix(FILE))))
        self.reading_changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        refused = self._wanted
        self._forget_choice()
        self._set_error(error)
        newest = self._newest()
        # At the start there is none before that could stay.
        if self.current is None and newest is not None and refused not in {"", newest.key}:
            self._read(newest)
        self.reading_changed.emit()

    def _forget_choice(self) -> None:
        """What answers now is what is wanted; where that was never chosen, the newest is."""
        kept = self._preferences.word(_CHOSEN)
        self._wanted = kept if self.current is not None and self.current.key == kept else ""
        self._preferences.remember_word(_CHOSEN, self._wanted)

    def _set_error(self, error: WorkbenchError | None) -> None:
        self.error = error
        self.error_changed.emit()
