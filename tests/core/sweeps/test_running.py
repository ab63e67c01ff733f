"""Runs side by side are ordinary runs: with the same figures, each with one end, whatever dies meanwhile."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.models.bundle import load_bundle
from core.runs.store import RunStore
from core.sweeps.executors import ProcessPool, physical_cores, threads_for
from core.sweeps.jobs import Job
from core.sweeps.running import Crew, run_jobs
from core.training.continuing import continue_run
from core.training.control import Control, Request
from core.training.events import EpochEnded, Finished, Outcome, TrainingEvent
from core.training.start import MODEL_ARTIFACT, run_experiment
from tests.core.sweeps.experiments import ENDLESS, figures, small

ROOT = Path(__file__).resolve().parents[3]
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")


@pytest.fixture
def crew(store: RunStore) -> Iterator[Crew]:
    with Crew(store, ProcessPool(workers=2, threads=1)) as crew:
        yield crew


def until(crew: Crew, kind: type[TrainingEvent], run_id: str = "") -> TrainingEvent:
    while event := crew.next_event(60):
        if isinstance(event, kind) and run_id in ("", event.run_id):
            return event
    raise AssertionError(f"there was no {kind.__name__} in time")


def test_runs_side_by_side_give_the_figures_that_they_give_alone(store: RunStore, digits: ImageDataset) -> None:
    experiments = [small(seed=1), small(seed=2), small(seed=3)]
    alone = [list(run_experiment(one, digits, store, Control(), threads=1))[-1].run_id for one in experiments]
    jobs = [Job(one, digits, tags=("together",), notes="three at once") for one in experiments]

    heard = list(run_jobs(jobs, store, ProcessPool(workers=2, threads=1)))

    ends = {place: event for place, event in heard if isinstance(event, Finished)}
    assert sorted(ends) == [0, 1, 2]
    assert len([event for _, event in heard if isinstance(event, Finished)]) == 3
    for place, event in ends.items():
        record = store.run(event.run_id)
        assert event.outcome is record.outcome is Outcome.COMPLETED
        assert figures(record) == figures(store.run(alone[place]))
        assert (record.tags, record.notes, record.blas_threads) == (("together",), "three at once", 1)
        assert load_bundle(record.artifact(MODEL_ARTIFACT) or Path()).manifest.run_id == record.run_id
        numbers = [one.sequence for _, one in heard if one.run_id == record.run_id]
        assert numbers == list(range(len(numbers)))


def test_a_run_that_cannot_be_trained_takes_no_other_with_it(store: RunStore, digits: ImageDataset) -> None:
    wrong = small(network={"layers": [{"type": "Flatten"}, {"type": "Dense", "units": 7}]})

    heard = list(run_jobs([Job(wrong, digits), Job(small(), digits)], store, ProcessPool(workers=2, threads=1)))

    ends = {place: event for place, event in heard if isinstance(event, Finished)}
    assert ends[0].outcome is Outcome.FAILED
    assert "10 classes" in ends[0].reason
    assert ends[1].outcome is Outcome.COMPLETED


def test_one_run_is_stopped_and_kept_while_the_other_goes_on(crew: Crew, store: RunStore, digits: ImageDataset) -> None:
    first, second = (crew.start(Job(small(epochs=ENDLESS), digits)) for _ in range(2))
    until(crew, EpochEnded, first)

    crew.ask(first, Request.STOP)

    assert until(crew, Finished).run_id == first
    assert store.run(first).outcome is Outcome.STOPPED
    assert store.run(first).artifact(MODEL_ARTIFACT) is not None
    until(crew, EpochEnded, second)
    crew.ask(second, Request.DISCARD)
    assert until(crew, Finished).run_id == second
    assert store.run(second).outcome is Outcome.DISCARDED
    assert crew.next_event() is None


def test_runs_that_wait_for_a_worker_are_given_up_without_a_trace(store: RunStore, digits: ImageDataset) -> None:
    control, ends = Control(), []
    jobs = [Job(small(epochs=ENDLESS), digits) for _ in range(4)]

    for place, event in run_jobs(jobs, store, ProcessPool(workers=1, threads=1), control):
        if isinstance(event, EpochEnded):
            control.stop()
        if isinstance(event, Finished):
            ends.append((place, event.outcome))

    assert sorted(ends) == [(0, Outcome.STOPPED), *((place, Outcome.DISCARDED) for place in (1, 2, 3))]
    assert [run.outcome for run in store.runs()] == [Outcome.STOPPED]


@POSIX_ONLY
def test_a_run_whose_process_is_killed_ends_as_if_it_had_never_been(
    crew: Crew, store: RunStore, digits: ImageDataset
) -> None:
    experiment = small(epochs=40)
    unbroken = list(run_experiment(experiment, digits, store, Control(), threads=1))[-1].run_id
    runs = {crew.start(Job(experiment, digits)), crew.start(Job(experiment, digits))}
    for run_id in runs:
        until(crew, EpochEnded, run_id)

    multiprocessing.active_children()[0].kill()

    assert {until(crew, Finished).run_id for _ in runs} == runs
    for run_id in runs:
        assert store.run(run_id).outcome is Outcome.COMPLETED
        assert figures(store.run(run_id)) == figures(store.run(unbroken))


@POSIX_ONLY
def test_a_run_that_kills_every_process_fails_and_says_so(store: RunStore, digits: ImageDataset) -> None:
    with Crew(store, ProcessPool(workers=1, threads=1)) as crew:
        run_id = crew.start(Job(small(epochs=ENDLESS, batch_size=1), digits))
        ended = None
        while ended is None and (event := crew.next_event(60)):
            # Each of its processes, before it has finished an epoch.
            for process in multiprocessing.active_children():
                process.kill()
            ended = event if isinstance(event, Finished) else None

    assert ended is not None
    assert (ended.run_id, ended.outcome) == (run_id, Outcome.FAILED)
    assert "died 3 times" in ended.reason
    assert store.run(run_id).reason == ended.reason


def test_leaving_while_runs_are_trained_leaves_them_to_be_resumed(store: RunStore, digits: ImageDataset) -> None:
    with Crew(store, ProcessPool(workers=1, threads=1)) as crew:
        run_id = crew.start(Job(small(epochs=60), digits))
        until(crew, EpochEnded)

    assert store.run(run_id).outcome is Outcome.INTERRUPTED
    done = store.run(run_id).epochs_done
    ((_, *_), *_, (_, ended)) = run_jobs([Job(small(epochs=60), digits, goes_on=run_id)], store, ProcessPool(1, 1))
    assert (ended.run_id, store.run(run_id).outcome) == (run_id, Outcome.COMPLETED)
    assert 1 <= done < store.run(run_id).epochs_done == 60


def test_a_stopped_run_is_gone_on_with_as_its_child(store: RunStore, digits: ImageDataset) -> None:
    control = Control()
    for event in run_experiment(small(epochs=5), digits, store, control, threads=1):
        if isinstance(event, EpochEnded) and event.metrics.epoch == 2:
            control.stop()

    *_, (_, ended) = run_jobs([Job(small(epochs=5), digits, goes_on=event.run_id)], store, ProcessPool(1, 1))

    child = store.run(ended.run_id)
    assert (child.parent, [row.epoch for row in child.epochs]) == (event.run_id, [3, 4, 5])
    with pytest.raises(WorkbenchError, match="nothing is left to do"):
        list(continue_run(child.run_id, digits, store, Control()))


@POSIX_ONLY
def test_a_killed_supervisor_leaves_no_process_behind(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.core.sweeps.supervisor", str(tmp_path)]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker, run_id = process.stdout.readline().split()
        process.kill()

    assert is_gone_within(int(worker), seconds=10)
    with RunStore(tmp_path) as store:
        assert store.run(run_id).outcome is Outcome.INTERRUPTED
        assert store.run(run_id).epochs_done >= 1


def is_gone_within(process_id: int, seconds: float) -> bool:
    """Whether a process that is no child of ours ends in time; one that only waits to be buried has."""
    try:
        process = psutil.Process(process_id)
        deadline = time.monotonic() + seconds
        while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(0.05)
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_runs_together_use_as_many_threads_as_there_are_cores() -> None:
    cores = physical_cores()
    assert 1 <= cores <= (os.cpu_count() or 1)
    assert threads_for(1) == cores
    assert threads_for(cores) == threads_for(10 * cores) == 1
