"""`workbench bench`: how fast we are, beside others on the same work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import WorkbenchError
from workbench.cli.bench_window import measured_by
from workbench.cli.options import ModelArgument, WorkspaceOption, open_model
from workbench.cli.output import JsonOption, percent, print_json, print_table, progress, say

if TYPE_CHECKING:
    from core.benchmarks.face_margin import FaceCut, Figures
    from core.benchmarks.waits import WindowWait

app = typer.Typer(help="Measure speed against peers, interleaved in one run.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Measure speed against peers, interleaved in one run."""


@app.command()
def train(
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Turns of each; five or more to quote.")] = 7,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, help="Of everybody; else their own choice.")
    ] = None,
    only: Annotated[str | None, typer.Option("--only", help="Workloads whose name holds this word.")] = None,
    json: JsonOption = False,
) -> None:
    """Full training steps: images a second, beside scikit-learn, PyTorch, Keras, and the bare matrix products."""
    from core.benchmarks.contender import WORKLOADS  # noqa: PLC0415
    from core.benchmarks.results import table_rows  # noqa: PLC0415 - only this command needs it
    from core.benchmarks.train import benchmark_training  # noqa: PLC0415

    workloads = [workload for workload in WORKLOADS if only is None or only in workload.name]
    if not workloads:
        raise WorkbenchError(f'No workload\'s name holds "{only}".', ", ".join(one.name for one in WORKLOADS))
    with progress() as report:
        result = benchmark_training(rounds, report, workloads=workloads, threads=threads)
    if json:
        print_json(result.model_dump(mode="json"))
        return
    for workload in result.workloads:
        columns = ["", "images/s", "quartiles", "ours to this", "on Keras to this", "loss"]
        print_table(columns, table_rows(workload), title=workload.workload.name)
        if not workload.steady:
            say("The machine was busy with other things: these ratios say little. Measure again when it is quiet.")
    machine = result.machine
    blas = ", ".join(f"{one.name} {one.version}, {one.kernel}, {one.threads} threads" for one in machine.blas)
    say(f"{machine.cores} cores, NumPy {machine.numpy}, {blas}; medians of {result.rounds} rounds")


@app.command()
def load(
    source: Annotated[Path, typer.Argument(help="A zip file of pictures in folders of classes, or SVHN's folder.")],
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Turns of each; five or more to quote.")] = 5,
    json: JsonOption = False,
) -> None:
    """From a file to pixels and labels: the first time and again, beside Pillow, Keras and SciPy."""
    from core.benchmarks.loading.race import race  # noqa: PLC0415 - only this command needs it

    with progress() as report:
        found = race(source, rounds, report)
    if json:
        print_json({"source": source.name, "rounds": rounds, "rows": [row.model_dump(mode="json") for row in found]})
        return
    rows = [
        [
            row.name,
            f"{row.images:,}" if row.images else row.unavailable or "",
            f"{row.seconds.median:.2f} s" if row.seconds else "",
            f"{row.ours_to_this.median:.2f}x" if row.ours_to_this else "",
        ]
        for row in found
    ]
    print_table(["", "images", "median", "ours to this"], rows)


@app.command()
def window(json: JsonOption = False) -> None:
    """How smooth the window is: while a run trains, with 70,000 pictures scrolled, with a curve of 100,000 points."""
    _show_waits(measured_by("window"), json=json)


@app.command()
def start(
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Starts; five or more to quote.")] = 7,
    json: JsonOption = False,
) -> None:
    """From the start of the program to a window that answers, beside a window with nothing in it."""
    _show_waits(measured_by("start", str(rounds)), json=json)


