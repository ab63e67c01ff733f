"""The choices of the page in words."""

from __future__ import annotations

from workbench.state.reproducing import Reproducing
from workbench.views.train.words import duration

LENGTHS = {"epochs": "the report's epochs", "updates": "the report's updates"}
ENGINES = {"report": "each row's own", "numpy": "NumPy", "keras": "Keras", "both": "both"}
HINTS = {
    "length": "With fewer images than the report had, as many updates of the weights take more epochs",
    "seeds": "With several, each row has the mean over them and their spread",
    "engine": "What trains the rows: this program's own network in NumPy, or Keras",
}


def where_it_is(reproducing: Reproducing) -> str:
    """What is going on, or how much is there, in a line."""
    if current := reproducing.orders.current:
        waiting = reproducing.orders.waiting
        behind = f" · {waiting:,} more {'waits' if waiting == 1 else 'wait'}" if waiting else ""
        return f"Training {current.label} · {reproducing.orders.words_of_run}{behind}"
    if reproducing.orders.is_going:
        return f"{reproducing.orders.waiting:,} runs wait for the one that is trained"
    if reproducing.is_reading:
        stage, done, total = reproducing.position
        return f"{stage or 'Looking for runs'}{f' · {done / total:.0%}' if total else '…'}"
    return how_much_is_there(reproducing)


def how_much_is_there(reproducing: Reproducing) -> str:
    """How many of the models there are, and how many runs make the others."""
    done, every = how_far(reproducing)
    found = reproducing.found
    if found is None or not every:
        return ""
    if done == every:
        return f"All {every:,} models are there."
    missing, seconds = len(found.left), reproducing.seconds_left
    runs = "1 run is missing" if missing == 1 else f"{missing:,} runs are missing"
    time = f", about {duration(seconds)}" if seconds else ""
    return f"{done:,} of {every:,} models are there · {runs}{time}"


def how_far(reproducing: Reproducing) -> tuple[int, int]:
    """How many models there are, and are to be; while images are read, how many of these."""
    if reproducing.takes_long:
        return reproducing.position[1:]
    tables = reproducing.found.reproduction.tables if reproducing.found else ()
    every = sum(len(row.seeds) for table in tables for row in table.rows)
    return every - sum(row.missing for table in tables for row in table.rows), every
