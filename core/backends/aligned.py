"""Arrays that every engine can take as they are, without a copy of its own."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

ALIGNMENT: Final = 64
"""Bytes: a cache line, and the widest register of a processor."""


def aligned_zeros(shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Zeros whose first number lies at a multiple of `ALIGNMENT`; NumPy's own lie anywhere."""
    dtype = np.dtype(dtype)
    size = math.prod(shape) * dtype.itemsize
    memory = np.zeros(size + ALIGNMENT, np.uint8)
    first = -memory.ctypes.data % ALIGNMENT
    return memory[first : first + size].view(dtype).reshape(shape)


def is_aligned(array: npt.NDArray[Any]) -> bool:
    """Whether it lies so, in one piece."""
    return array.flags.c_contiguous and array.ctypes.data % ALIGNMENT == 0
