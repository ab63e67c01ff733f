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
        committee_id: Of the committee in the workspace; None for a single model, and before its members are united.
    """

    planned: PlannedModel
    runs: tuple[RunRecord | None, ...]
    measurement: Measurement | None
    committee_id: str | None = None

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
    there = [run for run in runs if run is not None and run.outcome is Outcome.COMPLETED]
    if len(there) < len(runs):
        return FoundModel(model, runs, None)
    if model.committee is None:
        return FoundModel(model, runs, _of_test(read_manifest(model_of(there[0])).measurements))
    committee_id, measurement = _united(model.committee.name, [run.run_id for run in there], store)
    return FoundModel(model, runs, measurement, committee_id)


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


def _united(name: str, run_ids: Sequence[str], store: RunStore) -> tuple[str | None, Measurement | None]:
    """Id and figures of the latest committee of that name with these members; None where they were not united yet."""
    for committee_id, path in committees(store.workspace).items():
        if read_committee_manifest(path).name != name:
            continue
        model = load_model(path)
        if isinstance(model, CommitteeBundle) and [one.manifest.run_id for one in model.members] == list(run_ids):
            return committee_id, _of_test(model.manifest.measurements)
    return None, None


def _of_test(measurements: Sequence[Measurement]) -> Measurement | None:
    """A run and a committee measure what chose them first, and the test images last."""
    return measurements[-1] if measurements else None
