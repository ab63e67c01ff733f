"""The experiment: the complete, serialisable specification of one training run."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from core.experiment.augmentation import AugmentationSpec
from core.experiment.base import Spec, field
from core.experiment.layers import LayerSpec

SCHEMA_VERSION: Final = 1

_LARGEST_WEIGHT: Final = 1_000


class CleaningSpec(Spec):
    """Images to leave out. The source stays as it is; the run says how many images went for what."""

    no_blanks: bool = field(False, help="Leave out images that are one colour throughout, or nearly so.")
    no_conflicts: bool = field(
        False, help="Leave out all copies of a picture that has different labels in the dataset."
    )
    across_parts: Literal["keep", "exclude_from_train", "exclude_from_test"] = field(
        "keep",
        help="A picture in two of train, validation and test: keep: both. exclude_from_train: the later part alone "
        "keeps it. exclude_from_test: the earlier one alone keeps it.",
    )
    no_repeats: bool = field(False, help="Keep one copy of a picture in each part: the first.")
    duplicates: Literal["exact", "near"] = field(
        "exact", help="What counts as a copy. exact: the same pixels. near: also a picture saved anew or retouched."
    )


class DataSpec(Spec):
    """Which images to train on, choose on and report on."""

    source: str | None = field(
        None, help="Folder, file or built-in name such as street-digits:20000; empty: given when training starts."
    )
    image_size: int | None = field(
        None,
        ge=1,
        le=512,
        unit="pixels",
        help="Side of the square that pictures of a folder or file are resized to; empty: the source's own size.",
    )
    classes: tuple[str, ...] | None = field(None, min_length=2, help="The classes to keep; empty: all of them.")
    validation_fraction: float = field(
        0.1, gt=0, lt=0.9, help="Part of train held back to choose the best epoch, where the source has no such part."
    )
    test_fraction: float = field(
        0.2, gt=0, lt=0.9, help="Part held back for the final figure, where the source is all in one piece."
    )
    include_extra: bool = field(False, help="Add SVHN's extra images to the training part.")
    cleaning: CleaningSpec = field(CleaningSpec(), help="Which images to leave out.")


class PreprocessingSpec(Spec):
    """From stored bytes to the numbers that the first layer receives."""

    color: Literal["grayscale", "rgb"] = field("grayscale", help="One channel of brightness, or three of colour.")
    normalization: Literal["unit", "dataset", "image"] = field(
        "unit",
        help="unit: bytes / 255. dataset: minus the mean and over the deviation of the training images. "
        "image: minus each image's own mean and over its own deviation, which evens out light and contrast.",
    )


class PenaltySpec(Spec):
    """Weight penalties added to the loss; the data term alone is what is plotted as loss.

    With P = l1 * sum|w| + l2 * (1/2 or 1) * sum(w^2) over the kernels (never biases or normalisation), the objective
    of one update is `loss + P`, or `loss + batch * P` where `scaling` is "per_example" and the loss is summed.
    """

    l1: float = field(0.0, ge=0, le=1e3, help="Strength of the L1 penalty, which drives weights to exactly zero.")
    l2: float = field(0.0, ge=0, le=1e3, help="Strength of the L2 penalty, which keeps weights small.")
    l2_convention: Literal["half_square", "square"] = field(
        "square", help="half_square: l2/2 * sum(w^2), gradient l2 * w. square: l2 * sum(w^2), as in Keras."
    )
    scaling: Literal["per_update", "per_example"] = field(
        "per_update", help="With a summed loss: count the penalty once an update, or once for each example."
    )


class NetworkSpec(Spec):
    """A stack of layers; the last must give one number a class (logits, before softmax)."""

    layers: tuple[LayerSpec, ...] = field(..., min_length=1, max_length=200, help="From the input to the output.")
    penalty: PenaltySpec = field(PenaltySpec(), help="Weight penalties of all layers that do not set their own.")


def _checked_weights(given: Any) -> Any:
    """One message for the whole mapping, whatever is wrong in it: a form shows it as one field."""
    is_mapping = isinstance(given, dict) and all(isinstance(name, str) for name in given)
    if not is_mapping or not all(type(weight) in {int, float} for weight in given.values()):
        raise ValueError("must be names of classes with a weight each, such as happy: 2, sad: 1.5")
    if faults := [name for name, weight in given.items() if not 0 < weight <= _LARGEST_WEIGHT]:
        raise ValueError(f"the weight of {faults[0]} must be more than 0 and at most {_LARGEST_WEIGHT:,}")
    return given


ClassWeights = Annotated[dict[str, float], BeforeValidator(_checked_weights)]


class LossSpec(Spec):
    """Cross-entropy between softmax outputs and the true classes.

    With label smoothing e and C classes, the target of class c is `t_c = (1 - e) [c is true] + e / C` (Szegedy et al.
    2016, section 7), and an example's loss is `-sum_c t_c log p_c`. With class weights it is multiplied by the weight
    of its true class; the mean over a batch still divides by the number of examples, as Keras's `class_weight` does.

    The loss that is plotted, of training and validation alike, is plain cross-entropy with neither of them, so that the
    two can be compared; the objective is what is minimised.
    """

    reduction: Literal["mean", "sum"] = field(
        "mean", help="mean: average over the batch. sum: add up; a learning rate then scales with the batch size."
    )
    label_smoothing: float = field(
        0.0,
        ge=0,
        lt=1,
        help="Share of every target that is spread over all classes alike, which keeps the network from being too "
        "sure (Szegedy et al. 2016).",
    )
    class_weights: Literal["none", "balanced", "listed"] = field(
        "none",
        help="How much an example counts. balanced: all classes together alike, by N / (C n) for a class with n of "
        "the N training images. listed: as listed below.",
    )
    listed_weights: ClassWeights = field(
        {},
        when=("class_weights", ("listed",)),
        help="Listed class weights: names with a weight each, such as happy: 2, sad: 1.5; all others count as 1.",
    )
    log_offset: float = field(
        0.0, ge=0, le=0.1, help="Report log(p + offset) instead of log(p). The gradient stays p - y, as with 0."
    )


def _weight_decay() -> Any:
    return field(
        0.0,
        ge=0,
        le=10,
        help="Share of every kernel taken off at each step, times the scheduled rate; not a part of the gradient, as "
        "L2 is (Loshchilov & Hutter 2019). Biases and normalisation are left alone.",
    )


class SGD(Spec):
    """Stochastic gradient descent: `v = momentum * v - rate * g; w = w + v`.

    With weight decay (SGDW), `w = w - rate * weight_decay * w` comes first, with g taken before it; in Adam likewise.
    """

    type: Literal["SGD"] = "SGD"
    learning_rate: float = field(0.01, gt=0, le=100, help="Length of each step along the gradient.")
    momentum: float = field(0.0, ge=0, lt=1, help="Share of the last step that is taken again.")
    nesterov: bool = field(
        False, when=("momentum", ()), help="Look ahead: use the gradient where the momentum is about to lead."
    )
    weight_decay: float = _weight_decay()


class Adam(Spec):
    """Adam (Kingma & Ba 2015): steps scaled by running moments of the gradient. AdamW with weight decay."""

    type: Literal["Adam"] = "Adam"
    learning_rate: float = field(0.001, gt=0, le=100, help="Length of a typical step.")
    beta_1: float = field(0.9, ge=0, lt=1, help="Decay of the running mean of gradients.")
    beta_2: float = field(0.999, ge=0, lt=1, help="Decay of the running mean of squared gradients.")
    epsilon: float = field(1e-7, gt=0, le=1, help="Keeps the division finite (1e-7 in Keras, 1e-8 elsewhere).")
    weight_decay: float = _weight_decay()


OptimizerSpec = Annotated[SGD | Adam, Field(discriminator="type")]


class ScheduleSpec(Spec):
    """How the learning rate changes from step to step; the optimizer's rate is its highest value."""

    shape: Literal["constant", "step", "cosine", "one_cycle"] = field(
        "constant",
        help="constant; step: cut at regular epochs; cosine: fall smoothly to the floor; "
        "one_cycle: rise for the first part, then fall along a cosine (Smith 2018).",
    )
    warmup_epochs: float = field(
        0.0,
        ge=0,
        le=1_000,
        unit="epochs",
        when=("shape", ("constant", "step", "cosine")),
        help="Rise linearly from 0 at the start; not for one_cycle, which rises by itself.",
    )
    step_epochs: int = field(
        10, ge=1, le=100_000, unit="epochs", when=("shape", ("step",)), help="Step: how often the rate is cut."
    )
    step_factor: float = field(
        0.5, gt=0, le=1, when=("shape", ("step",)), help="Step: what the rate is multiplied by at each cut."
    )
    floor: float = field(
        0.0,
        ge=0,
        le=1,
        when=("shape", ("cosine", "one_cycle")),
        help="Cosine and one-cycle: where the rate falls to, as a fraction of the highest.",
    )
    rise: float = field(
        0.3,
        gt=0,
        lt=1,
        when=("shape", ("one_cycle",)),
        help="One-cycle: fraction of the run in which the rate rises.",
    )


