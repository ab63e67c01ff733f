"""Arrays of floats that the generators compute with: one value per image, or one per point of every image."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[Any]
"""float32, of the shape that its docstring gives. The element type is left open for the checker, which cannot follow
NumPy's promotion of Python scalars."""


def per_image(values: npt.NDArray[Any]) -> Field:
    """(B,) to float32 (B, 1, 1), to be combined with fields of points."""
    return values.astype(np.float32)[:, None, None]
