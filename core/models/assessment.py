"""Measuring a saved model on a dataset."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.data.dataset import ImageDataset
from core.data.splits import default_split, rows_of_split
from core.errors import WorkbenchError
from core.evaluation.evaluation import Evaluation, evaluate_predictions
from core.experiment.division import divide, name_of_part
from core.models.bundle import ModelBundle
from core.models.predictor import Predictor
from core.network.parameters import FloatArray


def evaluate_model(bundle: ModelBundle, dataset: ImageDataset, split: str | None = None) -> Evaluation:
    """Compare a model's answers with the labels of one of the source's parts.

    Images of classes that the model does not know are left out.

    Args:
        bundle: The model.
        dataset: Images of the size that the model was trained on.
        split: One of the source's parts by its own name; None for what `reported_rows` chooses.

    Raises:
        WorkbenchError: Model and data do not fit each other, or there is no such split.
    """
    labels = model_labels(bundle, dataset)
    split, rows = (split, rows_of_split(dataset, split)) if split else reported_rows(bundle, dataset)
    rows = rows[labels[rows] >= 0]
    probabilities = answer_rows(bundle, dataset, rows)
    return evaluate_predictions(probabilities, labels[rows], bundle.manifest.classes, split)


def reported_rows(bundle: ModelBundle, dataset: ImageDataset) -> tuple[str, npt.NDArray[np.int64]]:
    """The part of a dataset to report on where none is named: its name and its rows, int64.

    It is the test part, or the only one beside train. Of a source in one piece it is what was held back from the model;
    all of it where the model was trained on other data.
    """
    if dataset.sha256 == bundle.manifest.data_sha256:
        parts = divide(bundle.manifest.experiment, dataset)
        return name_of_part(parts, "test"), parts.test
    split = default_split(dataset)
    return split, rows_of_split(dataset, split)


def answer_rows(bundle: ModelBundle, dataset: ImageDataset, rows: npt.NDArray[np.int64]) -> FloatArray:
    """Class probabilities (R, classes) for images of a dataset, in the order of `rows`."""
    pipeline = bundle.manifest.pipeline
    if dataset.image_shape[:2] != (pipeline.height, pipeline.width):
        height, width, _ = dataset.image_shape
        raise WorkbenchError(
            f"{dataset.name} has images of {height} x {width}, the model takes {pipeline.height} x {pipeline.width}.",
            "Evaluate it on data of the kind it was trained on.",
        )
    if not len(rows):
        return np.zeros((0, len(bundle.manifest.classes)))
    predictor = Predictor(bundle)
    return predictor.probabilities_of_rows(dataset.images, rows)


def model_labels(bundle: ModelBundle, dataset: ImageDataset) -> npt.NDArray[np.int64]:
    """The model's label of every image, -1 where it does not know the class."""
    known = bundle.manifest.classes
    unknown = [name for name in known if name not in dataset.classes]
    if unknown:
        raise WorkbenchError(
            f"{dataset.name} has no class {', '.join(unknown)}, which the model knows.",
            f"The model's classes are: {', '.join(known)}.",
        )
    to_model = np.array([known.index(name) if name in known else -1 for name in dataset.classes], np.int64)
    return to_model[dataset.labels]
