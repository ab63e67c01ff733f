"""Figures as words."""

from __future__ import annotations

import math

from workbench.views.signs import NONE

ENGINES = {"numpy": "NumPy", "keras": "Keras"}


def decimal(value: float | None) -> str:
    """A loss or a rate, with three figures that matter."""
    if value is None or math.isnan(value):
        return NONE
    return f"{value:.3g}" if abs(value) < 0.01 or abs(value) >= 1000 else f"{value:.3f}"


def duration(seconds: float) -> str:
    """Time, in the two units that matter."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"
