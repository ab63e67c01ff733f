"""What a model says about each of many pictures: one that fails does not cost the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from core.errors import WorkbenchError
from core.models.predictor import Predictor


@dataclass(frozen=True)
class Answer:
    """What came of asking about one picture.

    Attributes:
        file: The picture's file, or what else it is called.
        label: The most probable class; empty where there is an error.
        probability: Of that class.
        probabilities: Of all classes, by name in the model's order.
        warnings: Why to doubt the answer, in sentences.
        error: Why there is no answer.
    """

    file: str
    label: str = ""
    probability: float = 0.0
    probabilities: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    error: WorkbenchError | None = None


def ask(predictor: Predictor, file: str, load: Callable[[], Image.Image]) -> Answer:
    """Ask about one picture.

    Args:
        predictor: Who answers.
        file: What the picture is called.
        load: Gives the picture, or raises a `WorkbenchError`, which becomes part of the answer.
    """
    try:
        prediction = predictor.predict(load())
    except WorkbenchError as error:
        return Answer(file, error=error)
    return Answer(file, prediction.label, prediction.probability, prediction.probabilities, prediction.warnings)
