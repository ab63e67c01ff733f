from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace

import numpy as np
import pytest

from core.benchmarks.contender import WORKLOADS, Contender, Workload
from core.benchmarks.limit import MatrixProducts, matrix_product_flops
from core.benchmarks.made_up import initial_parameters, made_up_data, mean_loss
from core.benchmarks.measure import Spread, interleave, ratio, steps_for
from core.benchmarks.ours import Ours, OursOnKeras
from core.benchmarks.peers.keras_fit import KerasFit, KerasGroupedFit, KerasPipelineFit
from core.benchmarks.peers.optional import why_missing
from core.benchmarks.peers.pytorch import PyTorch
from core.benchmarks.peers.scikit_learn import ScikitLearn
from core.benchmarks.results import Row, table_rows
from core.benchmarks.train import benchmark_training
from core.benchmarks.worker import Worker, WorkerEnded
from core.errors import Cancelled

SMALL = Workload("small", (64, 16, 12, 4), 32, momentum=0.4, learning_rate=0.1, images=640)


CONVOLUTIONS = Workload("small", (144, 6, 4), 32, 0.9, 0.05, images=320, convolutions=((4, 6), (8,)), learning_steps=30)


VARIANTS = {
    "Adam": replace(SMALL, optimizer="Adam", learning_rate=0.003),
    "batch normalisation": replace(SMALL, is_normalised=True, momentum=0.0),
    "dropout": replace(SMALL, dropout=0.1),
}


class Missing(MatrixProducts):
    """A peer whose library is not there."""

    name = "missing"

    def available(self) -> str | None:
        return why_missing("a_library_that_nobody_has")


class Crashing(Missing):
    """A peer that takes its process down when its library is imported."""

    name = "crashing"

    def available(self) -> str | None:
        raise SystemExit(3)


class Clockwork:
    """Does exactly so many images a second, and notes when it is asked to."""

    def __init__(self, speed: float, name: str = "", turns: list[tuple[str, int]] | None = None) -> None:
        self.speed, self.name, self.turns = speed, name, [] if turns is None else turns

    def images_per_second(self, steps: int) -> float:
        self.turns.append((self.name, steps))
        return self.speed


def train(contender: Contender, workload: Workload, steps: int):
    """Loss before and after, and the weights it ends with."""
    if reason := contender.available():
        pytest.skip(f"{contender.name}: {reason}")
    images, labels = made_up_data(workload)
    initial = initial_parameters(workload)
    contender.prepare(workload, images, labels, [array.copy() for array in initial])
    contender.run(steps)
    trained = contender.parameters()
    assert trained is not None
    return mean_loss(workload, initial, images, labels), mean_loss(workload, trained, images, labels), trained


def test_made_up_data_is_bytes_and_the_same_every_time():
    (images, labels), (again, _) = made_up_data(SMALL), made_up_data(SMALL)
    assert images.dtype == np.uint8
    assert images.shape == (640, 64)
    assert set(labels.tolist()) == {0, 1, 2, 3}
    assert np.array_equal(images, again)


def test_a_workload_has_no_incomplete_batch_that_some_would_skip():
    with pytest.raises(ValueError, match="do not divide"):
        Workload("odd", (4, 2), 32, 0.0, 0.1, images=100)


def test_the_limit_counts_every_product_of_a_step_and_no_other():
    # By hand: forward 2*32*(64*16 + 16*12 + 12*4), twice that backward, less the first layer's input gradient.
    assert matrix_product_flops(SMALL) == 3 * 64 * (1024 + 192 + 48) - 64 * 1024
    # The published figure of merit depends on this one: 2*256*(204800 + 40000 + 40000 + 2000) three times, less one.
    assert matrix_product_flops(WORKLOADS[0]) == 3 * 512 * 286_800 - 512 * 204_800


def test_the_limit_runs_and_trains_nothing():
    limit = MatrixProducts()
    images, labels = made_up_data(SMALL)
    initial = initial_parameters(SMALL)
    limit.prepare(SMALL, images, labels, initial)
    limit.run(3)
    assert limit.parameters() is None
    assert all(np.array_equal(a, b) for a, b in zip(initial, initial_parameters(SMALL), strict=True))


