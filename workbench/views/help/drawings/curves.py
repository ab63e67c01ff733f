"""Drawings that are the graph of a formula."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.experiment.spec import ScheduleSpec
from core.network.activations import LEAKY_SLOPE
from core.network.initializers import standard_deviation
from core.network.schedules import learning_rate
from workbench.views.help.drawings.board import Board

Values = Mapping[str, Any]
_STEPS = 240
_ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else LEAKY_SLOPE * x,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": math.tanh,
}
_FAN_IN, _FAN_OUT = 1_024, 200


def schedule(board: Board, values: Values) -> None:
    """The learning rate over the run, as it is set."""
    epochs = values.get("epochs")
    epochs = epochs if isinstance(epochs, int) and epochs > 0 else 50
    try:
        spec = ScheduleSpec.model_validate({name: values[name] for name in ScheduleSpec.model_fields if name in values})
    except ValidationError:
        spec = ScheduleSpec()
    # As many updates as the drawing has room for; a short run has several in an epoch.
    per_epoch = max(1, math.ceil(_STEPS / epochs))
    last = per_epoch * epochs - 1
    board.see((0, 1), (0, 1.15))
    board.axes()
    points = [round(last * place / (_STEPS - 1)) for place in range(_STEPS)]
    board.line([(step / max(last, 1), learning_rate(spec, 1.0, step, per_epoch, epochs)) for step in points])
    board.words((0.02, 1.03), "learning rate")
    board.words((1, 1.03), f"epoch {epochs:,}", is_right=True)


def activation(board: Board, values: Values) -> None:
    """The function that is chosen, before the others."""
    chosen = str(values.get("activation", "relu"))
    board.see((-4, 4), (-1.4, 2.2))
    board.axes()
    for name, function in _ACTIVATIONS.items():
        if name != chosen:
            board.curve(function, "line", thin=True)
    board.curve(_ACTIVATIONS.get(chosen, _ACTIVATIONS["relu"]))
    board.words((-4, 1.8), chosen.replace("_", " "), "accent")


def spread(board: Board, values: Values) -> None:
    """How the first weights of a layer of 200 units on 1,024 inputs are spread."""
    chosen = str(values.get("kernel_initializer", "glorot_uniform"))
    names = ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "glorot_normal_doubled_variance")
    board.see((-0.16, 0.16), (0, 18))
    board.axes()
    for name in sorted(names, key=lambda name: name == chosen):
        deviation = standard_deviation(name, _FAN_IN, _FAN_OUT)
        is_chosen = name == chosen
        color = "accent" if is_chosen else "line"
        if name.endswith("_uniform"):
            half = math.sqrt(3) * deviation
            height = 1 / (2 * half)
            board.line([(-half, 0), (-half, height), (half, height), (half, 0)], color, thin=not is_chosen)
        else:
            board.curve(lambda x, s=deviation: _normal(x, s), color, thin=not is_chosen)  # type: ignore[misc]
    if chosen == "zeros":
        board.line([(0, 0), (0, 18)])
    board.words((-0.16, 15), f"{_FAN_IN:,} to {_FAN_OUT}")
    if chosen in names:
        deviation = standard_deviation(chosen, _FAN_IN, _FAN_OUT)
        board.words((0.16, 15), f"deviation {deviation:.3f}", "accent", is_right=True)


def penalties(board: Board, _values: Values) -> None:
    """What a weight costs, by either penalty."""
    board.see((-2, 2), (0, 2.4))
    board.axes()
    board.curve(lambda w: w * w, "accent")
    board.curve(abs, "validation")
    board.words((-1.35, 2.05), "L2: w²", "accent")
    board.words((1.95, 1.0), "L1: |w|", "validation", is_right=True)


def patience(board: Board, _values: Values) -> None:
    """A loss that no longer improves, and where the run ends."""
    board.see((0, 30), (0, 1))
    board.axes()
    board.curve(lambda x: 0.25 + 0.65 * math.exp(-x / 4) + 0.0009 * max(0.0, x - 11) ** 2, "validation")
    best, end = 13, 23
    board.line([(best, 0), (best, 0.9)], "best", thin=True)
    board.line([(end, 0), (end, 0.9)], "error", thin=True)
    board.line([(best, 0.12), (end, 0.12)], "quiet", thin=True, is_dashed=True)
    board.words((best + 0.3, 0.86), "best", "best")
    board.words((best + 1.6, 0.16), "patience")
    board.words((end + 0.4, 0.86), "stop", "error")


def averaging(board: Board, _values: Values) -> None:
    """A weight that jitters from update to update, and its running mean."""
    board.see((0, 100), (-0.2, 1.3))
    board.axes()
    # No random numbers: the drawing is the same each time.
    weights = [1 - math.exp(-step / 18) + 0.22 * math.sin(step * 2.3) * math.cos(step * 0.71) for step in range(101)]
    means, total, count, decay = [], 0.0, 0.0, 0.9
    for weight in weights:
        total, count = decay * total + weight, decay * count + 1
        means.append(total / count)
    board.line(list(enumerate(weights)), "quiet", thin=True)
    board.line(list(enumerate(means)))
    board.words((56, 0.45), "running mean", "accent")


def _normal(x: float, deviation: float) -> float:
    return math.exp(-(x * x) / (2 * deviation**2)) / (deviation * math.sqrt(2 * math.pi))
