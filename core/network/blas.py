"""Sums made where they are kept: `C <- keep C + A B` and `y <- y + a x`, by the library that NumPy multiplies with.

A BLAS product is `C <- alpha A B + beta C` (Dongarra et al. 1990). NumPy passes on the case beta = 0 alone: to add a
product to an array takes a second array and another pass over both, and for large layers that memory traffic is a good
part of a training step. So the same library is called directly, through ctypes. Where it cannot be found (NumPy can be
built on others, and Windows hides it), NumPy does both in two steps, with the same result up to rounding.

A call is prepared once, and again where an array is another one than the last time: in a network nearly all stay.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
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
_ROW_MAJOR, _AS_IT_IS, _TRANSPOSED = ctypes.c_int(101), ctypes.c_int(111), ctypes.c_int(112)

# Of one sum: those of a few batches that are gathered at once.
_MOST_CALLS: Final = 16

Call = Callable[[], object]


class SumOfProducts:
    """`C <- keep C + A B`, or `C <- keep C + A' B`, in place.

    Args:
        keep: What C is multiplied by before the product is added; with 0, C need not be finite.
        transposed: Whether A is given as (K, M) in place of (M, K).
    """

    def __init__(self, keep: float, *, transposed: bool = False) -> None:
        self._keep, self._transposed = keep, transposed
        self._arrays: tuple[FloatArray | None, ...] = (None, None, None)
        self._call: Call = lambda: None
        self._calls: dict[tuple[object, ...], Call] = {}

    def add(self, C_MN: FloatArray, A: FloatArray, B_KN: FloatArray) -> None:
        """Add a product to C, which is contiguous."""
        last_C, last_A, last_B = self._arrays
        if C_MN is not last_C or A is not last_A or B_KN is not last_B:
            self._arrays = C_MN, A, B_KN
            self._call = self._known(C_MN, A, B_KN)
        self._call()

    def _known(self, C_MN: FloatArray, A: FloatArray, B_KN: FloatArray) -> Call:
        """The call for these arrays: A is often a new view of memory that is known, where images were gathered."""
        view = A.__array_interface__
        # A call holds its arrays: no other can have their identity, or be where they are.
        key = id(C_MN), id(B_KN), view["data"], view["shape"], view["strides"], view["typestr"]
        call = self._calls.get(key)
        if call is None:
            if len(self._calls) == _MOST_CALLS:
                self._calls.clear()
            call = self._calls[key] = self._prepared(C_MN, A, B_KN)
        return call

    def _prepared(self, C_MN: FloatArray, A: FloatArray, B_KN: FloatArray) -> Call:
        A_MK = A.T if self._transposed else A
        if self._keep == 0:
            return partial(np.matmul, A_MK, B_KN, out=C_MN)
        routines = _routines(C_MN.dtype)
        # Of no products at all, not every routine of the library makes the sum 0.
        if routines is None or not len(B_KN) or not _are_plain(C_MN.dtype, C_MN, A, B_KN):
            return partial(self._add_in_two_steps, C_MN, A_MK, B_KN)
        return routines.product(C_MN, A, B_KN, self._keep, transposed=self._transposed)

    def _add_in_two_steps(self, C_MN: FloatArray, A_MK: FloatArray, B_KN: FloatArray) -> None:
        C_MN *= self._keep
        C_MN += np.matmul(A_MK, B_KN)


def adder(y: FloatArray, x: FloatArray) -> Callable[[float], object]:
    """A function of a that does `y <- y + a x` for two vectors, in place, with as many threads as the library uses."""
    routines = _routines(y.dtype)
    if routines is None or not _are_plain(y.dtype, y, x):
        return lambda a: np.add(y, a * x, out=y)
    return routines.adder(y, x)


@cache
def library() -> ctypes.CDLL:
    """The names of what NumPy was linked with are found through the module that was."""
    return ctypes.CDLL(str(import_module("numpy._core._multiarray_umath").__file__))


class _Pointer(ctypes.c_void_p):
    """To an array's memory, which is there as long as the pointer is."""

    def __init__(self, array: FloatArray) -> None:
        # `array.ctypes.data` is the same number, and leaves an object behind for the garbage collector.
        super().__init__(array.__array_interface__["data"][0])
        self._array = array


@dataclass(frozen=True)
class _Routines:
    """Of one type, with the integers and floating-point numbers that they take."""

    gemm: Callable[..., None]
    gemv: Callable[..., None]
    axpy: Callable[..., None]
    integer: Callable[[int], Any]
    number: Callable[[float], Any]

    def product(self, C_MN: FloatArray, A: FloatArray, B_KN: FloatArray, keep: float, *, transposed: bool) -> Call:
        (m, n), k = C_MN.shape, len(B_KN)
        M, N, K, one = self.integer(m), self.integer(n), self.integer(k), self.integer(1)
        a, b, c = _Pointer(A), _Pointer(B_KN), _Pointer(C_MN)
        unit, share = self.number(1), self.number(keep)
        if m == 1:
            # The product of matrices is made for larger ones.
            return partial(self.gemv, _ROW_MAJOR, _TRANSPOSED, K, N, unit, b, N, a, one, share, c, one)
        order, row_of_A = (_TRANSPOSED, M) if transposed else (_AS_IT_IS, K)
        return partial(self.gemm, _ROW_MAJOR, order, _AS_IT_IS, M, N, K, unit, a, row_of_A, b, N, share, c, N)

    def adder(self, y: FloatArray, x: FloatArray) -> Callable[[float], object]:
        one, number = self.integer(1), self.number
        size, x_at, y_at = self.integer(y.size), _Pointer(x), _Pointer(y)
        return lambda a: self.axpy(size, number(a), x_at, one, y_at, one)


@cache
def _routines(dtype: FloatType) -> _Routines | None:
    """The library's routines for a type; None where they are not to be found, or do not do what they should."""
    letter, number = ("s", ctypes.c_float) if dtype == np.float32 else ("d", ctypes.c_double)
    numpys = library()
    for naming, integer in _NAMINGS:
        try:
            gemm, gemv, axpy = (numpys[naming.format(letter + name)] for name in ("gemm", "gemv", "axpy"))
        except AttributeError:
            continue
        gemm.restype = gemv.restype = axpy.restype = None
        routines = _Routines(gemm, gemv, axpy, integer, number)
        return routines if _are_right(routines, dtype) else None
    return None


def _are_plain(dtype: FloatType, *arrays: FloatArray) -> bool:
    """Whether an address, a shape and a type say all there is to say about each."""
    return all(array.flags.c_contiguous and array.dtype == dtype for array in arrays)


def _are_right(routines: _Routines, dtype: FloatType) -> bool:
    """Whether small examples come out right: a library that counts otherwise is noticed here."""
    A_MK = np.arange(6, dtype=dtype).reshape(3, 2)
    B_KN = np.arange(8, dtype=dtype).reshape(2, 4)
    C_MN, c_1N = np.ones((3, 4), dtype), np.ones((1, 4), dtype)
    routines.product(C_MN, A_MK, B_KN, 0.5, transposed=False)()
    routines.product(C_MN, np.ascontiguousarray(A_MK.T), B_KN, 0.5, transposed=True)()
    routines.product(c_1N, A_MK[1:2], B_KN, 0.5, transposed=False)()
    routines.adder(C_MN[0], c_1N[0])(2)
    expected = 0.25 + 1.5 * (A_MK @ B_KN)
    expected[0] += 2 * (0.5 + A_MK[1] @ B_KN)
    return bool(np.array_equal(C_MN, expected))
