"""A draft judged against the dataset at hand: what is wrong, what is known of its layers, what it will take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from core.backends.registry import unavailable_reason
from core.data.dataset import ImageDataset
from core.data.open import LARGEST_IMAGE_SIZE
from core.data.splits import choose_classes
from core.errors import WorkbenchError
from core.experiment.cost import Cost, training_cost
from core.experiment.draft import Draft, FieldError, errors_of
from core.experiment.draft_layers import DraftLayer, draft_layers
from core.experiment.shapes import Shape, layer_shapes
from core.experiment.spec import Experiment, LossSpec
from core.training.class_weights import listing_fault

_CHANNELS = {"grayscale": 1, "rgb": 3}


@dataclass(frozen=True)
class Assessment:
    """What is to be said of a draft.

    Attributes:
        problems: Every field or layer that cannot stand.
        experiment: What the draft describes; None while there are problems.
        input_shape: What the first layer receives; None while nobody knows.
        classes: How many there are, likewise.
        layers: What is known of each.
        cost: What training takes; None while it cannot be known.
    """

    problems: tuple[FieldError, ...]
    experiment: Experiment | None
    input_shape: Shape | None
    classes: int | None
    layers: tuple[DraftLayer, ...]
    cost: Cost | None

    @property
    def parameters(self) -> int:
        """Of all layers whose parameters are known."""
        return sum(layer.parameters or 0 for layer in self.layers)

    @property
    def is_whole(self) -> bool:
        """Whether the parameters of every layer are known."""
        return all(layer.parameters is not None for layer in self.layers)

    @property
    def is_output_wrong(self) -> bool:
        """Whether the last layer gives another number than there are classes."""
        known = self.classes is not None and bool(self.layers) and self.layers[-1].output_shape is not None
        return known and self.layers[-1].output_shape != (self.classes,)

    def errors_at(self, path: str) -> list[FieldError]:
        """The problems of one field and of what is inside it."""
        return [one for one in self.problems if one.path == path or one.path.startswith((f"{path}.", f"{path}["))]


def assess(draft: Draft, dataset: ImageDataset | None) -> Assessment:
    """Judge a draft; without a dataset, by itself."""
    problems = errors_of(draft)
    if (reason := unavailable_reason(draft["backend"])) and not any(one.path == "backend" for one in problems):
        problems.append(FieldError("backend", reason))
    shape = input_shape(draft, dataset)
    names, unknown = _classes(draft["data"]["classes"], dataset)
    classes = len(names) if names else None
    layers = draft_layers(draft, shape, classes)
    unknown += _unknown_weights(draft["loss"], names if dataset else None)
    problems += [*unknown, *(layer.error for layer in layers if layer.error)]
    experiment = None if problems else Experiment.model_validate(draft)
    cost = training_cost(experiment, layer_shapes(experiment.network, shape)) if experiment and shape else None
    return Assessment(tuple(problems), experiment, shape, classes, tuple(layers), cost)


def input_shape(draft: Draft, dataset: ImageDataset | None) -> Shape | None:
    """What the first layer receives: in the dataset's own size, or the one that its pictures will be resized to."""
    color = draft["preprocessing"]["color"]
    channels = _CHANNELS.get(color) if isinstance(color, str) else None
    size = draft["data"]["image_size"]
    is_size = isinstance(size, int) and 1 <= size <= LARGEST_IMAGE_SIZE
    is_resized = is_size and (dataset is None or dataset.kind != "generated")
    if channels is None or (dataset is None and not is_resized):
        return None
    if is_resized:
        return size, size, channels
    return (*dataset.image_shape[:2], channels) if dataset else None


def _classes(wanted: Any, dataset: ImageDataset | None) -> tuple[Sequence[str] | None, list[FieldError]]:
    """Which classes there are, and what is wrong with the choice of them."""
    is_choice = isinstance(wanted, list) and len(wanted) > 1
    if dataset is None:
        return (wanted if is_choice else None), []
    if not is_choice:
        return dataset.classes, []
    try:
        return choose_classes(dataset.classes, wanted), []
    except WorkbenchError as error:
        return None, [FieldError("data.classes", str(error))]


def _unknown_weights(loss: Any, classes: Sequence[str] | None) -> list[FieldError]:
    """What is wrong with a list of class weights that is one by itself."""
    try:
        fault = listing_fault(LossSpec.model_validate(loss), classes) if classes else None
    except ValidationError:
        return []
    return [fault] if fault else []
