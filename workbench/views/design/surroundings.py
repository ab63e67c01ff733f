"""What the fields beside a field are set to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.experiment.draft import value_at
from core.experiment.fields import SpecField
from workbench.state.design import Design
from workbench.state.drafts import layers_of

_GROUPS = {
    "SGD": "optimizer",
    "Adam": "optimizer",
    "ScheduleSpec": "schedule",
    "LossSpec": "loss",
    "PenaltySpec": "network.penalty",
}


def values_around(design: Design, field: SpecField) -> Mapping[str, Any]:
    """The values of a field and of those of its specification, as far as drawings ask for them, and the epochs."""
    draft, layers = design.draft, layers_of(design.draft)
    if path := _GROUPS.get(field.owner):
        values = value_at(draft, path)
    elif layers and layers[design.current_layer]["type"] == field.owner:
        values = layers[design.current_layer]
    else:
        values = {}
    return {"epochs": draft["epochs"], **values}
