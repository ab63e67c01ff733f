"""`workbench train` of a committee's recipe: member after member, and then their union."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import typer

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.committee import CommitteeRecipe, experiments_of
from core.experiment.spec import Experiment
from core.models.committee import save_model
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.continuing import continue_run
from core.training.events import Outcome
from core.training.members import begun_run_of_same, run_of_same, unite_runs
from workbench.cli.committee import document_of, print_committee
from workbench.cli.options import open_source, open_store
from workbench.cli.output import note, print_json
from workbench.cli.train import follow_in_terminal, train_in_terminal


@dataclass(frozen=True)
class _Member:
    experiment: Experiment
    dataset: ImageDataset
    about: str


def train_committee(
    recipe: CommitteeRecipe,
    source: str | None,
    save: Path | None,
    workspace: Path | None,
    *,
    threads: int | None,
    histograms: bool,
    resume: bool,
    json: bool,
) -> None:
    """Train every member as a run of its own, unite them, and say what came of it.

    Whatever ends this early, the members that were finished until then stay in the workspace.
    """
    members = [(experiment, _opened(experiment, source)) for experiment in experiments_of(recipe)]
    with open_store(workspace) as store:
        runs = []
        for number, (experiment, dataset) in enumerate(members, 1):
            about = f"Member {number} of {len(members)}"
            member = _Member(experiment, dataset, about)
            run = (resume and _resumed(member, store, histograms=histograms)) or _trained(
                member, store, threads, histograms=histograms
            )
            if run.outcome is not Outcome.COMPLETED:
                _give_up(about, run)
            runs.append(run)
        sources = {dataset.sha256: dataset for _, dataset in members}
        path, committee = unite_runs(recipe, runs, store, members[0][1] if len(sources) == 1 else None)
    if save:
        save_model(save, committee)
    if json:
        runs_of_members = {"runs": [run.run_id for run in runs]}
        print_json(document_of(committee, save or path) | runs_of_members)
    else:
        print_committee(committee, save or path)


def _trained(member: _Member, store: RunStore, threads: int | None, *, histograms: bool) -> RunRecord:
    note(f"{member.about}: {member.experiment.name}")
    about = f"{member.about}: "
    return train_in_terminal(member.experiment, member.dataset, store, threads, histograms=histograms, about=about)


def _resumed(member: _Member, store: RunStore, *, histograms: bool) -> RunRecord | None:
    """The run that trained a member before, or has now come to its end; None where there is none to go on with."""
    experiment, dataset = member.experiment, member.dataset
    if done := run_of_same(store, experiment, dataset.sha256):
        note(f"{member.about}: {experiment.name}, trained before as {done.run_id}")
        return done
    begun = begun_run_of_same(store, experiment, dataset.sha256)
    if begun is None:
        return None
    note(f"{member.about}: {experiment.name}, goes on after epoch {begun.epochs_done:,} of {begun.run_id}")
    return follow_in_terminal(
        lambda control: continue_run(begun.run_id, dataset, store, control, histograms=histograms),
        store,
        experiment.epochs,
        f"{member.about}: ",
    )


def _opened(experiment: Experiment, source: str | None) -> ImageDataset:
    source = source or experiment.data.source
    if source is None:
        raise WorkbenchError("The recipe does not say what to train on.", "Name the data with --data SOURCE.")
    return open_source(source, experiment.data.image_size)


def _give_up(about: str, run: RunRecord) -> None:
    """End without a committee: what its members are to be is not there."""
    note(f"{about} ended as {run.state}. {run.reason}".rstrip())
    note("There is no committee yet. The same command with --resume goes on with this member.")
    raise typer.Exit(1)
