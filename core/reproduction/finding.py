"""What of a reproduction is there already: its runs are ordinary runs, found by what they trained on what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.data.dataset import ImageDataset
from core.experiment.spec import Experiment
from core.models.bundle import Measurement, read_manifest
from core.models.committee import CommitteeBundle, load_model, read_committee_manifest
from core.reproduction.planning import PlannedModel, PlannedTable
from core.runs.committees import committees
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.events import Outcome
from core.training.members import begun_run_of_same, model_of, run_of_same, run_that_diverged, unite_runs


@dataclass(frozen=True)
class FoundModel:
    """A model of a reproduction, as far as it is there.

    Attributes:
        planned: What was asked for.
        runs: Of its experiments, in their order; None where one has not come to its end.
        measurement: On the test images; None while there is no model.
    """

    planned: PlannedModel
    runs: tuple[RunRecord | None, ...]
    measurement: Measurement | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do for it: a run that diverges does so every time."""
        return self.measurement is not None or self.has_diverged

    @property
    def has_diverged(self) -> bool:
        """Whether the weights of a run overflowed, so that there is no model."""
        return any(run is not None and run.outcome is Outcome.DIVERGED for run in self.runs)


@dataclass(frozen=True, eq=False)
class Wanted:
    """A run that a reproduction lacks.

    Attributes:
        experiment: What is to be trained.
        dataset: On what.
        begun: The id of a run of the same that ended early, to go on with; None to begin.
    """

    experiment: Experiment
    dataset: ImageDataset
    begun: str | None


def find(model: PlannedModel, dataset: ImageDataset, store: RunStore) -> FoundModel:
    """What of a model is in the workspace."""
    runs = tuple(_ended_run(store, experiment, dataset) for experiment in model.experiments)
    return FoundModel(model, runs, _measurement(model, runs, store))


def wanted_runs(tables: Sequence[PlannedTable], store: RunStore) -> Iterator[Wanted]:
    """The runs that are lacking, each once, in the order of the tables; looked up as they are asked for."""
    seen: list[tuple[str, Experiment]] = []
    for table in tables:
        for experiment in _experiments(table):
            one = (table.dataset.sha256, experiment)
            if one in seen:
                continue
            seen.append(one)
            if _ended_run(store, experiment, table.dataset) is None:
                begun = begun_run_of_same(store, experiment, table.dataset.sha256)
                yield Wanted(experiment, table.dataset, begun.run_id if begun else None)


def unite_what_is_there(tables: Sequence[PlannedTable], store: RunStore) -> None:
    """Make the committees whose members are all there, and which are not.

    Raises:
        WorkbenchError: The workspace cannot be written, or a member's file is damaged.
    """
    for table in tables:
        for row in table.rows:
            for model in row.models:
                found = find(model, table.dataset, store)
                runs = [run for run in found.runs if run is not None]
                if model.committee and not found.is_done and len(runs) == len(model.experiments):
                    unite_runs(model.committee, runs, store, table.dataset)


def _experiments(table: PlannedTable) -> Iterator[Experiment]:
    for row in table.rows:
        for model in row.models:
            yield from model.experiments


def _ended_run(store: RunStore, experiment: Experiment, dataset: ImageDataset) -> RunRecord | None:
    sha256 = dataset.sha256
    return run_of_same(store, experiment, sha256) or run_that_diverged(store, experiment, sha256)


def _measurement(model: PlannedModel, runs: Sequence[RunRecord | None], store: RunStore) -> Measurement | None:
    there = [run for run in runs if run is not None and run.outcome is Outcome.COMPLETED]
    if len(there) < len(runs):
        return None
    if model.committee is None:
        return _of_test(read_manifest(model_of(there[0])).measurements)
    united = _united(model.committee.name, [run.run_id for run in there], store)
    return _of_test(united.manifest.measurements) if united else None


def _united(name: str, run_ids: Sequence[str], store: RunStore) -> CommitteeBundle | None:
    """The latest committee of that name with these members; None where they were not united yet."""
    for path in committees(store.workspace).values():
        if read_committee_manifest(path).name != name:
            continue
        model = load_model(path)
        if isinstance(model, CommitteeBundle) and [one.manifest.run_id for one in model.members] == list(run_ids):
            return model
    return None


def _of_test(measurements: Sequence[Measurement]) -> Measurement | None:
    """A run and a committee measure what chose them first, and the test images last."""
    return measurements[-1] if measurements else None