class EarlyStoppingSpec(Spec):
    """End a run that no longer improves on the validation images."""

    patience: int = field(10, ge=1, le=100_000, unit="epochs", help="Epochs without improvement before stopping.")
    minimum_improvement: float = field(0.0, ge=0, le=10, help="Smaller gains in validation loss do not count.")


class WeightAveragingSpec(Spec):
    """Average the weights over the updates (Polyak & Juditsky 1992), so that the noise of single ones cancels.

    After update t the average is `a_t = sum_i d^(t-i) w_i / sum_i d^(t-i)` over the updates i = 1..t so far: decaying
    with d, and without a share of the first, random weights. It is what is validated, chosen, saved and answers;
    training goes on with the weights themselves. Running averages of batch normalisation are averages already, and
    taken as they are.
    """

    decay: float = field(
        0.999,
        gt=0,
        lt=1,
        help="Share that the average keeps at every update: it reaches back about 1 / (1 - decay) of them.",
    )


class PredictionSpec(Spec):
    """How the trained model answers."""

    mirrored: bool = field(
        False,
        help="Answer with the mean probability of the picture and its mirror image, at twice the time. "
        "Not for digits or letters.",
    )
    zoom: float = field(
        0.0,
        ge=0,
        le=0.5,
        help="Answer with the mean probability of the picture, of one smaller and of one larger by this fraction, at "
        "three times the time. 0: only as it is.",
    )


