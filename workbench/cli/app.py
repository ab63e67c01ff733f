"""The command `workbench`: its groups of commands, and how it ends when something is wrong."""

from __future__ import annotations

import logging
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import typer

from core.errors import Cancelled, WorkbenchError
from workbench.cli import bench, data, demo, evaluate, predict, recipes, runs, train
from workbench.cli.output import note

BAD_INPUT = 2
CANCELLED = 130

app = typer.Typer(
    name="workbench",
    help="Load image datasets, design neural classifiers, train them, and classify pictures.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.add_typer(data.app, name="data")
app.add_typer(recipes.app, name="recipes")
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.command("predict")(predict.predict)
app.add_typer(runs.app, name="runs")
app.add_typer(bench.app, name="bench")


def run(arguments: list[str]) -> int:
    """Run one command and give its exit status; see `guarded`."""
    return guarded(lambda: app(arguments, standalone_mode=False))


def guarded(work: Callable[[], object]) -> int:
    """Do some work, and say in one line what went wrong where something did.

    Returns:
        The exit status: what the work returned, 2 for bad input, 130 where it was cancelled, 1 for anything else.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        status = work()
    except typer.TyperException as error:
        note(f"Error: {' '.join(error.format_message().split()).rstrip('.')}. See `workbench --help`.")
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort, Cancelled):
        note("Cancelled.")
        return CANCELLED
    except WorkbenchError as error:
        note(f"Error: {' '.join(str(error).split())}")
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever read our output has seen enough, as `| head` does; closing it again would only repeat the error.
        sys.stdout = None
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: a defect leaves a log, not a traceback
        note(f"Internal error: {type(error).__name__}: {error}. Please report it with the log {_write_log()}.")
        return 1
    return status if isinstance(status, int) else 0


def _write_log() -> Path:
    """Keep the traceback of the exception at hand in a file."""
    with tempfile.NamedTemporaryFile("w", prefix="workbench-", suffix=".log", delete=False) as file:
        file.write(traceback.format_exc())
    return Path(file.name)
