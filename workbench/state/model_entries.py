"""The models that a workspace offers, and reading one of them: what is done beside the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import WorkbenchError
from core.models.shipped import shipped_models
from core.progress import Progress

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.committee import Model
    from core.runs.records import RunRecord, RunSummary
    from core.runs.store import RunStore

RUN, COMMITTEE, FILE, BOX = "run:", "committee:", "file:", "box:"


@dataclass(frozen=True)
class ModelEntry:
    """A model that can be chosen.

    Attributes:
        key: Tells it from all others, also from one start to the next.
        name: What to call it.
        path: Its file.
        source: Where the images came from that it was trained on.
        accuracy: On its validation images; None where nobody knows.
        epoch: The one after which it was taken, of a run that has left no model yet; 0 for all others.
        progress: How far such a run has come, in words.
    """

    key: str
    name: str
    path: Path
    source: str = ""
    accuracy: float | None = None
    epoch: int = 0
    progress: str = ""

    @property
    def is_run(self) -> bool:
        """Whether it is the model of a run of the workspace, and not a file from anywhere."""
        return self.key.startswith(RUN)

    @property
    def is_committee(self) -> bool:
        """Whether it is a committee of the workspace."""
        return self.key.startswith(COMMITTEE)

    @property
    def is_file(self) -> bool:
        """Whether it is a file from anywhere, and neither of a run nor of a committee of the workspace."""
        return self.key.startswith(FILE)

    @property
    def is_shipped(self) -> bool:
        """Whether it ships with the program."""
        return self.key.startswith(BOX)

    @property
    def run_id(self) -> str:
        """Of the run whose model it is; empty where it is that of no run."""
        return self.key.removeprefix(RUN) if self.is_run else ""


@dataclass(frozen=True)
class ModelList:
    """The models of a workspace.

    Attributes:
        runs: Those of its runs, newest first; a run that has left none yet is there with its latest checkpoint.
        committees: Its committees, likewise.
        training: Ids of the runs that are being trained, also before their first checkpoint.
    """

    runs: tuple[ModelEntry, ...] = ()
    committees: tuple[ModelEntry, ...] = ()
    training: tuple[str, ...] = ()


def shipped_entries() -> tuple[ModelEntry, ...]:
    """The models in the box."""
    return tuple(ModelEntry(f"{BOX}{name}", name, path) for name, path in shipped_models().items())


def entry_of_file(path: Path) -> ModelEntry:
    """A file, before it was read."""
    return ModelEntry(f"{FILE}{path}", path.stem, path)


def list_models(workspace: Path, progress: Progress) -> ModelList:
    """All there are.

    Raises:
        WorkbenchError: The workspace cannot be read.
    """
    from core.runs.committees import committees  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.runs.store import RunStore  # noqa: PLC0415
    from core.training.start import MODEL_ARTIFACT  # noqa: PLC0415

    progress("Looking for models", 0, 0)
    with RunStore(workspace) as store:
        summaries = store.runs()
        runs = tuple(_entries_of_runs(store, summaries, store.artifacts(MODEL_ARTIFACT)))
    training = tuple(run.run_id for run in summaries if run.outcome is None)
    united = tuple(_entry_of_committee(one, path) for one, path in committees(workspace).items())
    return ModelList(runs, united, training)


def latest_checkpoints(
    workspace: Path, training: tuple[str, ...], _progress: Progress
) -> tuple[ModelEntry, ...] | None:
    """The models of runs that are being trained, as they are now; None where one of the runs is over."""
    from core.runs.store import RunStore  # noqa: PLC0415 - loads what only runs need

    with RunStore(workspace) as store:
        records = [store.run(run_id) for run_id in training]
    if any(record.outcome is not None for record in records):
        return None
    return tuple(entry for record in records if (entry := _entry_of(record)))


def read_model(entry: ModelEntry, workspace: Path, progress: Progress) -> tuple[ModelEntry, Model]:
    """The model, and its entry with what only reading tells: of a run that trains, which epoch it is by now.

    Raises:
        WorkbenchError: It cannot be read.
    """
    progress("Reading the model", 0, 0)
    if entry.epoch:
        return _read_unfinished(entry, workspace)
    from core.models.model_files import open_model_file  # noqa: PLC0415 - loads NumPy, off the window's thread

    model = open_model_file(entry.path)
    return (_described(entry, model) if entry.is_file or entry.is_shipped else entry), model


def _read_unfinished(entry: ModelEntry, workspace: Path) -> tuple[ModelEntry, Model]:
    from core.runs.store import RunStore  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.training.latest import open_run  # noqa: PLC0415

    with RunStore(workspace) as store:
        opened = open_run(store, entry.run_id)
    return _entry_of(opened.run) or entry, opened.bundle


def _entries_of_runs(
    store: RunStore, summaries: Sequence[RunSummary], models: Mapping[str, Path]
) -> Iterator[ModelEntry]:
    from core.runs.manifests import MANIFEST_ARTIFACT  # noqa: PLC0415 - loads NumPy, off the window's thread

    begun = store.artifacts(MANIFEST_ARTIFACT)
    for run in summaries:
        if run.run_id in models:
            yield _entry_of_run(run, models[run.run_id])
        elif run.run_id in begun and (entry := _entry_of(store.run(run.run_id))):
            yield entry


def _entry_of_run(run: RunSummary, path: Path) -> ModelEntry:
    return ModelEntry(RUN + run.run_id, run.name, path, run.source, run.best_validation_accuracy)


def _entry_of(run: RunRecord) -> ModelEntry | None:
    """A run with the model that it left or, before that, with its latest checkpoint; None where it has neither."""
    from core.training.latest import model_file  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.training.start import MODEL_ARTIFACT  # noqa: PLC0415

    path = model_file(run)
    if path is None or run.artifact(MODEL_ARTIFACT) is not None:
        return _entry_of_run(run, path) if path else None
    accuracy = run.epochs[-1].validation_accuracy
    return ModelEntry(RUN + run.run_id, run.name, path, run.source, accuracy, run.epochs_done, run.progress)


def _entry_of_committee(committee_id: str, path: Path) -> ModelEntry:
    """As the committee calls itself; one that cannot be read says why when it is chosen."""
    from core.models.committee import read_committee_manifest  # noqa: PLC0415 - loads NumPy, off the window's thread

    key = COMMITTEE + committee_id
    try:
        manifest = read_committee_manifest(path)
    except WorkbenchError:
        return ModelEntry(key, committee_id, path)
    figures = manifest.measurements[0] if manifest.measurements else None
    accuracy = figures.evaluation.accuracy if figures else None
    return ModelEntry(key, manifest.name, path, f"{len(manifest.members)} members", accuracy)


def _described(entry: ModelEntry, model: Model) -> ModelEntry:
    """A file's entry with what the file says about itself: its first figures are those of its validation images."""
    first = model.members[0].manifest
    own = [one for one in model.manifest.measurements if one.data_sha256 == first.data_sha256]
    return replace(entry, source=first.trained_on, accuracy=own[0].evaluation.accuracy if own else None)
