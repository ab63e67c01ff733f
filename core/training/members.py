"""The models of a committee's recipe: found among the runs of a workspace, and united when all are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.committee import CommitteeRecipe
from core.experiment.spec import Experiment
from core.models.bundle import load_bundle
from core.models.committee import CommitteeBundle
from core.models.uniting import measured, unite
from core.runs.committees import keep_committee
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.events import Outcome
from core.training.start import MODEL_ARTIFACT

# Their checkpoints are states to go on from.
_CUT_SHORT = (Outcome.INTERRUPTED, Outcome.STOPPED, Outcome.FAILED)


def run_of_same(store: RunStore, experiment: Experiment, data_sha256: str) -> RunRecord | None:
    """The latest run that completed this very experiment on these very images; None where there is none.

    What does not decide the outcome, name and description, may be another.
    """
    runs = _runs_of_same(store, experiment, data_sha256, (Outcome.COMPLETED,))
    return next((run for run in runs if run.artifact(MODEL_ARTIFACT)), None)


def run_that_diverged(store: RunStore, experiment: Experiment, data_sha256: str) -> RunRecord | None:
    """The latest run of this very experiment on these very images whose weights overflowed.

    Training it anew would give the same. None where there is no such run.
    """
    return next(_runs_of_same(store, experiment, data_sha256, (Outcome.DIVERGED,)), None)


def begun_run_of_same(store: RunStore, experiment: Experiment, data_sha256: str) -> RunRecord | None:
    """Of the runs of this very experiment on these very images that ended early, the one that came furthest.

    None where no run has a state to go on from.
    """
    runs = _runs_of_same(store, experiment, data_sha256, _CUT_SHORT)
    return max((run for run in runs if run.checkpoint), key=lambda run: run.epochs_done, default=None)


def _runs_of_same(
    store: RunStore, experiment: Experiment, data_sha256: str, outcomes: Sequence[Outcome]
) -> Iterator[RunRecord]:
    wanted = _decisive(experiment)
    for summary in store.runs():
        planned = (summary.data_sha256, summary.backend, summary.epochs_planned)
        if summary.outcome in outcomes and planned == (data_sha256, experiment.backend, experiment.epochs):
            record = store.run(summary.run_id)
            if _decisive(record.experiment) == wanted:
                yield record


def unite_runs(
    recipe: CommitteeRecipe, runs: Sequence[RunRecord], store: RunStore, dataset: ImageDataset | None
) -> tuple[Path, CommitteeBundle]:
    """The committee of runs that trained the members of a recipe, in their order, kept in the workspace.

    Args:
        recipe: Its name, vote and weights.
        runs: One a member, with a model each.
        store: Of the workspace.
        dataset: To measure it on; None for a committee without figures.

    Returns:
        Its file, and the committee.

    Raises:
        WorkbenchError: A run has no model, or the members do not go together.
    """
    members = [load_bundle(model_of(run)) for run in runs]
    committee = unite(recipe.name, members, recipe.vote, recipe.weights)
    if dataset is not None:
        committee = measured(committee, dataset)
    return keep_committee(store.workspace, committee), committee


def model_of(run: RunRecord) -> Path:
    """The model's file.

    Raises:
        WorkbenchError: The run left none.
    """
    path = run.artifact(MODEL_ARTIFACT)
    if path is None:
        hint = "Choose a run that has finished." if run.outcome else "It has one once its first epoch has ended."
        raise WorkbenchError(f"Run {run.run_id} is {run.state} and has no model.", hint)
    return path


def _decisive(experiment: Experiment) -> Experiment:
    """All that decides the outcome; where the images lie does not, since their digest is compared."""
    data = experiment.data.model_copy(update={"source": None})
    return experiment.model_copy(update={"name": "", "description": "", "data": data})