@app.command()
def scale(
    images: Annotated[
        list[int] | None, typer.Option("--images", min=1_000, help="How many; 10,000, 50,000 and 200,000 else.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Memory and time of a training on ever more images, and a workspace of 5,000 runs. Needs 2 GB of disk."""
    from core.benchmarks.scale import SIZES, measure_scale, seconds_to_list_runs  # noqa: PLC0415

    with progress() as report:
        found = measure_scale(images or SIZES, report)
        report("Filling a workspace", 0, 0)
        listing = seconds_to_list_runs()
    if json:
        print_json({"rows": [row.model_dump(mode="json") for row in found], "seconds_to_list_5000_runs": listing})
        return
    rows = [
        [
            f"{row.images:,}",
            f"{row.epoch_seconds:.2f} s",
            f"{row.microseconds_per_image:.2f} µs",
            f"{row.memory_mib:,.0f} MiB" if row.memory_mib is not None else "",
        ]
        for row in found
    ]
    print_table(["images", "an epoch", "an image", "memory above the interpreter's"], rows)
    say(f"5,000 runs are listed in {listing:.2f} s.")


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


@app.command()
def faces(
    photos: Annotated[Path, typer.Argument(help="A folder of photographs, each cut tightly around one face.")],
    crops: Annotated[
        str | None, typer.Option("--crops", help="A source of pictures without a face, such as SVHN's crops.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """How well faces are found: in photographs, tilted, small in a scene; and how often where there are none."""
    from core.benchmarks.faces import measure_faces  # noqa: PLC0415 - only this command needs it

    with progress() as report:
        tasks = measure_faces(photos, crops, report)
    if json:
        print_json({"tasks": [task.model_dump(mode="json") for task in tasks]})
        return
    rows = [
        [
            task.name,
            f"{task.pictures:,}",
            "" if task.found is None else f"{task.found:,}",
            f"{task.false:,}",
            f"{1000 * task.seconds:.0f} ms",
            f"{1000 * task.seconds_for_others:.0f} ms",
        ]
        for task in tasks
    ]
    print_table(["pictures", "number", "faces found", "false", "to the first answer", "to all others"], rows)


@app.command()
def predict(
    model: ModelArgument,
    picture: Annotated[Path, typer.Argument(help="A crop of what the model knows: a face, a digit.")],
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="How often each is measured.")] = 7,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """How long a picture waits for its answer: of a new process, of a crop, of a photograph of 12 megapixels."""
    from core.benchmarks.predict import measure_waits  # noqa: PLC0415 - only this command needs it
    from core.models.committee_predictor import predictor_of  # noqa: PLC0415

    predictor = predictor_of(open_model(model, workspace))
    with progress() as report:
        waits = measure_waits(model, predictor, picture, rounds, report)
    if json:
        print_json({"model": model, "rounds": rounds, "waits": [wait.model_dump(mode="json") for wait in waits]})
        return
    rows = [[wait.name, f"{1000 * wait.median:.0f} ms", f"{1000 * wait.least:.0f} ms"] for wait in waits]
    print_table(["from picture to answer", "median", "least"], rows)


@app.command("face-margin")
def face_margin(
    model: ModelArgument,
    photos: Annotated[Path, typer.Argument(help="A folder of photographs of faces with labels.csv: file, label.")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """How much around a face a model should get, and whether tilted ones are turned upright.

    Chosen on half of the photographs, reported on the others.
    """
    from core.benchmarks.face_margin import choose_cut  # noqa: PLC0415 - only this command needs it
    from core.models.committee_predictor import predictor_of  # noqa: PLC0415

    predictor = predictor_of(open_model(model, workspace))
    with progress() as report:
        result = choose_cut(predictor, photos, report)
    if json:
        print_json(result.model_dump(mode="json"))
        return
    turns = ", ".join(f"{turn:+d}" for turn in result.turns)
    for count, measured in ((result.chosen_on, result.choice), (result.reported_on, result.report)):
        columns = [f"margin, {count} photographs", "accuracy", "loss", f"turned by {turns}", "loss"]
        print_table(columns, [[_in_words(one), *_figures(one.upright), *_figures(one.turned)] for one in measured])
    say(f"Chosen on the first: {_in_words(result.best)}. Rule: {result.rule}.")


def _show_waits(waits: list[WindowWait], *, json: bool) -> None:
    if json:
        print_json({"rows": [wait.model_dump(mode="json") for wait in waits]})
        return
    rows = [
        [wait.name, wait.unavailable or f"{wait.count:,}", *(f"{ms:.1f} ms" for ms in _milliseconds(wait))]
        for wait in waits
    ]
    print_table(["", "times", "median", "99 of 100", "longest"], rows)


def _milliseconds(wait: WindowWait) -> tuple[float, ...]:
    return () if wait.unavailable else (wait.median, wait.ninety_nine, wait.longest)


def _in_words(cut: FaceCut) -> str:
    if cut.margin is None:
        return "whole picture"
    return f"{cut.margin:+.2f}, turned upright" if cut.aligned else f"{cut.margin:+.2f}"


def _figures(figures: Figures) -> list[str]:
    return [percent(figures.accuracy), f"{figures.loss:.3f}"]
