"""Which of its classes a model answers with, remembered for each model from start to start."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.progress import Progress
from workbench.state.model_entries import ModelEntry
from workbench.state.preferences import Preferences

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.committee import Model
    from core.models.committee_predictor import AnyPredictor

Read = Callable[[Progress], "tuple[ModelEntry, Model]"]
_REMEMBERED = "read_as"


@dataclass(frozen=True)
class Opened:
    """A model that can be asked.

    Attributes:
        entry: Which one.
        predictor: What answers, with some of the classes or all.
        classes: All that the model tells apart.
        is_narrowable: Whether it can answer with some of them.
    """

    entry: ModelEntry
    predictor: AnyPredictor
    classes: tuple[str, ...]
    is_narrowable: bool


class ReadAs:
    """What was chosen for each model.

    Args:
        preferences: Where it is kept.
    """

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def of(self, key: str) -> tuple[str, ...]:
        """The classes chosen for the model with that key; empty where all of them answer."""
        return tuple(self._kept().get(key, ()))

    def choose(self, key: str, classes: tuple[str, ...]) -> None:
        """Let a model answer with these from now on; none: with all."""
        kept = {other: names for other, names in self._kept().items() if other != key}
        chosen = {key: list(classes)} if classes else {}
        self._preferences.remember_word(_REMEMBERED, json.dumps(kept | chosen))

    def _kept(self) -> dict[str, list[str]]:
        """People may write anything into a file."""
        try:
            kept = json.loads(self._preferences.word(_REMEMBERED))
        except ValueError:
            return {}
        entries = kept.items() if isinstance(kept, dict) else ()
        return {key: names for key, names in entries if isinstance(names, list)}


def opened(read: Read, wanted: tuple[str, ...], progress: Progress) -> Opened:
    """Read a model, and let it answer with the wanted classes; with all where it does not know these, or cannot.

    Raises:
        WorkbenchError: It cannot be read.
    """
    from core.models.committee_predictor import predictor_of  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.models.narrowing import is_narrowable, narrowed  # noqa: PLC0415

    entry, model = read(progress)
    can = is_narrowable(model)
    is_some = can and 2 <= len(set(wanted)) == len(wanted) and set(wanted) < set(model.classes)
    return Opened(entry, predictor_of(narrowed(model, wanted) if is_some else model), model.classes, can)
