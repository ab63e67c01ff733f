"""What is known of each layer of a draft, however much of the rest is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.experiment.draft import Draft, FieldError, InvalidExperimentError
from core.experiment.layers import Dense, LayerSpec
from core.experiment.shapes import Shape, layer_shape, output_fault

_LAYER: TypeAdapter[LayerSpec] = TypeAdapter(LayerSpec)


@dataclass(frozen=True)
class DraftLayer:
    """One layer.

    Attributes:
        output_shape: Of one example; None where it is not known.
        parameters: Numbers that training adjusts in it, likewise.
        error: Why the layer cannot stand where it stands.
    """

    output_shape: Shape | None
    parameters: int | None
    error: FieldError | None = None


_UNKNOWN = DraftLayer(None, None)


def draft_layers(draft: Draft, input_shape: Shape | None, classes: int | None) -> list[DraftLayer]:
    """Follow one example through the layers of a draft as far as it can be followed.

    Behind a layer that is wrong, or where the input is not known, a Dense still gives as many numbers as it has units.

    Args:
        draft: With a list of layers, whose fields may be wrong.
        input_shape: Of one example; None where it is not known.
        classes: How many outputs there must be; None leaves this unchecked.
    """
    specs = [_valid(layer) for layer in draft["network"]["layers"]]
    followed = list(_followed(specs, input_shape))
    if specs and specs[-1] is not None and followed[-1].output_shape is not None and classes is not None:
        last = followed[-1]
        if last.output_shape and (fault := output_fault(specs[-1], last.output_shape, classes)):
            error = FieldError(f"network.layers[{len(specs) - 1}]", fault)
            followed[-1] = DraftLayer(last.output_shape, last.parameters, last.error or error)
    return followed


def _followed(specs: list[LayerSpec | None], shape: Shape | None) -> Iterator[DraftLayer]:
    for index, spec in enumerate(specs):
        layer = _UNKNOWN if spec is None else _in_place(spec, shape, f"network.layers[{index}]")
        shape = layer.output_shape
        yield layer


def _in_place(spec: LayerSpec, shape: Shape | None, path: str) -> DraftLayer:
    given = (spec.units,) if isinstance(spec, Dense) else None
    if shape is None:
        return DraftLayer(given, None if given else _parameters_anywhere(spec))
    try:
        placed = layer_shape("", spec, shape, path)
    except InvalidExperimentError as error:
        return DraftLayer(given, None, error.errors[0])
    return DraftLayer(placed.output_shape, placed.parameters)


def _parameters_anywhere(spec: LayerSpec) -> int | None:
    """Layers without weights have none wherever they stand."""
    return None if spec.type in {"BatchNormalization", "Conv2D"} else 0


def _valid(layer: Any) -> LayerSpec | None:
    try:
        return _LAYER.validate_python(layer)
    except ValidationError:
        return None
