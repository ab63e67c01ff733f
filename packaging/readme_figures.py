"""The README's figures, from the `--json` output of the commands that measured them.

    .venv/bin/python packaging/readme_figures.py            write the README's section anew from packaging/figures/
    .venv/bin/python packaging/readme_figures.py --measure SVHN_FOLDER FACES_ZIP    measure the accuracies first

Speed is measured apart, on a machine that does nothing else, and so is what is done with pictures:
`workbench bench train --json > packaging/figures/bench-train.json`,
`workbench bench predict emotions FACE --json > packaging/figures/bench-predict.json`,
`workbench bench faces PHOTOS --crops SVHN_FOLDER --json > packaging/figures/bench-faces.json`,
`workbench bench face-margin emotions PHOTOS --json > packaging/figures/bench-face-margin.json`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap
from typing import Any, Final

from readme_tables import tables

from core.benchmarks.results import TrainingBenchmark
from core.reproduction.results import Reproduction, TableResult
from core.reproduction.wording import (
    ENGINES,
    Notes,
    about_images,
    difference,
    interval,
    own_figure,
    report_figure,
    title_of,
)

ROOT: Final = Path(__file__).resolve().parent.parent
FIGURES: Final = ROOT / "packaging" / "figures"
WIDTH: Final = 118
BUNDLES: Final = ("lite",)
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

# Name of the figure; its data; the command's arguments; what the README calls it.
TRAININGS: Final = (
    ("model-digits", "svhn", ["digits"], "two convolutional networks that vote; one saw drawn digits, too"),
    ("model-digits-mlp", "svhn", ["digits-mlp"], "fully connected"),
    ("model-emotions", "faces", ["emotions"], "convolutional; seven expressions"),
    ("model-faces", "faces", ["faces"], "the same, of which it knows four expressions"),
    ("model-emotions-mlp", "faces", ["emotions-mlp"], "fully connected; seven expressions"),
)

# Made of another model, and not trained.
NARROWED, NARROWED_FROM, NARROWED_TO = "model-faces", "model-emotions", "angry,fear,happy,sad"
# Of two networks.
UNITED: Final = "model-digits"
_CONVOLUTIONAL: Final = ("model-emotions",)
# Of the photographs that nothing was chosen on: as they are, and turned copies.
_HALVES: Final = ("upright", "turned")


def section() -> str:
    """The README's section between its two marks."""
    return (
        f"{BEGIN}\n## Figures\n\n{_accuracy()}\n{_report()}\n{_pictures()}\n{_bundles()}\n{tables()}\n{_speed()}{END}"
    )


def _bundles() -> str:
    """How large the bundles are, and how soon their window is there."""
    rows = ["| bundle | unpacked | packed | window |", "|---|--:|--:|--:|"]
    for kind in BUNDLES:
        figures = _read(f"bundle-{kind}")
        sizes = [f"{figures[f'{name}_bytes'] / 1e6:,.0f} MB" for name in ("unpacked", "packed")]
        rows.append(f"| {kind}, {figures['system']} | {' | '.join(sizes)} | {figures['seconds_to_window']:.1f} s |")
    return (
        "Bundles, from `packaging/build_bundle.py` and `packaging/test_bundle.py`; the window's time is the median of "
        "five starts.\n\n" + "\n".join(rows) + "\n"
    )


def readme_with_figures(readme: str) -> str:
    """The README with its section made anew."""
    before, _, rest = readme.partition(BEGIN)
    after = rest.partition(END)[2] if END in rest else rest
    return before + section() + after


def _accuracy() -> str:
    rows = [
        "| model | what it is | test images | accuracy | 95% interval |",
        "|---|---|--:|--:|--:|",
    ]
    for name, _, arguments, words in TRAININGS:
        figures = _read(name)
        low, high = figures["accuracy_interval"]
        rows.append(
            f"| `{' '.join(arguments)}` | {words} | {figures['images']:,} | {figures['accuracy']:.1%} "
            f"| {low:.1%} to {high:.1%} |"
        )
    return (
        "Accuracy, from `workbench train RECIPE --data SOURCE` and `workbench evaluate`. The digits are SVHN-7k: 5,586 "
        "and 1,410\ncrops cut from SVHN's official test part, so these are not SVHN test accuracies. The faces are "
        "FER2013's angry, fear,\nhappy and sad, in folders, and for `emotions` all seven expressions; "
        "test is the folder `validation`.\n\n" + "\n".join(rows) + "\n"
    )


