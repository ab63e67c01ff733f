"""Findings about pictures that are there several times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from core.data.audit.blocks import Rows
from core.data.audit.families import groups_of
from core.data.audit.findings import Finding, Group, Kind, Severity
from core.data.dataset import ImageDataset

_LABELS = "Look at them and correct the labels in the source, or leave these pictures out."
_LEAK = (
    "A network is tested on pictures that it has learned by heart, and looks better than it is. "
    "Leave them out of one part."
)
_REPEATS = "They count several times in learning: harmless in small numbers. Keep one of each, or leave them."
_NEAR = "data.cleaning.duplicates=near"


@dataclass(frozen=True)
class _Look:
    """One thing to look for among the groups of copies."""

    kind: Kind
    severity: Severity
    words: str
    advice: str
    setting: str


_EXACT = (
    _Look(
        Kind.CONFLICTS,
        Severity.FAULT,
        "have the same pixels and different labels",
        _LABELS,
        "data.cleaning.no_conflicts=true",
    ),
    _Look(
        Kind.ACROSS,
        Severity.FAULT,
        "have the same pixels in several splits",
        _LEAK,
        "data.cleaning.across_parts=exclude_from_train",
    ),
    _Look(Kind.DUPLICATES, Severity.WARNING, "have the same pixels", _REPEATS, "data.cleaning.no_repeats=true"),
)
_LIKE = (
    replace(
        _EXACT[0],
        kind=Kind.NEAR_CONFLICTS,
        severity=Severity.WARNING,
        words="show nearly the same picture under different labels",
    ),
    replace(_EXACT[1], kind=Kind.NEAR_ACROSS, words="show nearly the same picture in several splits"),
    replace(
        _EXACT[2],
        kind=Kind.NEAR,
        severity=Severity.NOTE,
        words="show nearly the same picture, saved anew or retouched",
    ),
)


def duplicate_findings(dataset: ImageDataset, first_copy: Rows, first_likeness: Rows) -> Iterator[Finding]:
    """Exact duplicates, then near ones: the latter are groups with at least two different images in them."""
    exact = groups_of(first_copy)
    near = [rows for rows in groups_of(first_likeness) if _differ(first_copy[rows])]
    split_of = _split_numbers(dataset)
    for looks, groups in ((_EXACT, exact), (_LIKE, near)):
        in_conflict = [rows for rows in groups if _differ(dataset.labels[rows])]
        across = [rows for rows in groups if _differ(split_of[rows])]
        for look, chosen in zip(looks, (in_conflict, across, groups), strict=True):
            yield _finding(look, chosen)


def _finding(look: _Look, chosen: list[Rows]) -> Finding:
    if not chosen:
        return Finding(look.kind, Severity.FINE, "none")
    groups: tuple[Group, ...] = tuple(tuple(rows.tolist()) for rows in chosen)
    figure = f"{len(groups):,} group{'s' * (len(groups) > 1)}"
    words = f"{sum(map(len, groups)):,} images in {figure} {look.words}."
    settings = (look.setting, _NEAR) if look in _LIKE else (look.setting,)
    return Finding(look.kind, look.severity, figure, words, look.advice, settings, groups)


def _differ(values: Rows) -> bool:
    return bool((values != values[0]).any())


def _split_numbers(dataset: ImageDataset) -> Rows:
    numbers = np.empty(len(dataset), np.int64)
    for number, rows in enumerate(dataset.splits.values()):
        numbers[rows.start : rows.stop] = number
    return numbers