@pytest.mark.parametrize("contender", [Ours, ScikitLearn, PyTorch, KerasFit])
def test_everyone_trains_the_network_that_is_compared(contender):
    before, after, trained = train(contender(), SMALL, steps=65)  # three epochs and a bit
    assert after < 0.8 * before
    assert [array.shape for array in trained] == [array.shape for array in initial_parameters(SMALL)]


@pytest.mark.parametrize("contender", [PyTorch, KerasFit, OursOnKeras])
@pytest.mark.parametrize("kind", VARIANTS)
def test_everyone_trains_every_kind_of_network_alike(contender, kind):
    before, ours, trained = train(Ours(), VARIANTS[kind], steps=60)
    _, theirs, others = train(contender(), VARIANTS[kind], steps=60)
    assert ours < 0.9 * before
    assert ours == pytest.approx(theirs, rel=0.2)
    assert [array.shape for array in trained] == [array.shape for array in others]
    assert [array.shape for array in trained] == [array.shape for array in initial_parameters(VARIANTS[kind])]


def test_scikit_learn_takes_part_in_plain_ones_alone():
    assert [name for name, kind in VARIANTS.items() if ScikitLearn.takes(kind)] == ["Adam"]
    _, ours, _ = train(Ours(), VARIANTS["Adam"], steps=60)
    _, theirs, _ = train(ScikitLearn(), VARIANTS["Adam"], steps=60)
    assert ours == pytest.approx(theirs, rel=0.1)


def test_everybodys_libraries_get_the_threads_that_were_asked_for():
    result = benchmark_training(1, slice_seconds=0.02, workloads=(SMALL,), peers=(), threads=1)
    assert {library.threads for row in result.workloads[0].rows for library in row.libraries} == {1}


@pytest.mark.parametrize("contender", [PyTorch, KerasFit, KerasPipelineFit])
def test_everyone_trains_the_convolutions_that_are_compared(contender):
    before, ours, trained = train(Ours(), CONVOLUTIONS, steps=10)
    _, theirs, _ = train(contender(), CONVOLUTIONS, steps=10)
    assert ours < before
    assert ours == pytest.approx(theirs, rel=0.1)
    assert [array.shape for array in trained] == [array.shape for array in initial_parameters(CONVOLUTIONS)]


def test_who_has_no_convolutions_is_left_out_where_they_are_compared():
    calls: list[tuple[int, int]] = []
    result = benchmark_training(
        1,
        lambda _, done, total: calls.append((done, total)),
        slice_seconds=0.02,
        workloads=(CONVOLUTIONS,),
        peers=(ScikitLearn,),
    )
    assert [row.name for row in result.workloads[0].rows] == ["ours"]
    assert calls[-1][0] == calls[-1][1]


def test_products_of_convolutions_are_counted_at_every_place():
    forward = [144 * 9 * 1 * 4, 144 * 9 * 4 * 6, 36 * 9 * 6 * 8, 8 * 6, 6 * 4]
    assert matrix_product_flops(CONVOLUTIONS) == 2 * 32 * (3 * sum(forward) - forward[0])


def test_ours_reaches_the_loss_that_scikit_learn_reaches_from_the_same_weights():
    _, ours, _ = train(Ours(), SMALL, steps=60)
    _, theirs, _ = train(ScikitLearn(), SMALL, steps=60)
    assert ours == pytest.approx(theirs, rel=0.1)


