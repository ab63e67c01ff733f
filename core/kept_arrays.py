"""Arrays kept on disk to spare work: what is missing, damaged or cannot be written is no error, it costs time."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from core.files import atomic_path

Arrays = dict[str, Any]

_DAMAGE = (OSError, ValueError, KeyError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile)


def load_arrays(path: Path) -> Arrays:
    """What `keep_arrays` wrote; empty where there is no such file, or no whole one (its checksums tell)."""
    # The stream is ours to close: of a damaged archive NumPy leaves its own open.
    with suppress(*_DAMAGE), path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
        return dict(kept)
    return {}


def keep_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays by name, whole or not at all, where that is possible."""
    with suppress(OSError), atomic_path(path) as temporary, temporary.open("wb") as target:
        np.savez(target, **arrays)
