"""What the report's tables are repeated on and how: the choices of the Report page, remembered from start to start."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from workbench.state.preferences import Preferences

LENGTHS = ("epochs", "updates")
SEEDS = ("1", "2", "3", "5", "10")
ENGINES = ("report", "numpy", "keras", "both")
_OFFERED = {"length": LENGTHS, "seeds": SEEDS, "engine": ENGINES, "better": ("", "on")}
_SECTION = "report"


@dataclass(frozen=True)
class ReproductionChoice:
    """What is asked for, in the words of the preferences.

    Attributes:
        digits, faces: The sources.
        length: As many epochs as in the report, or as many updates.
        seeds: How many models of each row, from seed 0 on.
        engine: What trains the rows: each row's own, one engine, or both.
        better: "on" to go on to what is not in the report.
    """

    digits: str = "street-digits"
    faces: str = "sketch-faces"
    length: str = LENGTHS[0]
    seeds: str = SEEDS[0]
    engine: str = ENGINES[0]
    better: str = ""

    @classmethod
    def remembered(cls, preferences: Preferences) -> ReproductionChoice:
        """The one of the start before; where that cannot be read, what is chosen for whoever chooses nothing."""
        found = {field.name: preferences.word(f"{_SECTION}/{field.name}") for field in fields(cls)}
        valid = {name: word for name, word in found.items() if word and word in _OFFERED.get(name, (word,))}
        return replace(cls(), **valid)

    def remember(self, preferences: Preferences) -> None:
        """Keep it for the next start."""
        for field in fields(self):
            preferences.remember_word(f"{_SECTION}/{field.name}", getattr(self, field.name))