def _report() -> str:
    """The report's tables, repeated, and what goes on from them."""
    found = Reproduction.model_validate(_read("reproduction"))
    parts = [
        "The report's tables, repeated, and what can be done better on the same images; from\n"
        f"`workbench reproduce --digits SVHN_FOLDER --faces FER_ZIP --length {found.length} --better`. Points are "
        "ours less the report's.\nThe digits and the faces are those above. The intervals are those of that many test "
        "images; a note stands where the\nreport leaves its method open.\n"
    ]
    return "\n".join([*parts, *(_table(table) for table in found.tables)])


def _table(table: TableResult) -> str:
    notes = Notes()
    rows = [
        f"| {title_of(table)} | engine | report | ours | 95% interval | points |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for row in table.rows:
        cells = (ENGINES[row.engine], report_figure(row), own_figure(row), interval(row), difference(row))
        rows.append(f"| {row.row.label}{notes.mark(row)} | {' | '.join(cells)} |")
    below = [about_images(table), *notes.lines(), *([table.note] if table.note else [])]
    return "\n".join([*rows, "", *("\n".join(wrap(text, WIDTH)) + "  " for text in below)]) + "\n"


def _pictures() -> str:
    """How long a picture waits for its answer, and how well faces are found in it."""
    waits = _read("bench-predict")
    rows = ["| from picture to answer | median | least |", "|---|--:|--:|"]
    rows += [
        f"| {wait['name']} | {_milliseconds(wait['median'])} | {_milliseconds(wait['least'])} |"
        for wait in waits["waits"]
    ]
    faces = ["| faces in | pictures | found | false |", "|---|--:|--:|--:|"]
    for task in _read("bench-faces")["tasks"]:
        found = "" if task["found"] is None else f"{task['found']:,}"
        faces.append(f"| {task['name']} | {task['pictures']:,} | {found} | {task['false']:,} |")
    words = (
        f"How long a picture waits, from `workbench bench predict {waits['model']} FACE`, and how well faces are "
        "found, from\n`workbench bench faces`. A new process is the whole program, from its start to the printed "
        "answer; a photograph is\nsearched for a face."
    )
    return "\n\n".join((words, "\n".join(rows), "\n".join(faces), _face_cut()))


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms"


def _face_cut() -> str:
    """What the other half of the photographs says of the way in which faces are cut out."""
    result = _read("bench-face-margin")
    best = result["best"]
    cuts = {cut["aligned"]: cut for cut in result["report"] if cut["margin"] == best["margin"]}
    upright, turned = (f"{cuts[True][kind]['loss']:.2f} ({cuts[False][kind]['loss']:.2f})" for kind in _HALVES)
    return (
        f"On {result['chosen_on']} photographs, `workbench bench face-margin` chooses to cut faces out with a margin "
        f"of {best['margin']:.0%}, turned\nupright where they were found tilted. On {result['reported_on']} others, "
        f"the loss is then {upright} as they are, and {turned}\n"
        f"where copies are turned by up to {max(result['turns'])} degrees; in brackets, without turning back.\n"
    )


def _speed() -> str:
    result = _read("bench-train")
    steady = all(one.steady for one in TrainingBenchmark.model_validate(result).workloads)
    if not steady:
        raise SystemExit("The machine was busy during `workbench bench train`: measure again when it is quiet.")
    parts = [_workload(workload) for workload in result["workloads"]]
    machine = result["machine"]
    blas = ", ".join(f"{one['name']} {one['version']} {one['kernel']}" for one in machine["blas"][:1])
    return (
        f"Speed of training, from `workbench bench train` ({machine['cores']} cores, NumPy {machine['numpy']}, {blas}; "
        f"medians of\n{result['rounds']} interleaved rounds). The limit is the bare matrix products of the same step."
        "\n\n" + "\n".join(parts)
    )


def _workload(result: dict[str, Any]) -> str:
    work = result["workload"]
    widths = [str(width) for width in work["widths"]]
    # A figure that was measured before there were any says nothing of convolutions.
    if groups := work.get("convolutions"):
        widths[0] += " pixels-" + "-pool-".join("-".join(f"conv {filters}" for filters in group) for group in groups)
        widths[0] += "-average"
    # A figure that was measured before our Keras engine was there says nothing of it.
    on_keras = any(row.get("keras_to_this") for row in result["rows"])
    ratios = {"ours_to_this": "ours to this"} | ({"keras_to_this": "ours on Keras to this"} if on_keras else {})
    title = f"{'-'.join(widths)}, batch {work['batch_size']}"
    rows = [f"| {title} | images/s | {' | '.join(ratios.values())} |", f"|---|--:|{'--:|' * len(ratios)}"]
    for row in result["rows"]:
        speed = row["unavailable"] or f"{row['images_per_second']['median']:,.0f}"
        rows.append(
            f"| {row['name']} | {speed} | {' | '.join(_ratio(row['role'], row.get(name)) for name in ratios)} |"
        )
    return "\n".join(rows) + "\n"


def _ratio(role: str, times: Any) -> str:
    if times is None or role == "ours":
        return ""
    return f"{times['median']:.0%}" if role == "limit" else f"{times['median']:.2f} times"


def _read(name: str) -> Any:
    return json.loads((FIGURES / f"{name}.json").read_text("utf-8"))


def _measure(sources: dict[str, str]) -> None:
    models: dict[str, str] = {}
    for name, data, arguments, _ in TRAININGS:
        if name == NARROWED:
            _measure_narrowed(models[NARROWED_FROM], sources[data])
            continue
        if name == UNITED:
            _measure_united(sources)
            continue
        # One thread gives the same bits on any number of cores; a convolutional network would take too long on one.
        threads = [] if name in _CONVOLUTIONAL else ["--threads", "1"]
        models[name] = _workbench("train", *arguments, "--data", sources[data], *threads)["model"]
        _evaluate(models[name], sources[data], name)


def _measure_united(sources: dict[str, str]) -> None:
    colour = _workbench("train", "digits-cnn", "--data", sources["svhn"])["model"]
    gray = _workbench("train", "digits", "--data", sources["both"])["model"]
    with TemporaryDirectory() as folder:
        united = str(Path(folder) / "digits.workbench")
        vote = ["--vote", "weighted", "--weights", "1,2", "--save", united]
        command = [sys.executable, "-m", "workbench", "committee", colour, gray, *vote]
        subprocess.run(command, cwd=ROOT, check=True)
        _evaluate(united, sources["svhn"], UNITED)


def _measure_narrowed(model: str, source: str) -> None:
    with TemporaryDirectory() as folder:
        narrowed = str(Path(folder) / "faces.workbench")
        command = ["models", "narrow", model, "--classes", NARROWED_TO, "--save", narrowed]
        subprocess.run([sys.executable, "-m", "workbench", *command], cwd=ROOT, check=True)
        _evaluate(narrowed, source, NARROWED)


def _measure_report(digits: str, faces: str) -> None:
    sources = ["--digits", digits, "--faces", faces]
    found = _workbench("reproduce", *sources, "--length", "updates", "--better")
    (FIGURES / "reproduction.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _evaluate(model: str, source: str, name: str) -> None:
    evaluation = _workbench("evaluate", model, "--data", source)
    (FIGURES / f"{name}.json").write_text(json.dumps(evaluation, indent=1) + "\n", "utf-8")
    print(f"{name}: {evaluation['accuracy']:.1%}", flush=True)


def _workbench(*arguments: str) -> Any:
    command = [sys.executable, "-m", "workbench", *arguments, "--json"]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def main() -> None:
    """Measure where asked to, then write the README."""
    if sys.argv[1:2] == ["--measure"]:
        svhn, faces = (str(Path(argument).resolve()) for argument in sys.argv[2:4])
        _measure({"svhn": svhn, "faces": faces, "both": f"{svhn} + street-digits:14000 + drawn-digits:4000"})
        _measure_report(svhn, faces)
    readme = ROOT / "README.md"
    readme.write_text(readme_with_figures(readme.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
