"""Leaving images out of an experiment: nothing is written to the source, and the run says how many went for what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from core.data.audit.analysis import Surface, likenesses_of, surface_of
from core.data.audit.contrast import NEARLY_UNIFORM
from core.data.dataset import ImageDataset
from core.progress import Progress, silent

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Reason(StrEnum):
    """Why an image is left out; the first that applies, in this order, counts."""

    BLANK = "blank"
    CONFLICTING = "conflicting labels"
    ACROSS = "also in another part"
    REPEATED = "repeated"


REASONS: Final = {
    "no_blanks": Reason.BLANK,
    "no_conflicts": Reason.CONFLICTING,
    "across_parts": Reason.ACROSS,
    "no_repeats": Reason.REPEATED,
}
"""By the field of `Cleaning` that asks for it."""


@dataclass(frozen=True)
class Cleaning:
    """What is to be left out; the fields are those of the experiment's specification.

    Attributes:
        no_blanks: Images that are one colour throughout, or nearly so.
        no_conflicts: All copies of a picture that has different labels anywhere in the dataset.
        across_parts: What becomes of a picture that two of train, validation and test have. "exclude_from_train": the
            later part keeps it; "exclude_from_test": the earlier one.
        no_repeats: Keep the first copy of a picture in each part.
        duplicates: What counts as a copy: the same pixels, or also nearly the same picture.
    """

    no_blanks: bool = False
    no_conflicts: bool = False
    across_parts: Literal["keep", "exclude_from_train", "exclude_from_test"] = "keep"
    no_repeats: bool = False
    duplicates: Literal["exact", "near"] = "exact"

    @property
    def leaves_out(self) -> bool:
        """Whether any image can be left out."""
        return self != replace(Cleaning(), duplicates=self.duplicates)


@dataclass(frozen=True)
class Excluded:
    """How many images of a part were left out for one reason."""

    reason: Reason
    part: str
    images: int


def cleaned(
    dataset: ImageDataset, parts: Mapping[str, Rows], cleaning: Cleaning, progress: Progress = silent
) -> tuple[dict[str, Rows], tuple[Excluded, ...]]:
    """Rows by part without those that are to be left out, and what was.

    Args:
        dataset: Whose images are looked at; found again on disk the next time.
        parts: Rows, ascending, of "train", "validation" and "test", in this order.
        cleaning: What to leave out.
        progress: Told while the images are looked at; may raise Cancelled.
    """
    if not cleaning.leaves_out:
        return dict(parts), ()
    surface = surface_of(dataset, progress)
    heads = likenesses_of(dataset, progress) if cleaning.duplicates == "near" else surface.first_copy
    remaining, excluded = dict(parts), []
    for reason, find in _steps(dataset, cleaning, surface, heads):
        for part, is_out in find(remaining).items():
            if is_out.any():
                excluded.append(Excluded(reason, part, int(np.count_nonzero(is_out))))
                remaining[part] = remaining[part][~is_out]
    return remaining, tuple(excluded)


def _steps(
    dataset: ImageDataset, cleaning: Cleaning, surface: Surface, heads: Rows
) -> Iterator[tuple[Reason, Callable[[Mapping[str, Rows]], dict[str, Mask]]]]:
    """What is to be left out of parts as they then are, one reason after the other."""
    if cleaning.no_blanks:
        is_blank = surface.contrast < NEARLY_UNIFORM
        yield Reason.BLANK, lambda parts: {part: is_blank[rows] for part, rows in parts.items()}
    if cleaning.no_conflicts:
        is_doubtful = np.isin(heads, heads[dataset.labels != dataset.labels[heads]])
        yield Reason.CONFLICTING, lambda parts: {part: is_doubtful[rows] for part, rows in parts.items()}
    if cleaning.across_parts != "keep":
        later_first = cleaning.across_parts == "exclude_from_train"
        yield Reason.ACROSS, lambda parts: _in_parts_before(parts, heads, later_first=later_first)
    if cleaning.no_repeats:
        yield Reason.REPEATED, lambda parts: {part: _is_repeated(heads[rows]) for part, rows in parts.items()}


def _in_parts_before(parts: Mapping[str, Rows], heads: Rows, *, later_first: bool) -> dict[str, Mask]:
    """Which images are in a part that keeps its own before theirs."""
    found: dict[str, Mask] = {}
    is_taken = np.zeros(len(heads), bool)
    for part in reversed([*parts]) if later_first else parts:
        found[part] = is_taken[heads[parts[part]]]
        is_taken[heads[parts[part]]] = True
    return {part: found[part] for part in parts}


def _is_repeated(heads: Rows) -> Mask:
    """Which entries have occurred before."""
    is_repeated = np.ones(len(heads), bool)
    is_repeated[np.unique(heads, return_index=True)[1]] = False
    return is_repeated
