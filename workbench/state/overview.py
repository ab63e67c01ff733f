"""What there is to know about a dataset at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.data.dataset import ImageDataset
from core.data.splits import partition
from core.errors import WorkbenchError
from core.experiment.spec import DataSpec

_UNEVEN = 3.0


@dataclass(frozen=True)
class Uses:
    """How many images an experiment would train on, choose on and report on by default.

    Attributes:
        train: Images.
        validation: Images.
        test: Images.
        note: Where they come from, in a phrase, or why the dataset cannot be divided.
    """

    train: int
    validation: int
    test: int
    note: str


def uses_of(dataset: ImageDataset) -> Uses:
    """The default division of a dataset."""
    default = DataSpec()
    try:
        parts = partition(dataset, validation_fraction=default.validation_fraction, test_fraction=default.test_fraction)
    except WorkbenchError as error:
        return Uses(0, 0, 0, str(error))
    cut = [use for use in ("validation", "test") if parts.origins[use] == parts.origins["train"]]
    origin = f"{' and '.join(cut)} cut from {parts.origins['train'][0]}".capitalize()
    note = origin if cut else "The source's own parts"
    return Uses(len(parts.train), len(parts.validation), len(parts.test), note)


def main_split(dataset: ImageDataset) -> str:
    """The source's part that is looked at first: the one to train on, or else the largest."""
    by_size = max(dataset.splits, key=lambda name: len(dataset.splits[name]))
    return "train" if "train" in dataset.splits else by_size


def imbalance_advice(counts: Mapping[str, int]) -> str:
    """What to say where one class has three times the images of another; empty where none has."""
    most, least = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    if not counts[least]:
        return f"Class {least} has no images here."
    ratio = counts[most] / counts[least]
    if ratio < _UNEVEN:
        return ""
    times = f"{ratio:.1f}".removesuffix(".0") if ratio < 10 else f"{ratio:,.0f}"
    return (
        f"Class {most} has {times} times as many images as class {least}. "
        "Judge a network by each class, not by accuracy alone."
    )
