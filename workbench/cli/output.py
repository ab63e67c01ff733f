"""What commands print: people's text and tables, progress bars beside it, or one JSON document.

Standard output carries the result alone; progress and messages go to standard error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.table import Table

from core.progress import Progress

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


def print_json(document: Any) -> None:
    """The one thing that a command with --json prints, in ASCII. Numbers that are not finite become null."""
    json.dump(_finite(document), sys.stdout, indent=2, allow_nan=False)
    sys.stdout.write("\n")


def say(text: str = "") -> None:
    """A line of the result, as it is: nothing in it is taken for markup."""
    Console().print(text, markup=False, highlight=False, soft_wrap=True)


def note(text: str) -> None:
    """A line beside the result."""
    Console(stderr=True).print(text, markup=False, highlight=False, soft_wrap=True)


# Of a column of words, in letters: room for "finished" or "48x48x1".
_LEAST_WORDS = 8


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "", left: int = 1) -> None:
    """A table whose first `left` columns hold words, the others numbers.

    Where room is short, the words are cut. The first column and the numbers are what people came for.
    """
    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for index, column in enumerate(columns):
        words = index < left
        longest = max((len(row[index]) for row in rows), default=0)
        table.add_column(
            column,
            justify="left" if words else "right",
            overflow="ellipsis" if words and index else "fold",
            no_wrap=index == 0,
            min_width=min(longest, _LEAST_WORDS) if words and index else longest,
        )
    for row in rows:
        table.add_row(*(_escaped(cell) for cell in row))
    Console().print(table)


def percent(share: float) -> str:
    """A share as percent with one decimal."""
    return f"{100 * share:.1f}%"


def progress_bars() -> RichProgress:
    """Bars on standard error, in the style of all commands; they vanish when done, and need a terminal."""
    console = Console(stderr=True)
    return RichProgress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        # A file or a pipe would get an empty line for each bar.
        disable=not console.is_terminal,
    )


@contextmanager
def progress() -> Iterator[Progress]:
    """Show long work as one bar a stage."""
    with progress_bars() as bars:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield report


def _escaped(cell: str) -> str:
    return cell.replace("[", r"\[")


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124
        return None
    return value
