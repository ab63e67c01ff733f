"""Measuring a saved model on a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.data.dataset import ImageDataset
from core.data.splits import default_split, rows_of_split
from core.errors import WorkbenchError
from core.evaluation.calibration import Reliability, reliability
from core.evaluation.evaluation import Evaluation, evaluate_predictions
from core.evaluation.prediction_cache import PredictionCache
from core.experiment.division import divide, name_of_part
from core.models.bundle import Measurement
from core.models.committee import Model
from core.models.committee_predictor import predictor_of
from core.models.digest import digest_of
from core.models.tempered import tempered
from core.network.parameters import FloatArray
from core.progress import Progress, silent

Use = Literal["validation", "test"]


@dataclass(frozen=True, eq=False)
class Examination:
    """What a model answered about some images of a dataset, and how good that is.

    Attributes:
        dataset: Whose images.
        rows: int64 (R,), which of them.
        labels: int64 (R,), their true classes, in the model's numbering.
        probabilities: float (R, classes), the answers.
        evaluation: The figures.
    """

    dataset: ImageDataset
    rows: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]
    probabilities: FloatArray
    evaluation: Evaluation

    @property
    def reliability(self) -> Reliability:
        """Accuracy beside confidence."""
        return reliability(self.probabilities, self.labels)


def evaluate_model(model: Model, dataset: ImageDataset, split: str | None = None) -> Evaluation:
    """Compare a model's answers with the labels of one of the source's parts.

    See `examine`, which also gives the answers that the figures come from.
    """
    return examine(model, dataset, split).evaluation


def examine(model: Model, dataset: ImageDataset, split: str | None = None, progress: Progress = silent) -> Examination:
    """Ask a model about all images of one of the source's parts, and compare its answers with their labels.

    Images of classes that the model does not know are left out.

    Args:
        model: A model or a committee.
        dataset: Images of the size that the model was trained on; for a committee, that one of its members was.
        split: One of the source's parts by its own name; None for what `reported_rows` chooses.
        progress: Told how far the model is, where it has to be asked; may raise Cancelled.

    Raises:
        WorkbenchError: Model and data do not fit each other, or there is no such split.
    """
    split, rows = (split, rows_of_split(dataset, split)) if split else reported_rows(model, dataset)
    return _examined(model, dataset, split, rows, progress)


def examine_held_back(model: Model, dataset: ImageDataset, use: Use, progress: Progress = silent) -> Examination | None:
    """The same on the images that `rows_held_back` gives; None where there are none."""
    split, rows = rows_held_back(model, dataset, use)
    return _examined(model, dataset, split, rows, progress) if len(rows) else None


def _examined(
    model: Model, dataset: ImageDataset, split: str, rows: npt.NDArray[np.int64], progress: Progress
) -> Examination:
    labels = model_labels(model, dataset)
    rows = rows[labels[rows] >= 0]
    probabilities = answer_rows(model, dataset, rows, progress)
    evaluation = evaluate_predictions(probabilities, labels[rows], model.classes, split)
    return Examination(dataset, rows, labels[rows], probabilities, evaluation)


def measurements_of(model: Model, dataset: ImageDataset) -> tuple[Measurement, ...]:
    """A model's figures on what it was chosen on, and on what was held back from it, of the dataset of its training.

    These are the images that all members of a committee have in common; a part without any is left out.

    Raises:
        WorkbenchError: Model and data do not fit each other.
    """
    uses: tuple[Use, ...] = ("validation", "test")
    found = [examine_held_back(model, dataset, use) for use in uses]
    return tuple(
        Measurement(data_name=dataset.name, data_sha256=dataset.sha256, evaluation=one.evaluation)
        for one in found
        if one is not None
    )


def reported_rows(model: Model, dataset: ImageDataset) -> tuple[str, npt.NDArray[np.int64]]:
    """The part of a dataset to report on where none is named: its name and its rows, int64.

    It is the test part, or the only one beside train. Of a source in one piece it is what was held back from the model,
    from every member of a committee; all of it where the model was trained on other data.

    Raises:
        WorkbenchError: The members of a committee divided the source so that no image was held back from all.
    """
    if all(member.manifest.data_sha256 != dataset.sha256 for member in model.members):
        split = default_split(dataset)
        return split, rows_of_split(dataset, split)
    name, rows = rows_held_back(model, dataset, "test")
    if not len(rows):
        raise WorkbenchError(
            f"No image of {dataset.name} was held back from all members of the committee.",
            "Name a part with --split, or unite models that divide the data alike (the same seed and fractions).",
        )
    return name, rows


def rows_held_back(model: Model, dataset: ImageDataset, use: Use) -> tuple[str, npt.NDArray[np.int64]]:
    """The images that every member trained on this dataset chose its epoch on, or reports on: a name, and rows, int64.

    There are none where no member was trained on it, or where members divided it in such a way that they share none.
    """
    members = [member.manifest for member in model.members if member.manifest.data_sha256 == dataset.sha256]
    parts = [divide(manifest.experiment, dataset) for manifest in members]
    if not parts:
        return use, np.zeros(0, np.int64)
    rows = getattr(parts[0], use)
    for other in parts[1:]:
        rows = rows[np.isin(rows, getattr(other, use))]
    return name_of_part(parts[0], use), rows


def answer_rows(
    model: Model, dataset: ImageDataset, rows: npt.NDArray[np.int64], progress: Progress = silent
) -> FloatArray:
    """Class probabilities (R, classes) for images of a dataset, in the order of `rows`.

    They are kept on disk, and found there where the same model, at whatever temperature, was asked about the same
    images before.
    """
    pipelines = [member.manifest.pipeline for member in model.members]
    sizes = [(pipeline.height, pipeline.width) for pipeline in pipelines]
    if dataset.image_shape[:2] not in sizes:
        height, width, _ = dataset.image_shape
        taken = " or ".join(f"{high} x {wide}" for high, wide in dict.fromkeys(sizes))
        raise WorkbenchError(
            f"{dataset.name} has images of {height} x {width}, the model takes {taken}.",
            "Evaluate it on data of the kind it was trained on.",
        )
    if not len(rows):
        return np.zeros((0, len(model.classes)))
    plain = model.with_changes(temperature=1.0)
    cache, digest = PredictionCache(), digest_of(plain)
    found = cache.load(digest, dataset.sha256, rows, len(model.classes))
    if found is None:
        found = predictor_of(plain).probabilities_of_rows(dataset.images, rows, progress)
        cache.store(digest, dataset.sha256, rows, found)
    return tempered(found, model.manifest.temperature)


def model_labels(model: Model, dataset: ImageDataset) -> npt.NDArray[np.int64]:
    """The model's label of every image, -1 where it does not know the class.

    Raises:
        WorkbenchError: The model knows a class that the dataset does not have.
    """
    known = model.classes
    unknown = [name for name in known if name not in dataset.classes]
    if unknown:
        named = f"no class{'es' * (len(unknown) > 1)} {' and '.join(unknown)}, which the model knows"
        missing = named if len(unknown) < len(known) else "none of the classes that the model knows"
        raise WorkbenchError(
            f"{dataset.name} has {missing}.",
            f"The model tells apart {', '.join(known)}: choose data with images of these.",
        )
    to_model = np.array([known.index(name) if name in known else -1 for name in dataset.classes], np.int64)
    return to_model[dataset.labels]
