"""Trials as points of plots: what each came to, or has come to so far."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.sweeps.study import Trial, TrialState

Points = npt.NDArray[np.float64]


def figure_of(trial: Trial) -> float:
    """Validation accuracy; of a trial without a result, that of its last epoch, and NaN before the first."""
    if trial.value is not None:
        return trial.value
    return trial.accuracies[max(trial.accuracies)] if trial.accuracies else math.nan


def figures_of(trials: Sequence[Trial]) -> Points:
    """The same of several, float64 (trials,)."""
    return np.array([figure_of(trial) for trial in trials], np.float64)


def best_so_far(trials: Sequence[Trial]) -> Points:
    """The highest result among each trial and those before it, float64 (trials,); NaN before the first result."""
    complete = [trial.value if trial.state is TrialState.COMPLETED else None for trial in trials]
    values = np.array([-math.inf if value is None else value for value in complete], np.float64)
    highest = np.maximum.accumulate(values) if len(values) else values
    return np.where(np.isfinite(highest), highest, np.nan)
