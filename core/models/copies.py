"""How much a model's figures owe to test images that it was trained on: the same pixels, in the training part too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.data.audit.analysis import surface_of
from core.data.dataset import ImageDataset
from core.data.roles import Role, part_for
from core.data.splits import rows_of_split
from core.errors import WorkbenchError
from core.evaluation.evaluation import Evaluation, evaluate_predictions
from core.experiment.division import divide
from core.models.assessment import Examination
from core.models.committee import Model
from core.progress import Progress, silent

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class WithoutCopies:
    """The figures on images that do not occur in the training part.

    Attributes:
        places: int64 (K,), among the examined images, of those that occur there, pixel by pixel, and were left out.
        evaluation: On the others; None where there are no others.
    """

    places: Rows
    evaluation: Evaluation | None

    @property
    def copies(self) -> int:
        """How many were left out."""
        return len(self.places)


def without_copies(model: Model, examination: Examination, progress: Progress = silent) -> WithoutCopies:
    """The figures of an examination without the images whose exact pixels the training part has.

    The answers are those of the examination; the model is not asked again.

    Args:
        model: Which was examined.
        examination: Its answers.
        progress: Told while the dataset's images are looked at for the first time; may raise Cancelled.

    Raises:
        WorkbenchError: The model was trained on other data, and the source does not say what is for training.
    """
    dataset = examination.dataset
    first_copy = surface_of(dataset, progress).first_copy
    is_copy = np.isin(first_copy[examination.rows], first_copy[training_rows(model, dataset)])
    split, classes = examination.evaluation.split, examination.evaluation.classes
    evaluation = None
    if not is_copy.all():
        probabilities, labels = examination.probabilities[~is_copy], examination.labels[~is_copy]
        evaluation = evaluate_predictions(probabilities, labels, classes, split)
    return WithoutCopies(np.flatnonzero(is_copy), evaluation)


def training_rows(model: Model, dataset: ImageDataset) -> Rows:
    """What any member was trained on; of data that none was trained on, the source's own training part.

    Raises:
        WorkbenchError: There is neither.
    """
    members = [one.manifest for one in model.members if one.manifest.data_sha256 == dataset.sha256]
    if members:
        return np.unique(np.concatenate([divide(one.experiment, dataset).train for one in members]))
    part = part_for(Role.TRAIN, dataset.splits)
    if part is None:
        raise WorkbenchError(
            f"The model was not trained on {dataset.name}, which has no training part to compare with.",
            "Evaluate it on the data that it was trained on.",
        )
    return rows_of_split(dataset, part)
