"""What can be asked of a process that trains: a run from its beginning, or one that goes on where another ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.progress import Progress

if TYPE_CHECKING:  # pydantic comes with the first experiment: the window is there before it
    from core.experiment.spec import Experiment
    from core.runs.store import RunStore
    from core.training.events import EpochMetrics
    from core.training.worker import Worker


@dataclass(frozen=True, eq=False)
class QueuedRun:
    """A run that waits for its turn.

    Attributes:
        experiment: What is to be trained.
        source: On what.
        before: Id of the run that it goes on from; empty where it begins.
        epochs: How many there are to be in all; None for as many as that run was planned for.
        history: The epochs before it.
    """

    experiment: Experiment
    source: str
    before: str = ""
    epochs: int | None = None
    history: Sequence[EpochMetrics] = ()

    def starter(self, threads: int | None, histograms: bool) -> Callable[[RunStore], Worker]:
        """What starts its process, on whatever thread it is called.

        Args:
            threads: Of the matrix library; a run that goes on takes as many as before.
            histograms: Whether TensorBoard is to show how its weights are spread.
        """
        return partial(_started, self, threads, histograms)


def left_to_do(
    store: Callable[[], RunStore], run_ids: Sequence[str], epochs: int | None, progress: Progress
) -> list[QueuedRun]:
    """What is left of some runs.

    Raises:
        WorkbenchError: One of them cannot go on, with the reason.
    """
    from core.training.continuing import continued  # noqa: PLC0415 - loads NumPy, off the window's thread

    opened = store()
    orders: list[QueuedRun] = []
    for run_id in run_ids:
        progress("Looking for runs", len(orders), len(run_ids))
        record = opened.run(run_id)
        experiment = continued(record, epochs)
        orders.append(QueuedRun(experiment, record.source, record.run_id, epochs, opened.history(record)))
    return orders


def _started(order: QueuedRun, threads: int | None, histograms: bool, store: RunStore) -> Worker:
    from core.training.background import (  # noqa: PLC0415 - loads NumPy, off the window's thread
        continue_in_background,
        start_in_background,
    )

    if order.before:
        return continue_in_background(store, order.before, order.epochs, histograms=histograms)
    return start_in_background(store, order.experiment, order.source, threads, histograms)
