"""Whether there is a core left for a thread of our own."""

from __future__ import annotations

import os

from core.network.blas_threads import blas_threads


def has_free_core() -> bool:
    """Whether a thread of our own finds a core beside those that the matrix library keeps busy.

    Measured on two cores, which it fills: a third thread there costs a tenth of the speed. More than two it hardly
    fills with the products of a step.
    """
    return _cores() > min(blas_threads(), 2)


def _cores() -> int:
    """Those that this process may use."""
    # Not on every system.
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
