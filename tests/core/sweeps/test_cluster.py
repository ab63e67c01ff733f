"""Runs on a cluster are the runs that they are here, whichever worker dies; and nothing is lost with the scheduler."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import WorkbenchError
from core.experiment.draft import draft_of
from core.models.bundle import load_bundle
from core.runs.store import RunStore
from core.sweeps.cluster import LOCAL, Cluster
from core.sweeps.executors import ProcessPool
from core.sweeps.jobs import Job
from core.sweeps.kept import keep_sweep
from core.sweeps.running import Crew, run_jobs
from core.sweeps.space import space_of
from core.sweeps.sweep import run_sweep
from core.sweeps.varied import Choices
from core.sweeps.view import view_sweep
from core.tensorboard.names import EVENTS
from core.training.continuing import continue_run
from core.training.control import Control, Request
from core.training.events import CheckpointSaved, EpochEnded, Finished, Outcome, Started, TrainingEvent
from core.training.start import MODEL_ARTIFACT, run_experiment
from tests.core.sweeps.clusters import RealCluster, real_cluster
from tests.core.sweeps.experiments import ENDLESS, figures, small, small_for_squares

SECONDS = 120


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCluster]:
    """Two workers, which all tests leave as they are."""
    with real_cluster(tmp_path_factory.mktemp("cluster") / "two workers", workers=2) as started:
        yield started


@pytest.fixture
def own_cluster(tmp_path: Path) -> Iterator[RealCluster]:
    """Two workers for a test that ends some of them."""
    with real_cluster(tmp_path / "cluster", workers=2) as started:
        yield started


def connected(cluster: RealCluster, workers: int = 2) -> Cluster:
    """Our side of a cluster, as soon as so many workers are there."""
    ours = Cluster(cluster.address, workers, threads=1)
    ours.wait_for_workers(workers)
    return ours


def until(crew: Crew, kind: type[TrainingEvent], run_id: str = "") -> TrainingEvent:
    while event := crew.next_event(SECONDS):
        if isinstance(event, kind) and run_id in ("", event.run_id):
            return event
    raise AssertionError(f"there was no {kind.__name__} in time")


def test_runs_on_two_workers_are_recorded_as_if_they_were_trained_here(
    cluster: RealCluster, store: RunStore, digits: ImageDataset
) -> None:
    experiments = [small(seed=1), small(seed=2), small(seed=3)]
    here = [list(run_experiment(one, digits, store, Control(), threads=1))[-1].run_id for one in experiments]
    jobs = [Job(one, digits, tags=("far away",)) for one in experiments]

    heard = list(run_jobs(jobs, store, connected(cluster)))

    ends = {place: event for place, event in heard if isinstance(event, Finished)}
    assert sorted(ends) == [0, 1, 2]
    for place, event in ends.items():
        ours, theirs = store.run(here[place]), store.run(event.run_id)
        assert event.outcome is theirs.outcome is Outcome.COMPLETED
        assert figures(theirs) == figures(ours)
        same = ("architecture", "parameters", "blas_threads", "best_epoch", "data_sha256", "source", "device")
        assert [getattr(theirs, name) for name in same] == [getattr(ours, name) for name in same]
        assert theirs.tags == ("far away",)
        assert {one.name for one in theirs.artifacts} == {one.name for one in ours.artifacts}
        bundle = load_bundle(theirs.artifact(MODEL_ARTIFACT) or Path())
        assert bundle.manifest.run_id == theirs.run_id
        assert (
            bundle.manifest.measurements == load_bundle(ours.artifact(MODEL_ARTIFACT) or Path()).manifest.measurements
        )
        assert list((theirs.folder / EVENTS).iterdir())
        kinds = [one.kind for number, one in heard if number == place and one.kind != "progress"]
        assert kinds == ["started", *(["epoch-ended", "checkpoint-saved"] * 3), "finished"]


@pytest.mark.slow
def test_a_run_whose_worker_is_killed_ends_on_another_with_the_same_bits(
    own_cluster: RealCluster, store: RunStore, digits: ImageDataset
) -> None:
    experiment = small(epochs=80)
    unbroken = list(run_experiment(experiment, digits, store, Control(), threads=1))[-1].run_id
    with Crew(store, connected(own_cluster)) as crew:
        runs = {crew.start(Job(experiment, digits)), crew.start(Job(experiment, digits))}
        for run_id in runs:
            until(crew, CheckpointSaved, run_id)

        own_cluster.workers[0].kill()
        heard = []
        while event := crew.next_event(SECONDS):
            heard.append(event)

    (again,) = (event for event in heard if isinstance(event, Started))
    assert again.first_epoch > 1
    assert {event.run_id for event in heard if isinstance(event, Finished)} == runs
    for run_id in runs:
        assert store.run(run_id).outcome is Outcome.COMPLETED
        assert figures(store.run(run_id)) == figures(store.run(unbroken))
        model, same = (load_bundle(store.run(one).artifact(MODEL_ARTIFACT) or Path()) for one in (run_id, unbroken))
        assert all((model.weights[name] == same.weights[name]).all() for name in same.weights)


def test_stop_and_discard_reach_a_run_on_a_worker_within_two_seconds(
    cluster: RealCluster, store: RunStore, digits: ImageDataset
) -> None:
    with Crew(store, connected(cluster)) as crew:
        stopped, discarded = (crew.start(Job(small(epochs=ENDLESS), digits)) for _ in range(2))
        waiting = crew.start(Job(small(epochs=ENDLESS), digits))
        for run_id in (stopped, discarded):
            until(crew, EpochEnded, run_id)
        for run_id, request in ((stopped, Request.STOP), (discarded, Request.DISCARD), (waiting, Request.STOP)):
            crew.ask(run_id, request)
        asked = time.time()
        epochs = [until(crew, Finished) for _ in range(3)]

    assert {event.run_id for event in epochs} == {stopped, discarded, waiting}
    assert (store.run(stopped).outcome, store.run(discarded).outcome) == (Outcome.STOPPED, Outcome.DISCARDED)
    assert len(store.runs()) == 2
    # What follows the stop, measuring and saving the model, is done by the worker, too.
    assert all(store.run(run_id).ended - asked < 2 for run_id in (stopped, discarded))
    assert store.run(stopped).artifact(MODEL_ARTIFACT) is not None


@pytest.mark.slow
def test_images_that_a_worker_does_not_have_are_sent_once_and_kept(
    tmp_path: Path, store: RunStore, squares: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mine = shutil.copy(squares, tmp_path / "mine.npz")
    dataset = open_dataset(mine)
    Path(mine).unlink()
    caplog.set_level(logging.INFO, "core.sweeps.cluster_desk")
    jobs = [Job(small_for_squares(seed=seed), dataset) for seed in range(3)]

    with real_cluster(tmp_path / "cluster", workers=0) as cluster:
        cluster.add_worker(WORKBENCH_CACHE=str(tmp_path / "their cache"))
        ends = [event for _, event in run_jobs(jobs, store, connected(cluster, 1)) if isinstance(event, Finished)]

    assert [event.outcome for event in ends] == [Outcome.COMPLETED] * 3
    assert len([record for record in caplog.records if "Sending" in record.message]) == 1
    assert len(list((tmp_path / "their cache" / "datasets" / "objects").iterdir())) == 1
    assert store.run(ends[0].run_id).data_sha256 == dataset.sha256


@pytest.mark.slow
def test_a_scheduler_that_is_gone_leaves_runs_to_be_resumed_here(
    own_cluster: RealCluster, store: RunStore, digits: ImageDataset
) -> None:
    with Crew(store, connected(own_cluster)) as crew:
        run_id = crew.start(Job(small(epochs=300), digits))
        until(crew, EpochEnded)

        own_cluster.scheduler.kill()

        ended = until(crew, Finished)
        with pytest.raises(WorkbenchError, match="has gone"):
            crew.start(Job(small(), digits))

    assert isinstance(ended, Finished)
    assert (ended.outcome, store.run(run_id).outcome) == (Outcome.INTERRUPTED, Outcome.INTERRUPTED)
    assert "can be resumed" in ended.reason
    *_, finished = continue_run(run_id, digits, store, Control())
    assert finished.outcome is Outcome.COMPLETED
    assert store.run(run_id).epochs_done == 300


@pytest.mark.slow
def test_another_version_on_a_worker_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import numpy\nnumpy.__version__ = '0.1'\n")
    search = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with real_cluster(tmp_path / "cluster", workers=0) as cluster:
        with pytest.raises(WorkbenchError, match="has no workers"):
            Cluster(cluster.address)
        cluster.add_worker(PYTHONPATH=search)
        with pytest.raises(WorkbenchError, match=r"The worker tcp://\S+ has NumPy 0\.1, this program runs on \d"):
            connect_until_refused(cluster.address)


def connect_until_refused(address: str) -> None:
    """Again and again, until a worker that is still starting is there."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        Cluster(address, workers=1).disconnect()


