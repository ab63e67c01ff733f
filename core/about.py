"""Which version of the program this is, and how it came here."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from dataclasses import dataclass
from typing import Final

import resources

NAME: Final = "Classifier Workbench"
DISTRIBUTION: Final = "classifier-workbench"
BUILD_FILE: Final = "build.json"
"""Among a bundle's resources; written when it is built."""


@dataclass(frozen=True)
class About:
    """What there is to say about this program.

    Attributes:
        version: As in its metadata.
        kind: "lite" or "full" for a bundle; empty where it runs in a Python of its user's.
        commit: Of what a bundle was built from; empty likewise.
        built: The day on which it was built, as YYYY-MM-DD; empty likewise.
    """

    version: str
    kind: str = ""
    commit: str = ""
    built: str = ""

    @property
    def line(self) -> str:
        """All of it in one line, with the Python that runs it."""
        bundle = f", {self.kind} bundle of {self.built} ({self.commit})" if self.kind else ""
        return f"{NAME} {self.version}{bundle}, Python {platform.python_version()} on {platform.system()}"


def about() -> About:
    """What this program is."""
    try:
        return About(**json.loads(resources.path(BUILD_FILE).read_bytes()))
    except OSError:
        pass
    try:
        return About(importlib.metadata.version(DISTRIBUTION))
    except importlib.metadata.PackageNotFoundError:
        return About("from source")
