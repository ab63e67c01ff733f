"""The models that can answer, and the one that does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.paths import DATABASE
from core.progress import Progress
from core.runs.identifiers import short
from workbench.state.background import Background
from workbench.state.preferences import Preferences

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.committee import Model
    from core.models.committee_predictor import AnyPredictor

_CHOSEN = "model"
_RUN, _COMMITTEE, _FILE = "run:", "committee:", "file:"


@dataclass(frozen=True)
class ModelEntry:
    """A model that can be chosen.

    Attributes:
        key: Tells it from all others, also from one start to the next.
        name: What to call it.
        path: Its file.
        source: Where the images came from that it was trained on.
        accuracy: On its validation images; None where nobody knows.
    """

    key: str
    name: str
    path: Path
    source: str = ""
    accuracy: float | None = None

    @property
    def is_run(self) -> bool:
        """Whether it is the model of a run of the workspace, and not a file from anywhere."""
        return self.key.startswith(_RUN)

    @property
    def is_committee(self) -> bool:
        """Whether it is a committee of the workspace."""
        return self.key.startswith(_COMMITTEE)

    @property
    def is_file(self) -> bool:
        """Whether it is a file from anywhere, and neither of a run nor of a committee of the workspace."""
        return self.key.startswith(_FILE)


class Models(QObject):
    """Lists the models of a workspace's runs, its committees and the files opened, and reads the one that is to answer.

    The newest run's model answers until one is chosen; that choice is kept. While a model is read, and after one could
    not be, the one before stays.

    Attributes:
        entries: The committees and then the runs that have a model, both newest first, and then the files opened.
        current: The model that answers; None while there is none.
        predictor: What answers with it.
        error: Why the model chosen last cannot be had.
    """

    entries_changed = Signal()
    changed = Signal()
    reading_changed = Signal()
    error_changed = Signal()

    def __init__(self, workspace: Path, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: ModelEntry | None = None
        self.predictor: AnyPredictor | None = None
        self.error: WorkbenchError | None = None
        self._workspace = workspace
        self._preferences = preferences
        self._wanted = preferences.word(_CHOSEN)
        self._runs: tuple[ModelEntry, ...] = ()
        self._committees: tuple[ModelEntry, ...] = ()
        self._files: tuple[ModelEntry, ...] = ()
        self._listing, self._reading = Background(self), Background(self)
        self._listing.succeeded.connect(lambda found: self._take_list(*found))
        self._listing.failed.connect(self._refuse_list)
        self._reading.succeeded.connect(self._take_model)
        self._reading.failed.connect(self._refuse)

    @property
    def entries(self) -> tuple[ModelEntry, ...]:
        """Everything that can be chosen."""
        return self._committees + self._runs + self._files

    @property
    def is_reading(self) -> bool:
        """Whether a model is on its way, or looked for."""
        return self._listing.is_busy or self._reading.is_busy

    def title_of(self, entry: ModelEntry) -> str:
        """Its name, with the end of the run's id where others are called the same."""
        is_only = all(other.name != entry.name or other.key == entry.key for other in self.entries)
        return entry.name if is_only or not entry.is_run else f"{entry.name} {short(entry.key)}"

    def refresh(self) -> None:
        """Look for models again, as after a run has ended."""
        if (self._workspace / DATABASE).exists():
            self._listing.start(partial(_models_of, self._workspace))
            self.reading_changed.emit()
        else:
            self._take_list((), ())

    def choose_run(self, run_id: str) -> None:
        """Let the model of a run answer from now on, also of one that ended just now."""
        self._set_error(None)
        self._wanted = _RUN + run_id
        self.refresh()

    def choose_committee(self, committee_id: str) -> None:
        """Let a committee of the workspace answer from now on, also one that was made just now."""
        self._set_error(None)
        self._wanted = _COMMITTEE + committee_id
        self.refresh()

    def choose_file(self, path: Path) -> None:
        """Let a model file answer from now on."""
        self._choose(_entry_of_file(path))

    def choose(self, entry: ModelEntry) -> None:
        """Let one of the entries answer from now on."""
        self._choose(entry)

    def dismiss_error(self) -> None:
        """Forget what went wrong."""
        self._set_error(None)

    def close(self) -> None:
        """Leave no work behind."""
        self._listing.close()
        self._reading.close()

    def _choose(self, entry: ModelEntry) -> None:
        self._set_error(None)
        self._wanted = entry.key
        self._read(entry)

    def _read(self, entry: ModelEntry) -> None:
        self._reading.start(partial(_opened, entry))
        self.reading_changed.emit()

    def _take_list(self, runs: tuple[ModelEntry, ...], committees: tuple[ModelEntry, ...]) -> None:
        self._runs, self._committees = runs, committees
        self.entries_changed.emit()
        entry = self._wanted_entry()
        if entry is not None and (self.current is None or entry.key != self.current.key):
            self._read(entry)
        else:
            self.reading_changed.emit()

    def _wanted_entry(self) -> ModelEntry | None:
        """What was chosen; where nothing was, or it is gone, the newest run's model."""
        for entry in self.entries:
            if entry.key == self._wanted:
                return entry
        if self._wanted.startswith(_FILE):
            return _entry_of_file(Path(self._wanted.removeprefix(_FILE)))
        if self._wanted:
            what, _, its_id = self._wanted.capitalize().partition(":")
            self._forget_choice()
            self._set_error(WorkbenchError(f"{what} {its_id} has no model.", "Choose another one."))
            return self.current or self._newest()
        return self._newest()

    def _newest(self) -> ModelEntry | None:
        return self._runs[0] if self._runs else None

    def _take_model(self, opened: tuple[ModelEntry, AnyPredictor]) -> None:
        self.current, self.predictor = opened
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
        if self.current is None and self._wanted.startswith(_FILE):
            self._read(_entry_of_file(Path(self._wanted.removeprefix(_FILE))))
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


