"""Uniting models of finished runs to a committee: which are ticked, how they vote, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.datasets import Datasets

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.data.dataset import ImageDataset
    from core.models.votes import Vote
    from core.runs.store import RunStore

_FEWEST = 2
_FIRST_NAME = "Committee"


@dataclass(frozen=True)
class Candidate:
    """A run whose model can be a member.

    Attributes:
        run_id: Which.
        name: What it is called.
        architecture: Its network in short.
        source: Where its images came from.
        accuracy: On its validation images; None where nobody knows.
        path: Its model's file.
        classes: What it knows; empty where its file cannot be read.
        fault: Why not, in a sentence.
    """

    run_id: str
    name: str
    architecture: str
    source: str
    accuracy: float | None
    path: Path
    classes: tuple[str, ...] = ()
    fault: str = ""


class _Order(NamedTuple):
    name: str
    paths: tuple[Path, ...]
    vote: Vote
    dataset: ImageDataset | None


class Uniting(QObject):
    """What the panel that unites models is about.

    Attributes:
        candidates: The runs with a model, newest first.
        vote: How the answers will become one.
        name: What to call the committee.
        error: Why the runs could not be listed, or not be united.
    """

    changed = Signal()
    united = Signal(str)
    """A committee of this id is in the workspace."""

    def __init__(self, store: Callable[[], RunStore], datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.candidates: tuple[Candidate, ...] = ()
        self.vote: Vote = "majority"
        self.name = _FIRST_NAME
        self.error: WorkbenchError | None = None
        self._store, self._datasets = store, datasets
        self._ticked: tuple[str, ...] = ()
        self._listing, self._working = Background(self), Background(self)
        self._listing.succeeded.connect(self._take_candidates)
        self._working.succeeded.connect(self._take_committee)
        for background in (self._listing, self._working):
            background.failed.connect(self._refuse)

    @property
    def is_busy(self) -> bool:
        """Whether runs are looked for, or being united."""
        return self._listing.is_busy or self._working.is_busy

    @property
    def members(self) -> list[Candidate]:
        """Those that are ticked, in the order in which they were."""
        by_id = {candidate.run_id: candidate for candidate in self.candidates}
        return [by_id[run_id] for run_id in self._ticked if run_id in by_id]

    @property
    def obstacle(self) -> str:
        """Why nothing can be united now, in a sentence; empty where it can."""
        if self._working.is_busy:
            return "The committee is being made."
        missing = _FEWEST - len(self.members)
        if missing > 0:
            return f"Tick {'one more run' if missing == 1 else 'two runs or more'}."
        return "" if self.name.strip() else "Give the committee a name."

    def refresh(self, ticked: Sequence[str] = ()) -> None:
        """Look for runs, with these ticked at first; `changed` tells the end."""
        self._ticked, self.name, self.error = tuple(ticked), _FIRST_NAME, None
        self._listing.start(lambda progress: _candidates(self._store(), progress))
        self.changed.emit()

    def is_ticked(self, candidate: Candidate) -> bool:
        """Whether it is to be a member."""
        return candidate.run_id in self._ticked

    def tick(self, candidate: Candidate, *, is_ticked: bool) -> None:
        """Make it a member, or not; one that does not go with the others stays outside."""
        others = tuple(one for one in self._ticked if one != candidate.run_id)
        self._ticked = (*others, candidate.run_id) if is_ticked and not self.reason_against(candidate) else others
        self.changed.emit()

    def reason_against(self, candidate: Candidate) -> str:
        """Why it cannot be a member beside those that are ticked, in a sentence; empty where it can."""
        if candidate.fault:
            return candidate.fault
        first = next((one for one in self.members if one is not candidate), None)
        if first is None:
            return ""
        from core.models.uniting import class_difference  # noqa: PLC0415 - there are models, so NumPy is there

        return class_difference(first.name, first.classes, candidate.name, candidate.classes)

    def set_vote(self, vote: Vote) -> None:
        """Choose how the answers become one."""
        self.vote = vote
        self.changed.emit()

    def set_name(self, name: str) -> None:
        """Choose what to call the committee."""
        self.name = name
        self.changed.emit()

    def unite(self) -> None:
        """Make the committee, where nothing stands in the way; `united` or `changed` tells the end."""
        if self.obstacle:
            return
        self.error = None
        paths = tuple(member.path for member in self.members)
        order = _Order(self.name, paths, self.vote, self._datasets.dataset)
        self._working.start(partial(_united, self._store, order))
        self.changed.emit()

    def cancel(self) -> None:
        """Think no more of it."""
        self._working.cancel()

    def close(self) -> None:
        """Leave no work behind."""
        self._listing.close()
        self._working.close()

    def _take_candidates(self, candidates: tuple[Candidate, ...]) -> None:
        self.candidates = candidates
        self.changed.emit()

    def _take_committee(self, committee_id: str) -> None:
        self.changed.emit()
        self.united.emit(committee_id)

    def _refuse(self, error: WorkbenchError) -> None:
        self.error = error
        self.changed.emit()


def _candidates(store: RunStore, progress: Progress) -> tuple[Candidate, ...]:
    from core.models.bundle import read_manifest  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.training.start import MODEL_ARTIFACT  # noqa: PLC0415

    paths = store.artifacts(MODEL_ARTIFACT)
    runs = [run for run in store.runs() if run.run_id in paths]
    found = []
    for done, run in enumerate(runs):
        progress("Looking at models", done, len(runs))
        path, fault = paths[run.run_id], ""
        classes: tuple[str, ...] = ()
        try:
            classes = read_manifest(path).classes
        except WorkbenchError as error:
            fault = error.message
        about = (run.name, run.architecture, run.source, run.best_validation_accuracy)
        found.append(Candidate(run.run_id, *about, path, classes, fault))
    return tuple(found)


def _united(store: Callable[[], RunStore], order: _Order, progress: Progress) -> str:
    """Make the committee and keep it in the workspace; measured where its members' dataset is at hand."""
    from core.models.bundle import load_bundle  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.models.uniting import measured, unite  # noqa: PLC0415
    from core.runs.committees import keep_committee  # noqa: PLC0415

    progress("Uniting", 0, 0)
    members = [load_bundle(path) for path in order.paths]
    committee = unite(order.name, members, order.vote)
    data = {member.manifest.data_sha256 for member in members}
    if order.dataset is not None and data == {order.dataset.sha256}:
        committee = measured(committee, order.dataset)
    return keep_committee(store().workspace, committee).parent.name