def test_a_sweep_on_a_cluster_finds_what_it_finds_here(
    cluster: RealCluster, store: RunStore, digits: ImageDataset
) -> None:
    rates = Choices(path="optimizer.learning_rate", values=(0.001, 0.02, 0.05))
    found = []
    for seed, executor in enumerate((ProcessPool(workers=2, threads=1), connected(cluster))):
        space = space_of(draft_of(small()), [rates], sampler="grid", seed=seed)
        record = keep_sweep(store.workspace, space, digits)
        for _ in run_sweep(record, store, executor, lambda _size: digits):
            pass
        view = view_sweep(store.workspace, record)
        found.append([(trial.values, trial.state, trial.value, trial.accuracies) for trial in view.trials])
    assert len(found[0]) == 3
    assert found[0] == found[1]


def test_a_run_that_cannot_be_trained_says_why(cluster: RealCluster, store: RunStore, digits: ImageDataset) -> None:
    ((_, ended),) = run_jobs([Job(small_for_squares(), digits)], store, connected(cluster))
    assert isinstance(ended, Finished)
    assert ended.outcome is Outcome.FAILED
    assert "10 classes" in ended.reason


def test_leaving_interrupts_what_is_trained_far_away(
    cluster: RealCluster, store: RunStore, digits: ImageDataset
) -> None:
    with Crew(store, connected(cluster)) as crew:
        run_id = crew.start(Job(small(epochs=300), digits))
        until(crew, EpochEnded)
    assert store.run(run_id).outcome is Outcome.INTERRUPTED

    *_, (_, ended) = run_jobs([Job(small(epochs=300), digits, goes_on=run_id)], store, connected(cluster))

    assert (ended.run_id, store.run(run_id).outcome) == (run_id, Outcome.COMPLETED)
    assert [row.epoch for row in store.run(run_id).epochs] == list(range(1, 301))


