from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.io import loadmat, savemat

from core.data.readers.matlab import list_arrays, read_array


def nothing(done: int, total: int) -> None:
    """Watch nothing."""


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("dtype", ["u1", "i2", "u2", "i4", "i8", "f4", "f8"])
def test_arrays_are_what_scipy_wrote(tmp_path: Path, dtype: str, compressed: bool) -> None:
    written = {
        "X": np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5).astype(dtype),
        "a_longer_name": np.array([[1, 2, 3]], dtype),
        "words": np.array(["text"]),
    }
    savemat(tmp_path / "a.mat", written, do_compression=compressed)
    arrays = list_arrays(tmp_path / "a.mat")
    assert set(arrays) == {"X", "a_longer_name"}
    for name, array in arrays.items():
        found = read_array(tmp_path / "a.mat", array, nothing)
        assert found.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(found, written[name])


def test_svhn_is_read_as_scipy_reads_it(shared_data: Path) -> None:
    path = shared_data / "svhn" / "test_32x32.mat"
    expected = loadmat(path)
    for name, array in list_arrays(path).items():
        np.testing.assert_array_equal(read_array(path, array, nothing), expected[name])
