"""What can be set for the whole window: each with its default, its bounds and one line of help, in one place.

Imports neither pydantic nor NumPy: the settings are read before the window is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from core.models.certainty import SURE_ABOVE

SCHEMA_VERSION: Final = 1
APPEARANCES: Final = ("system", "light", "dark")
TEXT_SIZES: Final = (100, 110, 125, 150, 175, 200)
ENGINES: Final = ("numpy", "keras")
THRESHOLDS: Final = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
MOST_THREADS: Final = 256
LONGEST_ADDRESS: Final = 200


@dataclass(frozen=True)
class Setting:
    """What there is to know of one setting.

    Attributes:
        help: One line, for people.
        unit: What a number counts or is measured in.
        choices: The values that can be chosen; empty where others can be typed.
        most: The largest number, or the most letters of a text, that can be typed.
    """

    help: str
    unit: str = ""
    choices: tuple[Any, ...] = ()
    most: int = 0

    def allows(self, value: Any, default: Any) -> bool:
        """Whether the setting can have a value; `default` says of which type."""
        if self.choices:
            return any(type(value) is type(one) and value == one for one in self.choices)
        if isinstance(default, bool):
            return isinstance(value, bool)
        if isinstance(default, str):
            return isinstance(value, str) and len(value) <= self.most
        return value is None or (type(value) is int and 1 <= value <= self.most)


def _setting(default: Any, help: str, **known: Any) -> Any:  # noqa: A002 - the word users see
    return field(default=default, metadata={"setting": Setting(help, **known)})


@dataclass(frozen=True)
class Settings:
    """One value of each."""

    appearance: str = _setting(APPEARANCES[0], "Light or dark; system: as the desktop.", choices=APPEARANCES)
    text_size: int = _setting(
        TEXT_SIZES[0], "Of all text in the window, and of the lines and fields that hold it.", choices=TEXT_SIZES
    )
    backend: str = _setting(
        ENGINES[0], "The engine of experiments that begin blank; recipes name their own.", choices=ENGINES
    )
    threads_per_run: int | None = _setting(
        None,
        "Of the matrix library, in each run and each trial of a sweep; empty: as many as there are cores.",
        unit="threads",
        most=MOST_THREADS,
    )
    weight_histograms: bool = _setting(False, "Runs from now on let TensorBoard show how their weights are spread.")
    not_sure_below: float = _setting(
        SURE_ABOVE, "An answer of less probability is called a guess; 0%: none is.", choices=THRESHOLDS
    )
    cluster: str = _setting(
        "",
        "Address of a dask scheduler, such as tcp://host:8786, that sweeps begin with; local starts one; empty: this "
        "computer.",
        most=LONGEST_ADDRESS,
    )


FIELDS: Final[Mapping[str, Setting]] = {one.name: one.metadata["setting"] for one in fields(Settings)}
DEFAULTS: Final = Settings()


def is_allowed(name: str, value: Any) -> bool:
    """Whether there is a setting of that name, which can have that value."""
    return name in FIELDS and FIELDS[name].allows(value, getattr(DEFAULTS, name))