@pytest.mark.slow
def test_a_cluster_of_this_machine_is_started_where_no_address_is_known(store: RunStore, digits: ImageDataset) -> None:
    *_, (_, ended) = run_jobs([Job(small(), digits)], store, Cluster(LOCAL, workers=1))
    assert isinstance(ended, Finished)
    assert ended.outcome is Outcome.COMPLETED


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkbenchError, match=r'pip install "classifier-workbench\[cluster\]"'):
        Cluster("tcp://127.0.0.1:8786")


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.skipif((os.cpu_count() or 1) < 2 or sys.platform != "linux", reason="needs two cores")
def test_two_workers_of_one_thread_do_the_work_of_nearly_two(tmp_path: Path, store: RunStore) -> None:
    # Epochs of a tenth of a second and more, as real ones are: what a run says after each goes through one process.
    dataset, seconds = open_dataset("street-digits:20000"), {}
    hidden = {"type": "Dense", "units": 200, "activation": "relu", "kernel_initializer": "he_normal"}
    network = {"layers": [{"type": "Flatten"}, hidden, hidden, {"type": "Dense", "units": 10}]}
    for workers in (1, 2):
        with real_cluster(tmp_path / f"cluster of {workers}", workers=0) as cluster:
            for _ in range(workers):
                cluster.add_worker(OMP_NUM_THREADS="1")
            ours = connected(cluster, workers)
            jobs = [Job(small(network=network, epochs=12, seed=seed), dataset) for seed in range(6)]
            # Not counted: what each worker loads before its first run.
            with Crew(store, ours) as crew:
                for job in [Job(small(epochs=1), dataset)] * workers:
                    crew.start(job)
                while crew.running:
                    crew.next_event()
                began = time.perf_counter()
                for job in jobs:
                    crew.start(job)
                while crew.running:
                    crew.next_event()
                seconds[workers] = time.perf_counter() - began

    assert seconds[1] / seconds[2] >= 1.7, seconds
