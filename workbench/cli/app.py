"""The command `workbench`: its groups of commands, and how it ends when something is wrong."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from core.about import about
from core.errors import Cancelled, WorkbenchError
from workbench.cli import (
    bench,
    calibrate,
    committee,
    data,
    demo,
    evaluate,
    glossary,
    models,
    predict,
    recipes,
    reproduce,
    runs_care,
    sweep,
    sweeps,
    tensorboard,
    train,
)
from workbench.cli.output import say
from workbench.guard import guarded


def _say_version(is_wanted: bool) -> None:
    if is_wanted:
        say(about().line)
        raise typer.Exit


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
app.command("committee")(committee.committee)
app.command("evaluate")(evaluate.evaluate)
app.command("calibrate")(calibrate.calibrate)
app.command("predict")(predict.predict)
app.add_typer(models.app, name="models")
app.add_typer(runs_care.app, name="runs")
app.command("reproduce")(reproduce.reproduce)
app.command("sweep")(sweep.sweep)
app.add_typer(sweeps.app, name="sweeps")
app.command("tensorboard")(tensorboard.tensorboard)
app.command("glossary")(glossary.glossary)
app.add_typer(bench.app, name="bench")


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_say_version)
    ] = False,
) -> None:
    """Load image datasets, design neural classifiers, train them, and classify pictures."""


def run(arguments: list[str]) -> int:
    """Run one command and give its exit status; see `guarded`."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    return guarded(lambda: _command(arguments))


def _command(arguments: list[str]) -> object:
    """What the command returns; Typer's own complaints become ours."""
    try:
        return app(arguments, standalone_mode=False)
    except typer.TyperException as error:
        message = error.format_message().rstrip()
        ended = message if message.endswith((".", "?")) else f"{message}."
        raise WorkbenchError(ended, "See `workbench --help`.") from error
    except typer.Abort as error:
        raise Cancelled from error
