"""Products and vectors added to where they are kept, against the same in two steps."""

from __future__ import annotations

import sys
import tracemalloc
import weakref

import numpy as np
import pytest

from core.network import blas

TYPES = [np.float32, np.float64]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("keep", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("shape", [(1, 1, 1), (4, 1, 6), (7, 5, 3), (32, 300, 100)])
def test_a_product_is_added_to_the_share_that_is_kept(dtype, keep, transposed, shape):
    K, M, N = shape
    rng = np.random.default_rng(0)
    A, B, C = (rng.normal(size=size).astype(dtype) for size in ((K, M), (K, N), (M, N)))
    expected = keep * C.astype(np.float64) + A.T.astype(np.float64) @ B
    blas.SumOfProducts(keep, transposed=transposed).add(C, A if transposed else np.ascontiguousarray(A.T), B)
    np.testing.assert_allclose(C, expected, rtol=0, atol=30 * np.sqrt(K) * np.finfo(dtype).eps)


def test_what_is_not_kept_leaves_no_trace_even_where_it_was_not_a_number():
    C = np.full((3, 2), np.nan)
    blas.SumOfProducts(keep=0, transposed=True).add(C, np.ones((4, 3)), np.ones((4, 2)))
    np.testing.assert_array_equal(C, 4)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("size", [1, 1_000, 70_001])
def test_a_vector_is_added_to_every_element_of_another(dtype, size):
    x, y = np.arange(size, dtype=dtype), np.ones(size, dtype)
    blas.adder(y, x)(1)
    np.testing.assert_array_equal(y, x + 1)
    blas.adder(y, x)(-0.5)
    np.testing.assert_array_equal(y, x / 2 + 1)


def test_arrays_of_another_layout_or_type_are_added_as_they_are():
    """As they may come to a network's first layer: a view of other data, integers."""
    rng = np.random.default_rng(0)
    sums = blas.SumOfProducts(keep=1)
    A, B = rng.normal(size=(6, 8)).astype(np.float32), rng.normal(size=(4, 5)).astype(np.float32)
    for other in (A[:, ::2], np.asfortranarray(A[:, :4]), A[:, :4].astype(np.float64), np.ones((6, 4), np.int64)):
        C = np.ones((6, 5), np.float32)
        sums.add(C, other, B)
        np.testing.assert_allclose(C, 1 + other @ B, rtol=1e-5)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("rows", [1, 3])
def test_no_products_at_all_leave_the_share_that_is_kept(dtype, rows):
    C = np.ones((rows, 5), dtype)
    blas.SumOfProducts(keep=0.5, transposed=True).add(C, np.ones((0, rows), dtype), np.ones((0, 5), dtype))
    np.testing.assert_array_equal(C, 0.5)


def test_memory_that_a_prepared_sum_will_use_is_not_given_back():
    x, y = np.ones(1_000), np.zeros(1_000)
    add, is_there = blas.adder(y, x), weakref.ref(x)
    del x
    assert is_there() is not None
    add(1)
    np.testing.assert_array_equal(y, 1)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="NumPy's library may be found elsewhere or not at all")
def test_a_parameter_collects_a_product_in_one_pass_over_its_memory():
    """Where the library is found, nothing of a product's size is allocated."""
    A, B, C = np.ones((8, 2_000), np.float32), np.ones((8, 500), np.float32), np.zeros((2_000, 500), np.float32)
    sums = blas.SumOfProducts(keep=0.5, transposed=True)
    sums.add(C, A, B)
    tracemalloc.start()
    sums.add(C, A, B)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < C.nbytes / 10
