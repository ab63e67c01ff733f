"""What to try next, of those things that an experiment does not do already."""

from __future__ import annotations

from collections.abc import Sequence

from core.evaluation.diagnosis.case import about
from core.experiment.augmentation import AugmentationSpec
from core.experiment.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout
from core.experiment.spec import Experiment

_NOT_A_CHANGE = {"erasing_area"}
_STRONG_DROPOUT = 0.4


def against_overfitting(experiment: Experiment) -> str:
    """What keeps a network from learning its training images by heart."""
    ways = []
    if not _augments(experiment.augmentation):
        ways.append("augmentation")
    if not _dropout_rates(experiment):
        ways.append("a Dropout layer")
    if not _is_penalised(experiment):
        ways.append("an L2 penalty")
    if experiment.early_stopping is None:
        ways.append("early stopping")
    if not ways:
        return "Try more training images, stronger augmentation, or a smaller network."
    return f"Try {listed(ways)}; more training images help most."


def for_more_capacity(experiment: Experiment, *, is_slow: bool) -> str:
    """What lets a network learn more of its training images; first a longer step, where it is only slow."""
    ways = [f"a learning rate of {about(3 * experiment.optimizer.learning_rate)}"] if is_slow else []
    if max(_dropout_rates(experiment), default=0.0) >= _STRONG_DROPOUT:
        ways.append("less dropout")
    if _is_penalised(experiment):
        ways.append("weaker penalties")
    ways.append("wider or more layers")
    if not any(isinstance(layer, BatchNormalization) for layer in experiment.network.layers):
        ways.append("batch normalisation")
    return f"Try {listed(ways)}."


def against_dead_units(experiment: Experiment) -> str:
    """What keeps ReLU units alive."""
    layers = experiment.network.layers
    kernels = [layer.kernel_initializer for layer in layers if isinstance(layer, Dense | Conv2D)][:-1]
    ways = [f"a lower learning rate ({about(experiment.optimizer.learning_rate / 3)})", "Leaky ReLU"]
    uses_relu = any(isinstance(layer, Activation | Dense | Conv2D) and layer.activation == "relu" for layer in layers)
    if uses_relu and any(not kernel.startswith("he_") for kernel in kernels):
        ways.append("He initial weights")
    return f"Try {listed(ways)}."


def which_model(experiment: Experiment, best_epoch: int) -> str:
    """Whether what was found spoils the model that is kept."""
    if experiment.keep == "best":
        return f"The model kept is that of epoch {best_epoch:,}."
    return "The model kept is that of the last epoch: set Keep to best to have the best one."


def listed(ways: Sequence[str]) -> str:
    """Several ways in a sentence: "a, b or c"."""
    *first, last = ways
    return f"{', '.join(first)} or {last}" if first else last


def _augments(augmentation: AugmentationSpec) -> bool:
    return any(value for name, value in augmentation if name not in _NOT_A_CHANGE)


def _dropout_rates(experiment: Experiment) -> list[float]:
    return [layer.rate for layer in experiment.network.layers if isinstance(layer, Dropout) and layer.rate]


def _is_penalised(experiment: Experiment) -> bool:
    penalty, layers = experiment.network.penalty, experiment.network.layers
    own = any(layer.l1 or layer.l2 for layer in layers if isinstance(layer, Dense | Conv2D))
    return bool(own or penalty.l1 or penalty.l2 or experiment.optimizer.weight_decay)