def test_a_benchmark_with_keras_compares_what_was_trained_alike_and_writes_json():
    if reason := why_missing("keras"):
        pytest.skip(f"Keras: {reason}")
    result = benchmark_training(
        2, slice_seconds=0.05, workloads=(SMALL,), peers=(ScikitLearn, OursOnKeras, KerasGroupedFit, Missing)
    )
    (workload,) = result.workloads
    rows = {row.name: row for row in workload.rows}
    assert rows["missing"].unavailable == "not installed"
    assert rows["missing"].images_per_second is None
    for row in rows.values():
        if row.role in ("ours", "peer") and not row.unavailable:
            assert row.loss is not None
            assert row.loss.after == pytest.approx(rows["ours"].loss.after, rel=0.15)
            assert row.images_per_second.lower_quartile > 0
    assert rows["ours"].ours_to_this.median == 1
    on_keras, grouped = rows[OursOnKeras.name], rows[KerasGroupedFit.name]
    assert rows["ours"].keras_to_this is on_keras.keras_to_this is None
    assert grouped.keras_to_this.median > 0
    assert rows["bare matrix products"].loss is None
    assert any(pool.threads >= 1 for pool in result.machine.blas)
    assert json.loads(result.model_dump_json())["workloads"][0]["rows"][0]["name"] == "ours"
    assert dict(zip(rows, table_rows(workload), strict=True))["missing"][1] == "not installed"


def test_a_peer_that_crashes_costs_its_own_row_only():
    result = benchmark_training(1, slice_seconds=0.02, workloads=(SMALL,), peers=(Crashing,))
    ours, crashed, limit = result.workloads[0].rows
    assert "crashing ended unexpectedly (exit code 3)" in crashed.unavailable
    assert ours.images_per_second is not None
    assert limit.ours_to_this is not None


def test_progress_reaches_its_total_and_never_passes_it():
    calls: list[tuple[int, int]] = []
    benchmark_training(
        2, lambda _, done, total: calls.append((done, total)), slice_seconds=0.02, workloads=(SMALL,), peers=(Missing,)
    )
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)
    assert calls[-1][0] == calls[-1][1]


@pytest.mark.parametrize("moment", ["Starting scikit-learn", "preparing scikit-learn", "measuring"])
def test_cancelling_ends_the_benchmark_and_its_processes(moment):
    def cancel(stage: str, done: int, total: int) -> None:
        if moment in stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        benchmark_training(50, cancel, slice_seconds=0.5, workloads=(SMALL,), peers=(ScikitLearn,))
    assert not multiprocessing.active_children()


def test_cancelling_works_while_a_library_takes_long_to_import():
    waits: list[str] = []

    def cancel(stage: str, done: int, total: int) -> None:
        waits.append(stage)
        if waits.count("Starting ours") == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        benchmark_training(1, cancel, workloads=(SMALL,), peers=())


def test_our_own_process_ending_is_an_error_not_a_missing_row():
    with Worker(Crashing, lambda: None) as worker, pytest.raises(WorkerEnded, match="crashing"):
        worker.introduce()


def test_ratios_are_taken_within_a_round():
    # The machine's speed halves from round to round; the ratio does not.
    spread = ratio([400, 200, 100, 50, 25], [200, 100, 50, 25, 12.5])
    assert spread == Spread(median=2, lower_quartile=2, upper_quartile=2)
    # The ratio of the medians would be 1; two rounds of three say otherwise.
    assert ratio([10, 20, 90], [5, 20, 30]).median == 2


def test_a_turn_takes_about_the_time_it_is_given():
    assert steps_for(Clockwork(64_000), seconds=1.0, batch_size=32) == 2000


def test_nobody_always_goes_first_and_everybody_has_every_round():
    turns: list[tuple[str, int]] = []
    names = ("a", "b", "c")
    steps = {"a": 1, "b": 2, "c": 3}
    speeds = interleave({name: Clockwork(1.0, name, turns) for name in names}, steps, 3, lambda: None)
    assert turns == [(name, steps[name]) for name in "abcbcacab"]
    assert speeds == {name: [1.0] * 3 for name in names}


def test_a_disturbed_measurement_says_so():
    def measured(lower: float, upper: float) -> Row:
        spread = Spread(median=100, lower_quartile=lower, upper_quartile=upper)
        return Row(name="limit", role="limit", images_per_second=spread, ours_to_this=spread)

    result = benchmark_training(1, slice_seconds=0.02, workloads=(SMALL,), peers=()).workloads[0]
    assert result.model_copy(update={"rows": (measured(97, 103),)}).steady
    assert not result.model_copy(update={"rows": (measured(60, 140),)}).steady
