"""What the tests' trained models are called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Trained:
    """What training left.

    Attributes:
        workspace: With two runs in it, named "first" and "second".
        run_ids: Of the two, in this order.
        models: Their model files.
    """

    workspace: Path
    run_ids: tuple[str, str]
    models: tuple[Path, Path]
