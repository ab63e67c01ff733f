"""Sums made where they are kept: `C <- keep C + A' B` and `y <- y + x`, by the library that NumPy multiplies with.

A BLAS product is `C <- alpha A B + beta C` (Dongarra et al. 1990). NumPy passes on the case beta = 0 alone: to add a
product to an array takes a second array and another pass over both, and for large layers that memory traffic is a good
part of a training step. So the same library is called directly, through ctypes. Where it cannot be found (NumPy can be
built on others, and Windows hides it), NumPy does both in two steps, with the same result up to rounding.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from core.network.parameters import FloatArray, FloatType

# How NumPy's own builds, and then others, name a routine, and the integers that it counts with.
_NAMINGS: Final = (
    ("scipy_cblas_{}64_", ctypes.c_int64),
    ("cblas_{}64_", ctypes.c_int64),
    ("cblas_{}", ctypes.c_int32),
)
_ROW_MAJOR, _AS_IT_IS, _TRANSPOSED = 101, 111, 112


class SumOfProducts:
    """`C <- keep C + A' B`, in place, for one C and the products of many batches.

    Args:
        C_MN: Where the sum is; contiguous, float32 or float64.
        keep: What C is multiplied by before each product is added; with 0, C need not be finite.
    """

    def __init__(self, C_MN: FloatArray, keep: float) -> None:
        self._C_MN, self._keep = C_MN, keep
        self._routines = _routines(C_MN.dtype) if keep else None
        self._M, self._N = C_MN.shape
        self._A, self._B, self._C = _Place(), _Place(), _address(C_MN)

    def add(self, A_KM: FloatArray, B_KN: FloatArray) -> None:
        """Add a product of two contiguous arrays of C's type."""
        if self._routines is None:
            self._add_in_two_steps(A_KM, B_KN)
            return
        M, N, K = self._M, self._N, len(A_KM)
        A, B, C, keep = self._A.of(A_KM), self._B.of(B_KN), self._C, self._keep
        if M == 1:
            # The library's product of matrices is made for larger ones.
            self._routines.gemv(_ROW_MAJOR, _TRANSPOSED, K, N, 1.0, B, N, A, 1, keep, C, 1)
        else:
            self._routines.gemm(_ROW_MAJOR, _TRANSPOSED, _AS_IT_IS, M, N, K, 1.0, A, M, B, N, keep, C, N)

    def _add_in_two_steps(self, A_KM: FloatArray, B_KN: FloatArray) -> None:
        if self._keep == 0:
            np.matmul(A_KM.T, B_KN, out=self._C_MN)
            return
        self._C_MN *= self._keep
        self._C_MN += np.matmul(A_KM.T, B_KN)


def add(y: FloatArray, x: FloatArray) -> None:
    """`y <- y + x`, in place, with as many threads as the library uses. Both are contiguous vectors of one type."""
    routines = _routines(y.dtype)
    if routines is None:
        y += x
    else:
        routines.axpy(y.size, 1.0, _address(x), 1, _address(y), 1)


class _Place:
    """The address of an array that is often the same one as the last time: asking NumPy takes microseconds."""

    def __init__(self) -> None:
        self._array: FloatArray | None = None
        self._address = 0

    def of(self, array: FloatArray) -> int:
        if array is not self._array:
            self._array, self._address = array, _address(array)
        return self._address


@dataclass(frozen=True)
class _Routines:
    gemm: Callable[..., None]
    gemv: Callable[..., None]
    axpy: Callable[..., None]


@cache
def _routines(dtype: FloatType) -> _Routines | None:
    """The library's routines for a type; None where they are not to be found, or do not do what they should."""
    letter, number = ("s", ctypes.c_float) if dtype == np.float32 else ("d", ctypes.c_double)
    # The names of what NumPy was linked with are found through the module that was.
    library = ctypes.CDLL(str(import_module("numpy._core._multiarray_umath").__file__))
    for naming, integer in _NAMINGS:
        try:
            gemm, gemv, axpy = (library[naming.format(letter + name)] for name in ("gemm", "gemv", "axpy"))
        except AttributeError:
            continue
        _declare(gemm, gemv, axpy, integer, number)
        routines = _Routines(gemm, gemv, axpy)
        return routines if _is_right(routines, dtype) else None
    return None


def _address(array: FloatArray) -> int:
    # `array.ctypes.data` is the same, and leaves an object behind for the garbage collector.
    address: int = array.__array_interface__["data"][0]
    return address


def _declare(gemm: Any, gemv: Any, axpy: Any, integer: Any, number: Any) -> None:
    flag, array = ctypes.c_int, ctypes.c_void_p
    gemm.argtypes = [
        *(flag, flag, flag, integer, integer, integer),
        *(number, array, integer, array, integer, number, array, integer),
    ]
    gemv.argtypes = [
        *(flag, flag, integer, integer),
        *(number, array, integer, array, integer, number, array, integer),
    ]
    axpy.argtypes = [integer, number, array, integer, array, integer]
    gemm.restype = gemv.restype = axpy.restype = None


def _is_right(routines: _Routines, dtype: FloatType) -> bool:
    """Whether small examples come out right: a library that counts otherwise is noticed here."""
    A_KM = np.arange(6, dtype=dtype).reshape(2, 3)
    B_KN = np.arange(8, dtype=dtype).reshape(2, 4)
    C_MN, c_N = np.ones((3, 4), dtype), np.ones(4, dtype)
    A, B, C, c = (_address(array) for array in (A_KM, B_KN, C_MN, c_N))
    routines.gemm(_ROW_MAJOR, _TRANSPOSED, _AS_IT_IS, 3, 4, 2, 1.0, A, 3, B, 4, 0.5, C, 4)
    routines.gemv(_ROW_MAJOR, _TRANSPOSED, 2, 4, 1.0, B, 4, A, 1, 0.5, c, 1)
    routines.axpy(4, 1.0, c, 1, C, 1)
    expected = 0.5 + A_KM.T @ B_KN
    expected[0] += 0.5 + A_KM[0, :2] @ B_KN
    return bool(np.array_equal(C_MN, expected))
