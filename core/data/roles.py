"""What a source's part is for, told by its name: sources say "train", "Training", "seg_test", "val", ..."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum


class Role(Enum):
    """What a part is for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"
    EXTRA = "extra"
    ADDED = "added"


_ROLES = {
    "train": Role.TRAIN,
    "training": Role.TRAIN,
    "val": Role.VALIDATION,
    "valid": Role.VALIDATION,
    "validation": Role.VALIDATION,
    "dev": Role.VALIDATION,
    "test": Role.TEST,
    "testing": Role.TEST,
    "extra": Role.EXTRA,
    "added": Role.ADDED,
}


def role_of(part: str) -> Role | None:
    """The role that one of the words in a part's name stands for, or None.

    Words are separated by anything but letters: "test_set" and "images-train" are understood, "contest" is not taken
    for a test part.
    """
    words = re.findall(r"[a-z]+", part.lower())
    return next((_ROLES[word] for word in words if word in _ROLES), None)


def part_for(role: Role, parts: Iterable[str]) -> str | None:
    """The first of a source's parts that has the role, or None."""
    return next((part for part in parts if role_of(part) is role), None)
