"""What differs between runs: their settings beside their results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.runs.records import RunRecord
from core.training.events import EpochMetrics

# What a run is called does not decide what comes of it.
_NAMES: Final = ("schema_version", "name", "description")
_LAYERS: Final = "network.layers"
_OF_THE_CLOCK: Final = {"seconds", "images_per_second"}


@dataclass(frozen=True)
class Setting:
    """One field of the experiment that not all runs have alike.

    Attributes:
        path: Of the field.
        values: Of each run; None where the field is empty or the run has no such field.
    """

    path: str
    values: tuple[Any, ...]


def differing_settings(records: Sequence[RunRecord]) -> list[Setting]:
    """The settings in which runs differ, in the order of the experiment's fields.

    Layers are compared one by one where all runs have the same kinds in the same order, and as a whole where not.
    """
    experiments = [record.experiment.model_dump(mode="json") for record in records]
    kinds = {tuple(layer["type"] for layer in one["network"]["layers"]) for one in experiments}
    flat = [dict(_flattened(one, layers_apart=len(kinds) == 1)) for one in experiments]
    paths = list(dict.fromkeys(path for one in flat for path in one))
    settings = (Setting(path, tuple(one.get(path) for one in flat)) for path in paths)
    return [one for one in settings if any(value != one.values[0] for value in one.values)]


def first_difference(first: Sequence[EpochMetrics], second: Sequence[EpochMetrics]) -> int | None:
    """The first epoch in which two histories differ in anything but the time that it took; None: they are identical."""
    for one, other in zip(first, second, strict=False):
        # As text, in which figures that are no numbers are alike, and all others only where they are to the last bit.
        if repr(one.model_dump(exclude=_OF_THE_CLOCK)) != repr(other.model_dump(exclude=_OF_THE_CLOCK)):
            return one.epoch
    shorter, longer = sorted((first, second), key=len)
    return longer[len(shorter)].epoch if len(longer) > len(shorter) else None


def _flattened(value: Any, path: str = "", *, layers_apart: bool) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, entry in value.items():
            if name not in _NAMES or path:
                yield from _flattened(entry, f"{path}.{name}" if path else name, layers_apart=layers_apart)
    elif path == _LAYERS and layers_apart:
        for place, layer in enumerate(value):
            yield from _flattened(layer, f"{path}[{place}]", layers_apart=True)
    elif path == _LAYERS:
        yield path, ", ".join(_in_short(layer) for layer in value)
    else:
        yield path, tuple(value) if isinstance(value, list) else value


def _in_short(layer: Mapping[str, Any]) -> str:
    """A layer by its kind and the numbers that decide its size: "Dense 200 relu"."""
    telling = (layer.get(name) for name in ("units", "filters", "kernel_size", "pool_size", "rate", "activation"))
    return " ".join([layer["type"], *(str(value) for value in telling if value not in (None, "linear"))])
