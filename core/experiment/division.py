"""How an experiment divides a dataset: always the same way, whoever asks."""

from __future__ import annotations

from typing import Literal

from core.data.cleaning import Cleaning
from core.data.dataset import ImageDataset
from core.data.splits import Partition, partition
from core.experiment.spec import DataSpec, Experiment
from core.progress import Progress, silent


def divide(experiment: Experiment, dataset: ImageDataset, progress: Progress = silent) -> Partition:
    """The rows that an experiment trains on, chooses on and reports on.

    Args:
        experiment: What to do.
        dataset: What to do it with.
        progress: Told while images are looked at that may have to be left out; may raise Cancelled.

    Raises:
        WorkbenchError: The dataset has not what the experiment asks for.
    """
    return divide_data(experiment.data, experiment.seed, dataset, progress)


def divide_data(data: DataSpec, seed: int, dataset: ImageDataset, progress: Progress = silent) -> Partition:
    """The same, by what decides it alone."""
    return partition(
        dataset,
        data.classes,
        seed=seed,
        validation_fraction=data.validation_fraction,
        test_fraction=data.test_fraction,
        include_extra=data.include_extra,
        cleaning=Cleaning(**data.cleaning.model_dump()),
        progress=progress,
    )


def name_of_part(parts: Partition, use: Literal["validation", "test"]) -> str:
    """The source's own name for a part, or, where it was cut from the training images, a name that says so."""
    (origin,) = parts.origins[use]
    return f"{use}, held back from {origin}" if origin in parts.origins["train"] else origin
