"""`workbench bench`: how fast we are, beside others on the same work."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import ModelArgument, WorkspaceOption, open_model
from workbench.cli.output import JsonOption, percent, print_json, print_table, progress, say

app = typer.Typer(help="Measure speed against peers, interleaved in one run.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Measure speed against peers, interleaved in one run."""


@app.command()
def train(
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Turns of each; five or more to quote.")] = 7,
    json: JsonOption = False,
) -> None:
    """Full training steps: images a second, beside scikit-learn, PyTorch, Keras, and the bare matrix products."""
    from core.benchmarks.results import table_rows  # noqa: PLC0415 - only this command needs it
    from core.benchmarks.train import benchmark_training  # noqa: PLC0415

    with progress() as report:
        result = benchmark_training(rounds, report)
    if json:
        print_json(result.model_dump(mode="json"))
        return
    for workload in result.workloads:
        columns = ["", "images/s", "quartiles", "ours to this", "on Keras to this", "loss"]
        print_table(columns, table_rows(workload), title=workload.workload.name)
        if not workload.steady:
            say("The machine was busy with other things: these ratios say little. Measure again when it is quiet.")
    machine = result.machine
    threads = ", ".join(f"{one.name} {one.version}, {one.kernel}, {one.threads} threads" for one in machine.blas)
    say(f"{machine.cores} cores, NumPy {machine.numpy}, {threads}; medians of {result.rounds} rounds")


@app.command()
def drawings(model: ModelArgument, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """How many of scikit-learn's 1,797 handwritten digits a model reads, drawn large."""
    from core.benchmarks.drawings import read_drawings  # noqa: PLC0415 - only this command needs it
    from core.models.committee_predictor import predictor_of  # noqa: PLC0415

    predictor = predictor_of(open_model(model, workspace))
    with progress() as report:
        result = read_drawings(predictor, report)
    if json:
        print_json(result.model_dump(mode="json"))
        return
    low, high = result.accuracy_interval
    print_table(["digit", "read"], [[digit, percent(share)] for digit, share in result.per_digit.items()])
    say(f"{percent(result.accuracy)} of {result.images:,} drawings (95% between {percent(low)} and {percent(high)})")
