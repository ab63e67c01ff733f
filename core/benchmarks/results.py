"""What the training benchmark reports."""

from __future__ import annotations

import os
import platform
from typing import Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.benchmarks.contender import Workload
from core.benchmarks.measure import Spread
from core.benchmarks.worker import Learning, Library, libraries_in_use

Role = Literal["ours", "peer", "limit"]

# Between the quartiles, as a part of the median.
_STEADY: Final = 0.15


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True)


class Machine(_Result):
    """Where it was measured: speeds mean little without it.

    Attributes:
        processor: Its architecture.
        cores: Those this process may use.
        blas: NumPy's matrix library, its kernel and threads.
    """

    system: str
    processor: str
    cores: int
    python: str
    numpy: str
    blas: tuple[Library, ...]


class Row(_Result):
    """One contender on one workload.

    Attributes:
        role: "limit" does only the matrix products.
        unavailable: Why nothing was measured; every figure is then None.
        loss: On a fixed part of the data before and after the same number of steps from the same weights: that it
            falls, and falls alike, shows that everyone trains the same network. None for the limit.
        ours_to_this: The NumPy engine's speed divided by this one's; for the limit, the share of it that is reached.
        keras_to_this: The same of our Keras engine; None where it was not measured, and for itself.
    """

    name: str
    role: Role
    unavailable: str | None = None
    version: str = ""
    libraries: tuple[Library, ...] = ()
    loss: Learning | None = None
    images_per_second: Spread | None = None
    ours_to_this: Spread | None = None
    keras_to_this: Spread | None = None


class WorkloadResult(_Result):
    """All contenders on one workload.

    Attributes:
        matrix_flops: Floating-point operations in the matrix products of one step.
        learning_steps: After how many steps the rows' second loss was measured.
    """

    workload: Workload
    matrix_flops: int
    learning_steps: int
    rows: tuple[Row, ...]

    @property
    def steady(self) -> bool:
        """Whether the limit's own speed varied little; where it did not, other programs had the processor too.

        Matrix libraries suffer most from company: a product waits for its slowest thread. Ratios then say little.
        """
        speeds = [row.images_per_second for row in self.rows if row.role == "limit" and row.images_per_second]
        return all(speed.upper_quartile - speed.lower_quartile <= _STEADY * speed.median for speed in speeds)


class TrainingBenchmark(_Result):
    """What `workbench bench train` found."""

    schema_version: Literal[1] = 1
    machine: Machine
    rounds: int
    slice_seconds: float
    workloads: tuple[WorkloadResult, ...]


def this_machine() -> Machine:
    """The facts that a speed depends on."""
    return Machine(
        system=platform.platform(),
        processor=platform.machine(),
        cores=_usable_cores(),
        python=platform.python_version(),
        numpy=np.__version__,
        blas=tuple(library for library in libraries_in_use() if library.name != "openmp"),
    )


def table_rows(result: WorkloadResult) -> list[tuple[str, str, str, str, str, str]]:
    """A workload's rows as text: name, images/s, quartiles, our two engines to this one, loss before and after."""
    return [_table_row(row) for row in result.rows]


def _table_row(row: Row) -> tuple[str, str, str, str, str, str]:
    speed, times = row.images_per_second, row.ours_to_this
    if speed is None or times is None:
        return row.name, row.unavailable or "", "", "", "", ""
    loss = f"{row.loss.before:.3f} to {row.loss.after:.3f}" if row.loss else ""
    quartiles = f"{speed.lower_quartile:,.0f} to {speed.upper_quartile:,.0f}"
    ratios = [_ratio(row.role, one) for one in (times, row.keras_to_this)]
    return row.name, f"{speed.median:,.0f}", quartiles, ratios[0], ratios[1], loss


def _ratio(role: Role, times: Spread | None) -> str:
    if times is None or role == "ours":
        return ""
    return f"{times.median:.0%}" if role == "limit" else f"{times.median:.2f}x"


def _usable_cores() -> int:
    # A container or `taskset` may grant fewer than there are; not every system can say.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