def _entry_of_file(path: Path) -> ModelEntry:
    return ModelEntry(f"{_FILE}{path}", path.stem, path)


def _models_of(workspace: Path, progress: Progress) -> tuple[tuple[ModelEntry, ...], tuple[ModelEntry, ...]]:
    """Those of runs, and the committees."""
    from core.runs.committees import committees  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.runs.store import RunStore  # noqa: PLC0415
    from core.training.start import MODEL_ARTIFACT  # noqa: PLC0415

    progress("Looking for models", 0, 0)
    with RunStore(workspace) as store:
        paths = store.artifacts(MODEL_ARTIFACT)
        runs = tuple(
            ModelEntry(_RUN + run.run_id, run.name, paths[run.run_id], run.source, run.best_validation_accuracy)
            for run in store.runs()
            if run.run_id in paths
        )
    return runs, tuple(_entry_of_committee(one, path) for one, path in committees(workspace).items())


def _entry_of_committee(committee_id: str, path: Path) -> ModelEntry:
    """As the committee calls itself; one that cannot be read says why when it is chosen."""
    from core.models.committee import read_committee_manifest  # noqa: PLC0415 - loads NumPy, off the window's thread

    key = _COMMITTEE + committee_id
    try:
        manifest = read_committee_manifest(path)
    except WorkbenchError:
        return ModelEntry(key, committee_id, path)
    figures = manifest.measurements[0] if manifest.measurements else None
    accuracy = figures.evaluation.accuracy if figures else None
    return ModelEntry(key, manifest.name, path, f"{len(manifest.members)} members", accuracy)


def _opened(entry: ModelEntry, progress: Progress) -> tuple[ModelEntry, AnyPredictor]:
    from core.models.committee import load_model  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.models.committee_predictor import predictor_of  # noqa: PLC0415

    progress("Reading the model", 0, 0)
    model = load_model(entry.path)
    return _described(entry, model) if entry.is_file else entry, predictor_of(model)


def _described(entry: ModelEntry, model: Model) -> ModelEntry:
    """A file's entry with what the file says about itself: its first figures are those of its validation images."""
    first = model.members[0].manifest
    own = [one for one in model.manifest.measurements if one.data_sha256 == first.data_sha256]
    return replace(entry, source=first.trained_on, accuracy=own[0].evaluation.accuracy if own else None)
