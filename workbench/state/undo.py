"""Undo and redo: every version of a draft since it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MOST_KEPT = 500


@dataclass(frozen=True)
class Version:
    """A draft, and what it was made from.

    Attributes:
        draft: As it stands.
        original: As it was when it was opened.
        origin: What was opened: a recipe's or a file's name.
        vary: The fields that a sweep varies, by path: how, as plain values, which may be wrong.
    """

    draft: dict[str, Any]
    original: dict[str, Any]
    origin: str
    vary: Mapping[str, dict[str, Any]] = field(default_factory=dict)


class UndoHistory:
    """The versions, and which of them is the current one.

    Consecutive changes with the same key, such as the keystrokes in one field, are one step.
    """

    def __init__(self, version: Version) -> None:
        self._versions = [version]
        self._place = 0
        self._key = ""

    @property
    def current(self) -> Version:
        """The version at hand."""
        return self._versions[self._place]

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier version."""
        return self._place > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a later version."""
        return self._place < len(self._versions) - 1

    def record(self, version: Version, key: str = "") -> None:
        """Go on to a new version; later ones are forgotten."""
        kept = self._place if key and key == self._key else self._place + 1
        self._versions = [*self._versions[:kept], version][-_MOST_KEPT:]
        self._place = len(self._versions) - 1
        self._key = key

    def undo(self) -> None:
        """Back by one version, where there is one."""
        self._place = max(self._place - 1, 0)
        self._key = ""

    def redo(self) -> None:
        """On by one version, where there is one."""
        self._place = min(self._place + 1, len(self._versions) - 1)
        self._key = ""

    def end_step(self) -> None:
        """Let the next change be a step of its own."""
        self._key = ""