class Experiment(Spec):
    """Everything that decides the outcome of a run, given the data."""

    schema_version: Literal[1] = SCHEMA_VERSION
    name: str = field(..., min_length=1, max_length=120, help="What to call the experiment.")
    description: str = field("", max_length=4_000, help="What it is for, in a sentence or two.")
    seed: int = field(0, ge=0, le=2**32 - 1, help="Same seed, same data, same machine: same result.")
    data: DataSpec = field(DataSpec(), help="The images.")
    preprocessing: PreprocessingSpec = field(PreprocessingSpec(), help="From bytes to numbers.")
    augmentation: AugmentationSpec = field(AugmentationSpec(), help="Random changes of the training images.")
    network: NetworkSpec = field(..., help="The layers.")
    loss: LossSpec = field(LossSpec(), help="What is minimised.")
    optimizer: OptimizerSpec = field(SGD(), help="How the weights move.")
    schedule: ScheduleSpec = field(ScheduleSpec(), help="How the learning rate changes.")
    epochs: int = field(50, ge=1, le=1_000_000, unit="epochs", help="Passes over the training images.")
    batch_size: int = field(64, ge=1, le=65_536, unit="images", help="Images in one update of the weights.")
    early_stopping: EarlyStoppingSpec | None = field(None, help="Empty: train all epochs.")
    weight_averaging: WeightAveragingSpec | None = field(
        None, help="Empty: the weights after the last update. Otherwise their running average is the model."
    )
    prediction: PredictionSpec = field(PredictionSpec(), help="How the trained model answers.")
    keep: Literal["best", "last"] = field(
        "best", help="The model of a run: its epoch of lowest validation loss, or its last one as it comes."
    )
    backend: Literal["numpy", "keras"] = field("numpy", help="The engine: this program's own in NumPy, or Keras.")
    precision: Literal["float32", "float64"] = field("float32", help="float64 is twice as slow and rarely needed.")
