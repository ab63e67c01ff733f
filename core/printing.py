"""What a process without a terminal prints."""

from __future__ import annotations

import faulthandler
import os
import sys
from pathlib import Path


def print_to(log: Path) -> None:
    """Send what this process prints, its libraries and a crash included, to the end of a file.

    Raises:
        OSError: The file cannot be written.
    """
    with log.open("ab", buffering=0) as file:
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
    faulthandler.enable()
