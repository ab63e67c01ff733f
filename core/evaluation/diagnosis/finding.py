"""One thing to be said about a run."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Level(StrEnum):
    """How much a finding asks for attention."""

    FINE = "fine"
    ADVICE = "advice"
    WRONG = "wrong"


class Finding(BaseModel):
    """What was seen, and what to try next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(description='Which rule found it, such as "overfitting".')
    level: Level
    title: str = Field(description="What it is, in a few words.")
    words: str = Field(description="What was seen, with the numbers.")
    advice: str = Field("", description="What to try next; empty where there is nothing to mend.")
    term: str = Field("", description="The glossary's entry about it.")
    numbers: dict[str, float] = Field(default_factory=dict, description="What it rests on, unrounded.")
