"""How much an example of each class counts in the loss."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.data.dataset import Labels
from core.experiment.draft import FieldError, InvalidExperimentError
from core.experiment.spec import LossSpec


def class_weights(loss: LossSpec, labels: Labels, classes: Sequence[str]) -> npt.NDArray[np.float64] | None:
    """The weight of each class, float64 (C,); None where all count alike.

    "balanced" is `w_c = N / (C n_c)` for n_c of N examples (King & Zeng 2001; scikit-learn's "balanced"): each class
    counts as much as any other in the sum over all examples, and the mean weight of an example is 1.

    Args:
        loss: What the experiment asks for.
        labels: int64 (N,), the classes of the training images.
        classes: Names, in label order.

    Raises:
        InvalidExperimentError: A weight is listed for a class that is not trained on.
    """
    if loss.class_weights == "none":
        return None
    if loss.class_weights == "balanced":
        counts = np.bincount(labels, minlength=len(classes))
        # A class without an example has no use for its weight.
        return len(labels) / (len(classes) * np.maximum(counts, 1))
    if fault := listing_fault(loss, classes):
        raise InvalidExperimentError([fault])
    return np.array([loss.listed_weights.get(name, 1.0) for name in classes])


def listing_fault(loss: LossSpec, classes: Sequence[str]) -> FieldError | None:
    """What is wrong with a list of weights for these classes; None where it fits, or is not asked for."""
    unknown = [name for name in loss.listed_weights if name not in classes]
    if loss.class_weights != "listed" or not unknown:
        return None
    return FieldError("loss.listed_weights", f"there is no class {unknown[0]}; the classes are: {', '.join(classes)}")
