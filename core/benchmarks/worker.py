"""A process for each contender.

NumPy, PyTorch and TensorFlow each keep a pool of threads that goes on spinning for a while after its last work, and
two pools that spin against each other can cost most of the speed. So each contender lives in a process of its own,
started afresh (spawn), and idles there until its turn: blocked on a pipe, it takes no time from the others.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Final

from threadpoolctl import threadpool_info

from core.benchmarks.contender import Contender, Parameters, Workload
from core.benchmarks.made_up import initial_parameters, made_up_data, mean_loss
from core.errors import WorkbenchError

_LOOK_SECONDS: Final = 0.1
_EXIT_SECONDS: Final = 2.0
_LOSS_IMAGES: Final = 2_048
_LOSS_IMAGES_OF_CONVOLUTIONS: Final = 64


class WorkerEnded(WorkbenchError):
    """A contender took its process down."""


@dataclass(frozen=True)
class Library:
    """A pool of threads in a process, as threadpoolctl sees it (TensorFlow's own stays unseen).

    Attributes:
        name: "openblas", "openmp", "mkl".
        version: Empty where unknown.
        kernel: The processor family that the library chose its code for; empty where unknown.
        threads: How many it uses.
    """

    name: str
    version: str
    kernel: str
    threads: int


@dataclass(frozen=True)
class Introduction:
    """What a contender says of itself; `unavailable` is the reason where it cannot take part."""

    unavailable: str | None = None
    version: str = ""
    libraries: tuple[Library, ...] = ()


@dataclass(frozen=True)
class Learning:
    """Mean loss on a fixed part of the data, before and after some steps of training."""

    before: float
    after: float


class Worker:
    """The near end: asks one contender, in its process, to do things.

    Args:
        contender: A class that a fresh process can import.
        waiting: Called ten times a second while an answer is awaited; may raise to cancel.
    """

    def __init__(self, contender: type[Contender], waiting: Callable[[], None]) -> None:
        self.name = contender.name
        self._waiting = waiting
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(contender, far_end), daemon=True)
        self._process.start()
        far_end.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, in the middle of its work if need be."""
        self._pipe.close()
        self._process.terminate()
        self._process.join(_EXIT_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def introduce(self) -> Introduction:
        """Import the contender's library."""
        answer: Introduction = self._ask("introduce")
        return answer

    def prepare(self, workload: Workload) -> None:
        """Make the data up and build the network."""
        self._ask("prepare", workload)

    def learn(self, steps: int) -> Learning | None:
        """Train so many steps from the initial weights; None for what trains nothing."""
        answer: Learning | None = self._ask("learn", steps)
        return answer

    def images_per_second(self, steps: int) -> float:
        """Time about so many steps."""
        answer: float = self._ask("images_per_second", steps)
        return answer

    def _ask(self, *request: Any) -> Any:
        try:
            self._pipe.send(request)
            while not self._pipe.poll(_LOOK_SECONDS):
                self._waiting()
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join(_EXIT_SECONDS)
            raise WorkerEnded(
                f"The benchmark's process for {self.name} ended unexpectedly (exit code {self._process.exitcode}).",
                "Its last words are on standard error.",
            ) from error


class _Host:
    """The far end: a contender and what has to be done around it."""

    def __init__(self, contender: Contender) -> None:
        self._contender = contender

    def introduce(self) -> Introduction:
        if reason := self._contender.available():
            return Introduction(unavailable=reason)
        return Introduction(None, self._contender.version(), libraries_in_use())

    def prepare(self, workload: Workload) -> None:
        images, labels = made_up_data(workload)
        self._initial = initial_parameters(workload)
        self._contender.prepare(workload, images, labels, [array.copy() for array in self._initial])
        count = _LOSS_IMAGES_OF_CONVOLUTIONS if workload.convolutions else _LOSS_IMAGES
        self._workload, self._judged_on = workload, (images[:count], labels[:count])

    def learn(self, steps: int) -> Learning | None:
        self._contender.run(self._whole_calls(steps))
        trained = self._contender.parameters()
        return Learning(self._loss(self._initial), self._loss(trained)) if trained else None

    def images_per_second(self, steps: int) -> float:
        # After a turn of the others, caches are cold and threads asleep: the first steps are not counted.
        self._contender.run(self._whole_calls(steps // 8))
        steps = self._whole_calls(steps)
        start = time.perf_counter()
        self._contender.run(steps)
        return steps * self._workload.batch_size / (time.perf_counter() - start)

    def _whole_calls(self, steps: int) -> int:
        size = self._contender.steps_per_call
        return max(1, round(steps / size)) * size

    def _loss(self, parameters: Parameters) -> float:
        return mean_loss(self._workload, parameters, *self._judged_on)


def libraries_in_use() -> tuple[Library, ...]:
    """The thread pools of this process."""
    return tuple(
        Library(pool["internal_api"], pool["version"] or "", pool.get("architecture", ""), pool["num_threads"])
        for pool in threadpool_info()
    )


def _serve(contender: type[Contender], pipe: Connection) -> None:
    # An interrupt from the keyboard reaches every process of the terminal; only the one that asks is to answer it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    host = _Host(contender())
    while True:
        try:
            name, *arguments = pipe.recv()
        except EOFError:
            return
        pipe.send(getattr(host, name)(*arguments))
