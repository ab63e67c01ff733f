"""Learning-rate schedules: large steps while far away, small ones near the end."""

from __future__ import annotations

import math

from core.experiment.spec import ScheduleSpec


def learning_rate(schedule: ScheduleSpec, peak: float, step: int, steps_per_epoch: int, epochs: int) -> float:
    """The rate for one update.

    Args:
        schedule: The shape.
        peak: The optimizer's learning rate, the highest there is.
        step: Updates done before this one, in the whole run.
        steps_per_epoch: Updates in an epoch.
        epochs: In the whole run.
    """
    # One-cycle rises by itself.
    warmup_steps = 0.0 if schedule.shape == "one_cycle" else schedule.warmup_epochs * steps_per_epoch
    if step < warmup_steps:
        return peak * (step + 1) / (warmup_steps + 1)
    total = steps_per_epoch * epochs - warmup_steps
    progress = (step - warmup_steps) / total if total > 0 else 1.0
    if schedule.shape == "step":
        return peak * schedule.step_factor ** (step // steps_per_epoch // schedule.step_epochs)
    if schedule.shape == "cosine":
        return peak * _fall(progress, schedule.floor)
    if schedule.shape == "one_cycle":
        return peak * _one_cycle(progress, schedule.rise, schedule.floor)
    return peak


def _fall(progress: float, floor: float) -> float:
    """From 1 to `floor` along half a cosine (Loshchilov & Hutter 2017, eq. 5, without restarts)."""
    return floor + (1 - floor) * (1 + math.cos(math.pi * progress)) / 2


def _one_cycle(progress: float, rise: float, floor: float) -> float:
    """From 1/25 up to 1, then down to `floor`, along half cosines (Smith & Topin 2018; as shaped by fast.ai)."""
    if progress < rise:
        return _fall(1 - progress / rise, 1 / 25)
    return _fall((progress - rise) / (1 - rise), floor)
