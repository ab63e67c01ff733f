"""A sweep tries what it should, once; whatever cuts it short, it goes on from there and loses nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import WorkbenchError
from core.experiment.draft import draft_of
from core.runs.store import RunStore
from core.sweeps.executors import ProcessPool
from core.sweeps.kept import SweepRecord, delete_sweep, find_sweep, held, journal_of, keep_sweep, sweeps
from core.sweeps.space import SearchSpace, space_from
from core.sweeps.study import Study, TrialState
from core.sweeps.sweep import TrialEvent, run_sweep
from core.sweeps.view import SweepView, view_sweep
from core.training.control import Control
from core.training.events import EpochEnded, Outcome
from tests.core.sweeps.experiments import ENDLESS, figures, small, small_for_squares

ROOT = Path(__file__).resolve().parents[3]
RATES = {"type": "choices", "path": "optimizer.learning_rate", "values": [0.001, 0.02, 0.05]}
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")


def space(*vary: dict[str, Any], epochs: int = 2, **settings: Any) -> SearchSpace:
    defaults = {"name": "Three rates", "sampler": "grid"}
    return space_from(defaults | settings | {"base": draft_of(small(epochs=epochs)), "vary": list(vary) or [RATES]})


class Sweeping:
    """Works on sweeps of the small digits in one workspace."""

    def __init__(self, store: RunStore, digits: ImageDataset) -> None:
        self.store, self.digits = store, digits

    def keep(self, searched: SearchSpace) -> SweepRecord:
        return keep_sweep(self.store.workspace, searched, self.digits)

    def work(
        self,
        record: SweepRecord,
        on_event: Callable[[TrialEvent, Control], None] = lambda _one, _control: None,
        workers: int = 2,
    ) -> SweepView:
        control, pool = Control(), ProcessPool(workers, threads=1)
        for one in run_sweep(record, self.store, pool, lambda _size: self.digits, control):
            on_event(one, control)
        return self.view(record)

    def view(self, record: SweepRecord) -> SweepView:
        return view_sweep(self.store.workspace, record)


@pytest.fixture
def sweeping(store: RunStore, digits: ImageDataset) -> Sweeping:
    return Sweeping(store, digits)


def states(view: SweepView) -> list[TrialState]:
    return [trial.state for trial in view.trials]


def test_a_grid_is_tried_as_ordinary_runs_and_the_best_is_named(sweeping: Sweeping) -> None:
    record = sweeping.keep(space())
    seen_running: list[int] = []

    def look(_one: TrialEvent, _control: Control) -> None:
        if not seen_running:
            seen_running.extend(trial.number for trial in sweeping.view(record).running)

    view = sweeping.work(record, look)

    assert states(view) == [TrialState.COMPLETED] * 3
    assert [trial.values for trial in view.trials] == [{RATES["path"]: rate} for rate in RATES["values"]]
    for trial in view.trials:
        run = sweeping.store.run(trial.run_id)
        assert run.experiment.optimizer.learning_rate == trial.values[RATES["path"]]
        assert run.tags == (record.tag,)
        assert f"Trial {trial.number} of sweep {record.sweep_id}" in run.notes
        assert trial.value == run.best_validation_accuracy
        assert trial.accuracies == {row.epoch: row.validation_accuracy for row in run.epochs}
    assert view.best is not None
    assert view.best.value == max(trial.value or 0 for trial in view.trials)
    assert seen_running
    assert not view.running


def test_the_same_sweep_again_finds_nothing_left_and_a_larger_budget_goes_on(sweeping: Sweeping) -> None:
    first = sweeping.work(sweeping.keep(space(trials=1)))
    assert len(first.trials) == 1

    again = sweeping.work(sweeping.keep(space(trials=1)))
    larger = sweeping.work(sweeping.keep(space(trials=2, description="now of two")))

    assert again.trials == first.trials
    assert larger.record.sweep_id == first.record.sweep_id
    assert len(larger.trials) == 2
    assert larger.trials[:1] == first.trials
    assert sweeping.keep(space(seed=5)).sweep_id != first.record.sweep_id


def test_a_stopped_sweep_keeps_what_ran_and_goes_on_with_it(sweeping: Sweeping) -> None:
    record = sweeping.keep(space(epochs=30))

    def stop(one: TrialEvent, control: Control) -> None:
        if isinstance(one.event, EpochEnded):
            control.stop()

    stopped = sweeping.work(record, stop)
    assert TrialState.OPEN in states(stopped)
    assert not stopped.is_running
    kept = {trial.run_id for trial in stopped.trials if trial.accuracies}
    assert {sweeping.store.run(run_id).outcome for run_id in kept} == {Outcome.STOPPED}

    done = sweeping.work(record)

    assert states(done) == [TrialState.COMPLETED] * 3
    assert [trial.values for trial in done.trials] == [{RATES["path"]: rate} for rate in RATES["values"]]
    assert all(sorted(trial.accuracies) == list(range(1, 31)) for trial in done.trials)
    parents = {sweeping.store.run(trial.run_id).parent for trial in done.trials}
    assert kept <= parents


def test_time_that_is_up_ends_a_sweep_without_losing_what_runs(sweeping: Sweeping) -> None:
    view = sweeping.work(sweeping.keep(space(epochs=ENDLESS, seconds=10.0)))
    assert states(view) == [TrialState.OPEN] * 2
    # None where a machine that is busy had not even begun.
    assert {run.outcome for run in sweeping.store.runs()} <= {Outcome.STOPPED}


@POSIX_ONLY
def test_a_killed_sweep_goes_on_and_ends_as_if_it_had_never_been(sweeping: Sweeping) -> None:
    searched = space(epochs=40)
    unbroken = sweeping.work(sweeping.keep(searched.model_copy(update={"seed": 1})))
    record = sweeping.keep(searched)
    program = [sys.executable, "-m", "tests.core.sweeps.killed_sweep", str(sweeping.store.workspace), record.sweep_id]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()

    done = sweeping.work(record)

    assert states(done) == [TrialState.COMPLETED] * 3
    for trial, other in zip(done.trials, unbroken.trials, strict=True):
        assert (trial.values, trial.value, trial.accuracies) == (other.values, other.value, other.accuracies)
        run = sweeping.store.run(trial.run_id)
        assert run.parent is None
        assert figures(run) == figures(sweeping.store.run(other.run_id))


def test_a_journal_cut_short_by_a_kill_is_gone_on_with(sweeping: Sweeping) -> None:
    record = sweeping.keep(space(trials=1))
    before = sweeping.work(record)
    journal = journal_of(sweeping.store.workspace, record)
    with journal.open("ab") as file:
        file.write(b'{"op_code": 4, "study_')
    journal.with_name("journal.log.lock").touch()

    view = sweeping.work(sweeping.keep(space(trials=2)))

    assert view.trials[:1] == before.trials
    assert len(view.trials) == 2


def test_a_kill_between_any_two_lines_of_the_journal_loses_and_repeats_nothing(tmp_path: Path) -> None:
    def work(journal: Path) -> Study:
        study = Study(journal, space())
        left = study.open_trials()
        while trial := left.pop() if left else study.ask(None):
            study.set_run(trial.number, f"run {trial.number}")
            study.report(trial.number, 1, 0.5)
            study.complete(trial.number, 0.5)
        return study

    whole = tmp_path / "whole.log"
    work(whole)
    lines = whole.read_bytes().splitlines(keepends=True)
    assert len(lines) > 10
    for count in range(len(lines)):
        journal = tmp_path / f"{count}.log"
        journal.write_bytes(b"".join(lines[:count]))
        complete = [one for one in work(journal).trials if one.state is TrialState.COMPLETED]
        assert sorted(one.values[RATES["path"]] for one in complete) == RATES["values"], count


def test_two_processes_do_not_work_on_one_sweep(sweeping: Sweeping) -> None:
    record = sweeping.keep(space())
    with held(sweeping.store.workspace, record):
        assert sweeping.view(record).is_running
        with pytest.raises(WorkbenchError, match="Another process is working on the sweep three-rates-"):
            sweeping.work(record)
    assert not sweeping.view(record).is_running


def test_looking_at_a_sweep_keeps_nobody_from_working_on_it(sweeping: Sweeping) -> None:
    record = sweeping.keep(space())
    stop, seen = threading.Event(), set[bool]()

    def look() -> None:
        while not stop.is_set():
            seen.add(sweeping.view(record).is_running)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(100):
            with held(sweeping.store.workspace, record):
                pass
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert seen


def test_hopeless_trials_are_stopped_early_and_kept(store: RunStore, squares: Path) -> None:
    # The pruner lets five trials pass; then come two that learn nothing.
    rates = {"type": "choices", "path": RATES["path"], "values": [0.05, 0.04, 0.06, 0.055, 0.045, 1e-9, 1e-10]}
    base = draft_of(small_for_squares(epochs=60, batch_size=4))
    searched = space_from({"name": "Seven", "base": base, "vary": [rates], "sampler": "grid", "pruner": "median"})
    sweeping = Sweeping(store, open_dataset(squares))

    view = sweeping.work(sweeping.keep(searched), workers=1)

    assert states(view) == [TrialState.COMPLETED] * 5 + [TrialState.PRUNED] * 2
    for trial in view.trials[5:]:
        assert len(trial.accuracies) < 60
        assert sweeping.store.run(trial.run_id).outcome is Outcome.STOPPED


def test_a_trial_that_diverges_is_no_result_and_no_end_of_the_sweep(sweeping: Sweeping) -> None:
    rates = {"type": "choices", "path": RATES["path"], "values": [100.0, 0.001]}
    linear = {"type": "choices", "path": "network.layers[1].activation", "values": ["linear"]}
    view = sweeping.work(sweeping.keep(space(rates, linear, epochs=4)))
    assert states(view) == [TrialState.PRUNED, TrialState.COMPLETED]
    assert "Lower the learning rate" in view.trials[0].reason


def test_values_that_do_not_go_together_fail_alone(sweeping: Sweeping) -> None:
    kinds = {"type": "choices", "path": "optimizer.type", "values": ["SGD", "Adam"]}
    # Momentum is a field of SGD alone.
    momentum = {"type": "choices", "path": "optimizer.momentum", "values": [0.5]}
    view = sweeping.work(sweeping.keep(space(kinds, momentum)))
    assert states(view) == [TrialState.COMPLETED, TrialState.FAILED]
    assert "optimizer.momentum: there is no field momentum" in view.trials[1].reason


def test_a_sweep_that_cannot_succeed_gives_up(sweeping: Sweeping) -> None:
    units = {"type": "range", "path": "network.layers[3].units", "low": 11, "high": 90, "step": 1}
    with pytest.raises(WorkbenchError, match=r"The last 10 trials failed, the last with: .*10 classes"):
        sweeping.work(sweeping.keep(space(units)))


def test_a_sweep_without_an_end_is_not_begun(sweeping: Sweeping) -> None:
    with pytest.raises(WorkbenchError, match="has no end"):
        sweeping.work(sweeping.keep(space(sampler="random")))


@pytest.mark.parametrize("sampler", ["random", "tpe"])
def test_a_search_that_goes_on_does_not_repeat_itself_and_stays_within_its_bounds(sampler: str, tmp_path: Path) -> None:
    searched = space(
        {"type": "range", "path": RATES["path"], "low": 0.001, "high": 0.1, "log": True},
        {"type": "range", "path": "network.layers[1].units", "low": 8, "high": 33, "step": 8},
        {"type": "range", "path": "network.layers[2].rate", "low": 0.0, "high": 0.35, "step": 0.1},
        sampler=sampler,
    )
    tried = []
    for _ in range(3):
        study = Study(tmp_path / "journal.log", searched)
        for _ in range(5):
            trial = study.ask(None)
            assert trial is not None
            study.complete(trial.number, 0.5)
            tried.append(trial.values)

    assert len({values[RATES["path"]] for values in tried}) == 15
    assert all(0.001 <= values[RATES["path"]] <= 0.1 for values in tried)
    assert {values["network.layers[1].units"] for values in tried} <= {8, 16, 24, 32}
    assert {values["network.layers[2].rate"] for values in tried} <= {0.0, 0.1, 0.2, 0.3}


@pytest.mark.parametrize("pruner", ["median", "hyperband"])
def test_a_pruner_ends_the_worst_and_never_the_best(pruner: str, tmp_path: Path) -> None:
    # From the best to the worst: no pruner ends what is better than all before it.
    rates = [0.09 - place / 1000 for place in range(20)]
    searched = space({"type": "choices", "path": RATES["path"], "values": rates}, epochs=9, pruner=pruner)
    study, pruned = Study(tmp_path / "journal.log", searched), []
    while trial := study.ask(None):
        for epoch in range(1, 10):
            study.report(trial.number, epoch, epoch / 10 - trial.number / 100)
            if study.should_prune(trial.number):
                study.prune(trial.number)
                pruned.append(trial.number)
                break
        else:
            study.complete(trial.number, 0.9 - trial.number / 100)

    assert len(pruned) >= 5
    assert 1 not in pruned


def test_the_field_that_decides_matters_most(sweeping: Sweeping) -> None:
    searched = space(
        {"type": "range", "path": RATES["path"], "low": 0.001, "high": 0.1},
        {"type": "range", "path": "network.layers[2].rate", "low": 0.0, "high": 0.5},
        sampler="random",
    )
    record = sweeping.keep(searched)
    study = Study(journal_of(sweeping.store.workspace, record), searched)
    for place in range(30):
        trial = study.ask(None)
        assert trial is not None
        if place == 7:
            assert sweeping.view(record).importances == {}
        study.complete(trial.number, float(trial.values[RATES["path"]] or 0))

    importances = sweeping.view(record).importances
    assert next(iter(importances)) == RATES["path"]
    assert sum(importances.values()) == pytest.approx(1)


def test_sweeps_are_found_by_the_beginning_of_their_names_and_forgotten(sweeping: Sweeping) -> None:
    workspace = sweeping.store.workspace
    one, other = sweeping.keep(space()), sweeping.keep(space(name="Another", trials=1))
    assert sweeping.work(other).best is not None
    assert [record.sweep_id for record in sweeps(workspace)] == [other.sweep_id, one.sweep_id]
    assert find_sweep(workspace, "three") == one

    delete_sweep(workspace, other)

    assert sweeps(workspace) == [one]
    assert len(sweeping.store.runs()) == 1
    with pytest.raises(WorkbenchError, match="There is no sweep another"):
        find_sweep(workspace, "another")
