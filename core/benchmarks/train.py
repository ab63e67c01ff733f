"""How fast a network is trained here, beside others and beside what is possible at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

from core.benchmarks.contender import WORKLOADS, Contender, Workload
from core.benchmarks.limit import MatrixProducts, matrix_product_flops
from core.benchmarks.measure import Spread, interleave, ratio, steps_for
from core.benchmarks.ours import Ours, OursOnKeras
from core.benchmarks.peers.keras_fit import KerasFit, KerasGroupedFit, KerasPipelineFit
from core.benchmarks.peers.pytorch import PyTorch
from core.benchmarks.peers.scikit_learn import ScikitLearn
from core.benchmarks.results import Role, Row, TrainingBenchmark, WorkloadResult, this_machine
from core.benchmarks.worker import Introduction, Learning, Worker, WorkerEnded
from core.progress import Progress, silent

ROUNDS: Final = 7
# What OpenBLAS, OpenMP (PyTorch's threads) and TensorFlow read.
_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
SLICE_SECONDS: Final = 1.0
PEERS: Final[tuple[type[Contender], ...]] = (
    OursOnKeras,
    ScikitLearn,
    PyTorch,
    KerasFit,
    KerasPipelineFit,
    KerasGroupedFit,
)


def benchmark_training(
    rounds: int = ROUNDS,
    progress: Progress = silent,
    *,
    slice_seconds: float = SLICE_SECONDS,
    workloads: Sequence[Workload] = WORKLOADS,
    peers: Sequence[type[Contender]] = PEERS,
    threads: int | None = None,
) -> TrainingBenchmark:
    """Measure our engine, every peer that is installed, and the limit, in turns.

    Args:
        rounds: Turns of each; five or more for a figure worth quoting.
        progress: Told before every turn and while waiting; may cancel.
        slice_seconds: About how long a turn is.
        workloads: What to train.
        peers: Whom to compare with.
        threads: Of everybody's libraries; None leaves the choice to them.

    Raises:
        WorkerEnded: Our own process ended, or a peer's in the middle of the rounds.
        Cancelled: From `progress`.
    """
    with ExitStack() as stack:
        stack.enter_context(_threads_of_processes(threads))
        stage = _Stage(progress, total=(2 + len(peers)) * (1 + len(workloads) * (1 + rounds)))
        contenders: tuple[type[Contender], ...] = (Ours, *peers, MatrixProducts)
        entrants = [_Entrant(contender, stage, stack) for contender in contenders]
        results = [_compare(entrants, workload, rounds, slice_seconds, stage) for workload in workloads]
        stage.next("Done")
    return TrainingBenchmark(
        machine=this_machine(), rounds=rounds, slice_seconds=slice_seconds, workloads=tuple(results)
    )


@contextmanager
def _threads_of_processes(threads: int | None) -> Iterator[None]:
    """Have the processes that are started inside the block limit their libraries, which read this when they load."""
    before = {name: os.environ.get(name) for name in _THREADS}
    if threads is not None:
        os.environ.update(dict.fromkeys(_THREADS, str(threads)))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


class _Stage:
    """Where the benchmark is, for whoever watches."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0
        self._words = ""

    def next(self, words: str) -> None:
        self._words = words
        self.waiting()
        self._done += 1

    def skip(self, units: int) -> None:
        self._done += units

    def waiting(self) -> None:
        self._progress(self._words, self._done, self._total)


class _Entrant:
    """A contender's process, from its introduction to its results."""

    def __init__(self, contender: type[Contender], stage: _Stage, stack: ExitStack) -> None:
        self.name, self.takes = contender.name, contender.takes
        self.role: Role = "ours" if contender is Ours else "limit" if contender is MatrixProducts else "peer"
        stage.next(f"Starting {self.name}")
        self.worker = stack.enter_context(Worker(contender, stage.waiting))
        self.introduction = Introduction()
        self._enter()

    def learn(self, workload: Workload) -> Learning | None:
        """Prepare a workload and train the first steps; a peer that fails at it drops out."""
        try:
            self.worker.prepare(workload)
            return self.worker.learn(workload.learning_steps)
        except WorkerEnded as error:
            self._drop_out(error)
            return None

    def row(self, learning: Learning | None, measured: Mapping[str, list[float]]) -> Row:
        """The figures of one workload, given everyone's speed in every round."""
        speeds, on_keras = measured.get(self.name), measured.get(OursOnKeras.name)
        is_peer = self.name not in (Ours.name, OursOnKeras.name)
        return Row(
            name=self.name,
            role=self.role,
            unavailable=self.introduction.unavailable,
            version=self.introduction.version,
            libraries=self.introduction.libraries,
            loss=learning,
            images_per_second=Spread.of(speeds) if speeds else None,
            ours_to_this=ratio(measured[Ours.name], speeds) if speeds else None,
            keras_to_this=ratio(on_keras, speeds) if speeds and on_keras and is_peer else None,
        )

    def _enter(self) -> None:
        try:
            self.introduction = self.worker.introduce()
        except WorkerEnded as error:
            self._drop_out(error)

    def _drop_out(self, error: WorkerEnded) -> None:
        if self.role != "peer":
            raise error
        self.introduction = Introduction(unavailable=error.message)


def _compare(
    entrants: list[_Entrant], workload: Workload, rounds: int, slice_seconds: float, stage: _Stage
) -> WorkloadResult:
    everybody, entrants = entrants, [entrant for entrant in entrants if entrant.takes(workload)]
    stage.skip((len(everybody) - len(entrants)) * (1 + rounds))
    learned: dict[str, Learning | None] = {}
    for entrant in entrants:
        stage.next(f"{workload.name}: preparing {entrant.name}")
        learned[entrant.name] = None if entrant.introduction.unavailable else entrant.learn(workload)
    running = {entrant.name: entrant.worker for entrant in entrants if not entrant.introduction.unavailable}
    steps = {name: steps_for(worker, slice_seconds, workload.batch_size) for name, worker in running.items()}
    speeds = interleave(running, steps, rounds, lambda: stage.next(f"{workload.name}: measuring"))
    stage.skip(rounds * (len(entrants) - len(running)))
    rows = [entrant.row(learned[entrant.name], speeds) for entrant in entrants]
    return WorkloadResult(
        workload=workload,
        matrix_flops=matrix_product_flops(workload),
        learning_steps=workload.learning_steps,
        rows=tuple(rows),
    )
