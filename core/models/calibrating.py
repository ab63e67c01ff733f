"""One number that makes a trained model as sure as it is right: temperature scaling (Guo et al., ICML 2017, 4.2)."""

from __future__ import annotations

from dataclasses import dataclass

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.evaluation.calibration import Reliability, fit_temperature, reliability, with_temperature
from core.evaluation.evaluation import mean_cross_entropy
from core.models.assessment import Examination, examine_held_back, measurements_of
from core.models.committee import Model
from core.progress import Progress, silent


@dataclass(frozen=True)
class Change:
    """What a temperature does to the answers about one part of the dataset.

    Attributes:
        split: The part, by its name.
        images: How many it has.
        before: Accuracy beside confidence of the model as it was.
        after: And at the new temperature.
        loss_before: Mean cross-entropy, nats.
        loss_after: Likewise.
    """

    split: str
    images: int
    before: Reliability
    after: Reliability
    loss_before: float
    loss_after: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """A model at the temperature that suits it.

    Attributes:
        model: The calibrated model, with its figures measured anew; accuracy and answers are those of the old one.
        factor: What the old one's logits are divided by: above 1 where it was too sure.
        validation: The effect on the images that the temperature was fitted on.
        test: The effect on those that nothing was chosen on; None where a committee's members have none in common.
    """

    model: Model
    factor: float
    validation: Change
    test: Change | None

    @property
    def temperature(self) -> float:
        """The new model's, in which the old one's is contained."""
        return self.model.manifest.temperature


def calibrated(model: Model, dataset: ImageDataset, progress: Progress = silent) -> Calibration:
    """Fit a model's temperature on its validation images.

    A model that has a temperature already is fitted from there; the new one takes its place.

    Args:
        model: A model or a committee, which is not changed.
        dataset: What it was trained on.
        progress: Told how far the model is, where it has to be asked; may raise Cancelled.

    Raises:
        WorkbenchError: No image of the dataset was held back for choosing, as of data that it was not trained on.
    """
    validation = examine_held_back(model, dataset, "validation", progress)
    if validation is None:
        raise WorkbenchError(
            f"{dataset.name} has no validation images of this model, which was not trained on it.",
            "Calibrate it on the data that it was trained on.",
        )
    factor = fit_temperature(validation.probabilities, validation.labels)
    test = examine_held_back(model, dataset, "test", progress)
    # The figures on other data hold no longer, and that data is not at hand.
    changed = model.with_changes(temperature=model.manifest.temperature * factor)
    return Calibration(
        model=changed.with_changes(measurements=measurements_of(changed, dataset)),
        factor=factor,
        validation=_change(validation, factor),
        test=_change(test, factor) if test else None,
    )


def _change(examined: Examination, factor: float) -> Change:
    before, labels = examined.probabilities, examined.labels
    after = with_temperature(before, factor)
    return Change(
        split=examined.evaluation.split,
        images=len(labels),
        before=examined.reliability,
        after=reliability(after, labels),
        loss_before=examined.evaluation.loss,
        loss_after=mean_cross_entropy(after, labels),
    )
