"""What the benchmarks of the window report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict


class WindowWait(BaseModel):
    """How long something in the window takes, or keeps it from answering.

    Attributes:
        name: What was done.
        count: How often it was looked at.
        median, ninety_nine, longest: Milliseconds; 99 of 100 are below the second.
        unavailable: Why nothing was measured.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    count: int = 0
    median: float = 0.0
    ninety_nine: float = 0.0
    longest: float = 0.0
    unavailable: str | None = None

    @classmethod
    def of(cls, name: str, seconds: Sequence[float]) -> WindowWait:
        """Of at least one."""
        median, ninety_nine, longest = (1000 * np.percentile(seconds, (50, 99, 100))).tolist()
        return cls(name=name, count=len(seconds), median=median, ninety_nine=ninety_nine, longest=longest)
