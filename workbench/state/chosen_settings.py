"""The settings in force, and the file that keeps them from one start to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.files import write_atomic
from core.runs.failures import explained
from workbench.state.settings import SCHEMA_VERSION, Settings, is_allowed

_VERSION = "schema_version"


class ChosenSettings(QObject):
    """What was chosen. A change is in force at once, and in the file, which is written as a whole.

    Attributes:
        current: The settings.
        error: Why they could not be kept; None while they are.

    Args:
        file: Read at once; made with the first choice. What cannot stand in it is left out, and what a later version
            put there stays.
    """

    changed = Signal()

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.error: WorkbenchError | None = None
        self._file = file
        self._kept = _read(file)
        self.current = replace(
            Settings(), **{name: value for name, value in self._kept.items() if is_allowed(name, value)}
        )

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever chosen."""
        return not self._kept

    def choose(self, **values: Any) -> None:
        """Set some, by name; those that cannot have such a value stay as they are."""
        allowed = {name: value for name, value in values.items() if is_allowed(name, value)}
        self.take(replace(self.current, **allowed))

    def take(self, settings: Settings) -> None:
        """Set all of them."""
        if settings == self.current:
            return
        self.current = settings
        self._keep()
        self.changed.emit()

    def _keep(self) -> None:
        self._kept = {**self._kept, **asdict(self.current), _VERSION: self._kept.get(_VERSION, SCHEMA_VERSION)}
        self.error = None
        try:
            with explained(self._file):
                write_atomic(self._file, json.dumps(self._kept, indent=2) + "\n")
        except WorkbenchError as error:
            # In force for as long as the window is open, and said where settings are made.
            self.error = error


def _read(file: Path) -> Mapping[str, Any]:
    try:
        kept = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}
