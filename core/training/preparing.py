"""What a run needs beside its model: images, parts, pipeline, layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.backends.registry import unavailable_reason
from core.data.dataset import ImageDataset
from core.data.splits import Partition
from core.errors import WorkbenchError
from core.experiment.division import divide
from core.experiment.shapes import LayerShape, describe_widths, layer_shapes
from core.experiment.spec import Experiment
from core.paths import cache_folder
from core.preprocessing.augmentation import Augmenter, augments
from core.preprocessing.pipeline import Pipeline, fit_pipeline
from core.preprocessing.prepared import prepared_images
from core.progress import Progress
from core.training.batches import BatchLoader
from core.training.class_weights import class_weights
from core.training.session import TrainingData


@dataclass(frozen=True)
class Prepared:
    """What a run needs beside its model, made before it is recorded: what cannot work fails before there is a run."""

    experiment: Experiment
    dataset: ImageDataset
    parts: Partition
    pipeline: Pipeline
    data: TrainingData
    layers: list[LayerShape]
    class_weights: npt.NDArray[np.float64] | None

    @property
    def architecture(self) -> str:
        """The network in short, such as 1024-200-200-10."""
        return describe_widths(self.experiment.network, self.pipeline.input_shape)


def prepare(experiment: Experiment, dataset: ImageDataset, progress: Progress) -> Prepared:
    """Everything up to the first batch.

    Raises:
        WorkbenchError: Experiment and data do not fit each other.
    """
    parts = divide(experiment, dataset, progress)
    pipeline = fit_pipeline(experiment.preprocessing, dataset.images, parts.train)
    images = prepared_images(dataset, pipeline, cache_folder(), progress)
    loader = BatchLoader(
        images, parts.labels, pipeline, np.dtype(experiment.precision), _augmenter(experiment, pipeline)
    )
    weights = class_weights(experiment.loss, parts.labels[parts.train], parts.classes)
    if reason := unavailable_reason(experiment.backend):
        raise WorkbenchError(reason, "Set backend to numpy.")
    layers = layer_shapes(experiment.network, pipeline.input_shape, len(parts.classes))
    data = TrainingData(loader, parts.labels, parts.train, parts.validation)
    return Prepared(experiment, dataset, parts, pipeline, data, layers, weights)


def _augmenter(experiment: Experiment, pipeline: Pipeline) -> Augmenter | None:
    spec = experiment.augmentation
    return Augmenter(spec, experiment.seed, pipeline.input_shape) if augments(spec) else None
