"""Which rows an experiment trains on, chooses on and reports on."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.data.cleaning import Cleaning, Excluded, cleaned
from core.data.dataset import ImageDataset, Labels
from core.data.roles import Role, part_for, role_of
from core.errors import WorkbenchError
from core.experiment.randomness import Stream, generator
from core.progress import Progress, silent

Rows = npt.NDArray[np.int64]

_BESIDE_TRAIN = (Role.EXTRA, Role.ADDED)


@dataclass(frozen=True, eq=False)
class Partition:
    """Rows of a dataset by their use in an experiment; no row has two uses.

    Attributes:
        train: int64, ascending: what weights and preprocessing are fitted to.
        validation: int64, ascending: what early stopping, checkpoints and settings are chosen on.
        test: int64, ascending: what is reported on and nothing is chosen on.
        classes: The chosen classes, in the dataset's order whatever order they were asked for in.
        labels: int64 (N,), for every row of the dataset its index in `classes`, or -1 where its class is not chosen.
        origins: For "train", "validation" and "test" the names of the source's parts that the rows come from.
        excluded: How many images were left out of each part, and why.
    """

    train: Rows
    validation: Rows
    test: Rows
    classes: tuple[str, ...]
    labels: Labels
    origins: Mapping[str, tuple[str, ...]]
    excluded: tuple[Excluded, ...] = ()


def partition(
    dataset: ImageDataset,
    classes: Sequence[str] | None = None,
    *,
    seed: int = 0,
    validation_fraction: float = 0.1,
    test_fraction: float = 0.1,
    include_extra: bool = False,
    cleaning: Cleaning | None = None,
    progress: Progress = silent,
) -> Partition:
    """Divide a dataset for an experiment.

    The source's own parts are used as they are where they suffice. Of two parts, the one that is not called train is
    the test part, and validation is cut from train. Of a single part, test and validation are both cut from it. What is
    cut is drawn with the seed, stratified by class; where neighbouring images are related it is one piece from the end.
    What was added from other sources is trained on as well, and nothing is cut from it.

    Args:
        dataset: Any dataset.
        classes: Names of the classes to keep; None keeps all.
        seed: Decides which rows are drawn.
        validation_fraction: Share of the train part to cut for validation where the source has none.
        test_fraction: Share of the only part to cut for test where the source has one part.
        include_extra: Also train on the part "extra" (SVHN's easier images).
        cleaning: What to leave out of the parts once they are divided: nothing moves from one part to another by it.
        progress: Told while images are looked at for the first time; may raise Cancelled.

    Raises:
        WorkbenchError: A class is unknown, no part is for training, or there are too few images to divide.
    """
    chosen = choose_classes(dataset.classes, classes)
    labels = _relabelled(dataset, chosen)
    names = _named_parts(dataset)
    chance = generator(seed, Stream.SPLIT)
    train = _rows(dataset, names[Role.TRAIN], labels)
    if names[Role.TEST] is None:
        test, train = _cut(train, labels, test_fraction, chance, contiguous=dataset.neighbours_related)
    else:
        test = _rows(dataset, names[Role.TEST], labels)
    if names[Role.VALIDATION] is None:
        validation, train = _cut(train, labels, validation_fraction, chance, contiguous=dataset.neighbours_related)
    else:
        validation = _rows(dataset, names[Role.VALIDATION], labels)
    origins: dict[str, tuple[str, ...]] = {
        role.value: (name or names[Role.TRAIN] or "",) for role, name in names.items()
    }
    for beside in _beside_train(dataset, include_extra=include_extra):
        train = np.union1d(train, _rows(dataset, beside, labels))
        origins["train"] = (*origins["train"], beside)
    parts = {"train": train, "validation": validation, "test": test}
    parts, excluded = cleaned(dataset, parts, cleaning or Cleaning(), progress)
    result = Partition(**parts, classes=chosen, labels=labels, origins=origins, excluded=excluded)
    _check_not_empty(dataset, result)
    return result


def rows_of_split(dataset: ImageDataset, split: str) -> Rows:
    """All rows, int64, of one of the source's parts, by the source's own name.

    Raises:
        WorkbenchError: The source has no such part.
    """
    if split not in dataset.splits:
        raise WorkbenchError(
            f'{dataset.name} has no split "{split}".', _suggestion(split, tuple(dataset.splits), "Its splits are")
        )
    rows = dataset.splits[split]
    return np.arange(rows.start, rows.stop, dtype=np.int64)


def default_split(dataset: ImageDataset) -> str:
    """The part to report on when none is named: the test part, the only one beside train, or the only one there is."""
    return _named_parts(dataset)[Role.TEST] or next(iter(dataset.splits))


def choose_classes(available: tuple[str, ...], wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The wanted classes in the order of `available`; all of them if None.

    Raises:
        WorkbenchError: A name is unknown, or fewer than two remain.
    """
    if wanted is None:
        return available
    for name in wanted:
        if name not in available:
            raise WorkbenchError(f'There is no class "{name}".', _suggestion(name, available, "The classes are"))
    chosen = tuple(name for name in available if name in wanted)
    if len(chosen) < 2:
        raise WorkbenchError("An experiment needs at least two classes.", f"Choose from: {', '.join(available)}.")
    return chosen


def _suggestion(name: str, available: tuple[str, ...], introduction: str) -> str:
    near = difflib.get_close_matches(name.casefold(), [known.casefold() for known in available], n=1)
    listed = f"{introduction}: {', '.join(available)}."
    matching = [known for known in available if near and known.casefold() == near[0]]
    return f'Did you mean "{matching[0]}"? {listed}' if matching else listed


def _relabelled(dataset: ImageDataset, chosen: tuple[str, ...]) -> Labels:
    new_label = np.full(len(dataset.classes), -1, np.int64)
    for label, name in enumerate(chosen):
        new_label[dataset.classes.index(name)] = label
    return new_label[dataset.labels]


def _named_parts(dataset: ImageDataset) -> dict[Role, str | None]:
    """Name of the part for each use; None where the source has none and it must be cut from train.

    Raises:
        WorkbenchError: Several parts, none of which can be told to be for training or for test.
    """
    usable = [name for name in dataset.splits if role_of(name) not in _BESIDE_TRAIN] or list(dataset.splits)
    if len(usable) == 1:
        return {Role.TRAIN: usable[0], Role.VALIDATION: None, Role.TEST: None}
    by_role = {role: part_for(role, usable) for role in Role}
    train, validation, test = by_role[Role.TRAIN], by_role[Role.VALIDATION], by_role[Role.TEST]
    others = [name for name in usable if name not in {train, validation}]
    if test is None and len(others) == 1:
        test = others[0]
    elif test is None and not others:
        test, validation = validation, None
    if train is None or test is None:
        raise WorkbenchError(
            f"{dataset.name} has the parts {', '.join(usable)}; it cannot be told which are for training and test.",
            'Call them "train" and "test".',
        )
    return {Role.TRAIN: train, Role.VALIDATION: validation, Role.TEST: test}


def _beside_train(dataset: ImageDataset, *, include_extra: bool) -> list[str]:
    """Names of the parts that are trained on besides the one for training."""
    added = part_for(Role.ADDED, dataset.splits)
    return [*([_extra_part(dataset)] if include_extra else []), *([added] if added else [])]


def _extra_part(dataset: ImageDataset) -> str:
    extra = part_for(Role.EXTRA, dataset.splits)
    if extra is None:
        raise WorkbenchError(f'{dataset.name} has no "extra" part.', "Train without it, or download it first.")
    return extra


def _rows(dataset: ImageDataset, split: str | None, labels: Labels) -> Rows:
    rows = rows_of_split(dataset, split or "")
    return rows[labels[rows] >= 0]


def _cut(
    rows: Rows, labels: Labels, fraction: float, chance: np.random.Generator, *, contiguous: bool
) -> tuple[Rows, Rows]:
    """Cut a share off; returns (what was cut, what remains), both ascending."""
    if contiguous:
        kept = len(rows) - round(len(rows) * fraction)
        return rows[kept:], rows[:kept]
    is_cut = np.zeros(len(rows), bool)
    for label in np.unique(labels[rows]):
        (members,) = np.nonzero(labels[rows] == label)
        # Of a rare class at least one is cut, and never the only one.
        count = min(max(1, round(len(members) * fraction)), len(members) - 1)
        is_cut[chance.permutation(members)[:count]] = True
    return rows[is_cut], rows[~is_cut]


def _check_not_empty(dataset: ImageDataset, result: Partition) -> None:
    for use, rows in (("train", result.train), ("choose", result.validation), ("report", result.test)):
        if not len(rows):
            raise WorkbenchError(f"{dataset.name} has no images left to {use} on.", "Use more images or other classes.")
    present = np.bincount(result.labels[result.train], minlength=len(result.classes)) > 0
    missing = [name for name, is_present in zip(result.classes, present, strict=True) if not is_present]
    if missing:
        raise WorkbenchError(
            f"{dataset.name} has no training images of {', '.join(missing)}.", "Leave these classes out."
        )
