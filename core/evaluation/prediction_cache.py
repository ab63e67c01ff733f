"""Answers that a model gave before, kept on disk: asking it again about the same images gives the same.

Entries are named after what decides the answers and nothing else, written whole or not at all, and told from damaged
ones by checksums. Any number of processes can use the folder at once; what one of them removes, another finds again.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from core.evaluation.evaluation import Probabilities
from core.kept_arrays import keep_arrays, load_arrays
from core.paths import cache_folder

_VERSION: Final = 1
LARGEST: Final = 256 * 2**20
"""Bytes that all entries together may have: the answers about 3 million images of 10 classes."""
_ABANDONED_AFTER: Final = 3600.0
_NAME: Final = "probabilities"


class PredictionCache:
    """Probabilities by model, data and rows.

    Args:
        folder: Where the entries lie; by default in the cache folder.
        largest: Bytes that all entries together may have. Those that were not used for longest go first.
    """

    def __init__(self, folder: Path | None = None, largest: int = LARGEST) -> None:
        self._folder = folder or cache_folder() / "predictions"
        self._largest = largest

    def load(self, model: str, data: str, rows: npt.NDArray[np.int64], classes: int) -> Probabilities | None:
        """What was stored for these, float (rows, classes); None where nothing whole is.

        Args:
            model: Digest of all that decides the model's answers.
            data: Digest of the dataset.
            rows: int64 (R,), which of its images, in order.
            classes: How many the model knows.
        """
        path = self._file(model, data, rows)
        found = load_arrays(path).get(_NAME)
        if found is None or found.shape != (len(rows), classes) or not np.issubdtype(found.dtype, np.floating):
            return None
        # What is used stays. Another process may have removed the file in this moment: then it stays removed.
        with suppress(OSError):
            os.utime(path)
        return found if np.isfinite(found).all() else None

    def store(self, model: str, data: str, rows: npt.NDArray[np.int64], probabilities: Probabilities) -> None:
        """Keep answers, if there is room for them; arguments as for `load`."""
        if probabilities.nbytes > self._largest:
            return
        keep_arrays(self._file(model, data, rows), {_NAME: probabilities})
        self._make_room()

    def _file(self, model: str, data: str, rows: npt.NDArray[np.int64]) -> Path:
        digest = sha256(f"{_VERSION} {model} {data} ".encode())
        digest.update(rows.astype("<i8").tobytes())
        return self._folder / f"{digest.hexdigest()}.npz"

    def _make_room(self) -> None:
        left = self._largest
        for _, size, path in sorted(self._entries(), reverse=True):
            left -= size
            if left < 0:
                with suppress(OSError):
                    path.unlink()
        self._remove_abandoned()

    def _entries(self) -> list[tuple[float, int, Path]]:
        """When each entry was used last, its bytes and its file."""
        entries = []
        for path in self._folder.glob("*.npz"):
            with suppress(OSError):
                status = path.stat()
                entries.append((status.st_mtime, status.st_size, path))
        return entries

    def _remove_abandoned(self) -> None:
        """Delete what killed processes left half-written."""
        for path in self._folder.glob(".*.partial"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED_AFTER:
                    path.unlink()
