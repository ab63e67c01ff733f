"""What the report says: its tables, as facts beside which ours are put, and the recipes that repeat their rows."""

from __future__ import annotations

from typing import Final, Literal

import resources
from core.experiment.base import Spec, field

Data = Literal["digits", "faces"]
BUILT_IN: Final[dict[Data, str]] = {"digits": "street-digits", "faces": "sketch-faces"}
"""What stands in where nobody names a source."""
_FOLDER: Final = "reproduction"


class ClassShares(Spec):
    """What the report says of one class."""

    f1: float = field(..., ge=0, le=1, help="Harmonic mean of precision and recall.")
    precision: float = field(..., ge=0, le=1, help="Share of the answers that are right.")
    recall: float = field(..., ge=0, le=1, help="Share of the images that are found.")


class Row(Spec):
    """One model of a table."""

    key: str = field(..., min_length=1, help="Its name within the table.")
    label: str = field(..., min_length=1, help="What the table calls it.")
    recipe: str = field(..., min_length=1, help="Of an experiment or a committee that ships.")
    train: float | None = field(None, ge=0, le=1, help="The report's accuracy on training images; empty: not given.")
    test: float | None = field(None, ge=0, le=1, help="The report's accuracy on test images; empty: not given.")
    per_class: dict[str, ClassShares] = field({}, help="The report's figures of each class, where it gives them.")
    cripples: bool = field(False, help="Whether the row shows what a setting spoils.")
    note: str = field("", help="Where the report leaves its method open: how it is read here.")


class Table(Spec):
    """Models that were trained on the same images."""

    key: str = field(..., min_length=1, help="Its name.")
    title: str = field(..., min_length=1, help="Its heading.")
    task: int | None = field(None, help="Number of the report's task; empty: not in the report.")
    data: Data = field(..., help="Which of the two sources it needs.")
    train_images: int | None = field(None, ge=1, help="How many the report trained on; empty: not in the report.")
    test_images: int | None = field(None, ge=1, help="How many it tested on; likewise.")
    note: str = field("", help="What goes for all rows.")
    rows: tuple[Row, ...] = field(..., min_length=1, help="In the order to show.")


class Tables(Spec):
    """A file of tables."""

    schema_version: Literal[1] = 1
    tables: tuple[Table, ...] = field(..., min_length=1, help="In the order to show.")


def report_tables() -> tuple[Table, ...]:
    """The tables of the report's tasks 4, 5 and 6."""
    return _read("report")


def better_tables() -> tuple[Table, ...]:
    """What can be done better on the same images: one step after the other, each by its recipe."""
    return _read("better")


def _read(name: str) -> tuple[Table, ...]:
    content = resources.path(_FOLDER, f"{name}.json").read_text("utf-8")
    return Tables.model_validate_json(content).tables
