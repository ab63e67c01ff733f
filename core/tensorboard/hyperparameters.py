"""An experiment as a flat list of names and values, to compare runs by."""

from __future__ import annotations

from typing import Any, Final

from core.experiment.draft import draft_of
from core.experiment.fields import Kind, SpecField, fields_of
from core.experiment.spec import Experiment

# What only says what a run is, not what decides its outcome.
_LEFT_OUT: Final = frozenset({"name", "description"})


def hyperparameters(experiment: Experiment, architecture: str) -> dict[str, str | bool | float]:
    """Every field by its path, "optimizer.learning_rate"; what is empty is left out.

    Args:
        experiment: What is trained.
        architecture: Its layers in short, such as 1024-200-200-10, in place of all their fields.
    """
    values: dict[str, str | bool | float] = {"network": architecture}
    _collect(draft_of(experiment), fields_of(Experiment), "", values)
    return values


def _collect(
    draft: dict[str, Any], fields: tuple[SpecField, ...], prefix: str, values: dict[str, str | bool | float]
) -> None:
    for one in fields:
        path, value = f"{prefix}{one.name}", draft.get(one.name)
        if path in _LEFT_OUT or value is None or one.kind is Kind.LIST:
            continue
        if one.kind in {Kind.GROUP, Kind.VARIANT}:
            if one.kind is Kind.VARIANT:
                values[path] = str(value["type"])
            _collect(value, one.fields_in(value), f"{path}.", values)
        elif one.kind is Kind.NAMES:
            values[path] = ", ".join(value)
        elif one.kind is Kind.WEIGHTS:
            values |= {path: ", ".join(f"{name}: {weight:g}" for name, weight in value.items())} if value else {}
        else:
            values[path] = value
