"""The models in the box and their cards.

    .venv/bin/python packaging/model_cards.py                        write the cards anew from packaging/figures/
    .venv/bin/python packaging/model_cards.py NAME MODEL SOURCE      put a trained model into the box: measure it first

What a card says of figures comes from `workbench evaluate --json`, whose output is kept in packaging/figures/.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from core.data.open import open_dataset
from core.models.assessment import evaluate_model
from core.models.bundle import Measurement
from core.models.committee import load_model, save_model

ROOT: Final = Path(__file__).resolve().parent.parent
FIGURES: Final = ROOT / "packaging" / "figures"
MODELS: Final = ROOT / "resources" / "models"
LARGEST: Final = 6_000_000


class Card(NamedTuple):
    """What no figure tells.

    Attributes:
        title: Of the card.
        command: Trains the model again.
        data: What it was trained and measured on, and the terms of use.
        weaknesses: What it is bad at.
    """

    title: str
    command: str
    data: str
    weaknesses: str


_SVHN = """SVHN-7k: 5,586 training and 1,410 test crops of house numbers, cut at photograph borders from the official
test part of SVHN (Netzer et al., 2011, http://ufldl.stanford.edu/housenumbers/), for non-commercial use only. These
figures are therefore no figures of SVHN's own test part."""
_FER = """FER2013 (Goodfellow et al., 2013), faces of 48 x 48 grays labelled with one expression each, for research
use. Trained on the folder `train`, measured on the folder `validation`; nothing was chosen on the latter."""
_EXPRESSIONS = """Expressions as strangers labelled them on pictures from the web: what a face shows, not what a person
feels. Labels are often doubtful (people agree with about two thirds of them); fear is taken for sadness and surprise.
Tight, frontal crops of a face are expected; age, light, glasses and skin were not balanced."""

CARDS: Final = {
    "digits": Card(
        "Digits, convolutional",
        'workbench train digits --data "SVHN_FOLDER + street-digits:14000 + drawn-digits:4000" --save gray.workbench\n'
        "    workbench train digits-cnn --data SVHN_FOLDER --save colour.workbench\n"
        "    workbench committee colour.workbench gray.workbench --vote weighted --weights 1,2 --save digits.workbench",
        _SVHN + "\nTwo networks vote: one on grays, trained on 14,000 of this program's own house numbers and\n"
        "4,000 of its digits as hands draw them, too, and one on colours. The first counts twice. Among networks\n"
        "and votes that did alike on the images held back from training (97.1% to 98.0%), figures of the test crops\n"
        "(96.3% to 97.2%) were known when these were chosen: expect a few tenths less of others.",
        "One digit a picture, in its middle: of a whole house number it reads one digit, or none. Nobody's\n"
        "handwriting was among its images: `workbench bench drawings digits` tells how much of it is read. Of\n"
        "pictures without a digit it answers, too, and can be sure of it.",
    ),
    "digits-mlp": Card(
        "Digits, fully connected",
        "workbench train digits-mlp --data SVHN_FOLDER",
        _SVHN,
        "Looks at every pixel for itself: a digit that is moved, turned or smaller is often missed. It is here to be\n"
        "compared with networks that see neighbourhoods.",
    ),
    "emotions": Card(
        "Seven expressions, convolutional",
        "workbench train emotions --data FER_ZIP",
        _FER + "\nIts 90 epochs were trained in two parts: 28 with the learning rate falling to 0, and from there, by\n"
        "`workbench runs resume RUN --epochs 90`, the rest of a cycle of 90. That it looks at three sizes of a face,\n"
        "and at their mirror images, was chosen afterwards, on faces held back from `train`; it was known by then\n"
        "that it helps on `validation`, too, and that turned copies, as good on the former, help less on the latter.",
        _EXPRESSIONS
        + "\nDisgust is rare in the data (1.5%) and is often taken for anger. Where only some expressions can be,\n"
        "`workbench models narrow emotions --classes angry,fear,happy,sad --save FILE` makes a model of these.",
    ),
    "emotions-mlp": Card(
        "Seven expressions, fully connected",
        "workbench train emotions-mlp --data FER_ZIP",
        _FER,
        "Looks at every pixel for itself: a face that is moved, turned or smaller is a different one to it. It is\n"
        "here to be compared with networks that see neighbourhoods, not to be preferred to them.",
    ),
    "faces": Card(
        "Four expressions, convolutional",
        "workbench models narrow emotions --classes angry,fear,happy,sad --save faces.workbench",
        _FER + "\nIt is the model of seven expressions, of which it knows four.",
        _EXPRESSIONS + "\nA face that shows none of the four gets one of them all the same.",
    ),
}

PARTS: Final = {
    "face-check": Card(
        "Face or not",
        "packaging/face_check_data.py FER_ZIP SVHN_FOLDER face-check.npz\n"
        "    workbench train packaging/face-check.json --data face-check.npz",
        "Faces: 12,000 of FER2013's folder `train` (Goodfellow et al., 2013; for research use), also set into\n"
        "drawn scenes, and 2,000 of this program's own drawn ones. Others: what the search takes for a face in\n"
        "drawn scenes, walls of house numbers and crops of SVHN-7k's training part (Netzer et al., 2011;\n"
        "non-commercial use); pieces of faces. Measured on windows of other faces, scenes and digits, made alike.",
        "It sees what the search found, and nothing else: a face in profile, or turned by more than thirty degrees,\n"
        "is never shown to it. Photographs without people were not among its images, only drawn scenes.",
    ),
}
"""Models that are parts of others, which nobody chooses."""


def place_of(name: str) -> Path:
    """Where a model lies."""
    return (MODELS / "parts" if name in PARTS else MODELS) / f"{name}.workbench"


def card(name: str) -> str:
    """The card's text."""
    about, figures = (CARDS | PARTS)[name], json.loads((FIGURES / f"model-{name}.json").read_text(encoding="utf-8"))
    low, high = figures["accuracy_interval"]
    seeds = sorted({member.manifest.experiment.seed for member in load_model(place_of(name)).members})
    rows = "\n".join(_row(label, figures["per_class"][label]) for label in figures["per_class"])
    return f"""# {about.title}

Accuracy {figures["accuracy"]:.1%} on {figures["images"]:,} images of {figures["split"]} (95% between {low:.1%} and
{high:.1%}), macro F1 {figures["macro_f1"]:.1%}, loss {figures["loss"]:.3f}.

| class | precision | recall | F1 | images |
|---|--:|--:|--:|--:|
{rows}

## Data

{about.data}

## How it was trained

By this program, from seed {", ".join(map(str, seeds))}:

    {about.command}

## What it is bad at

{about.weaknesses}
"""


def _row(label: str, figures: dict[str, Any]) -> str:
    shares = " | ".join(f"{figures[name]:.1%}" for name in ("precision", "recall", "f1"))
    return f"| {label} | {shares} | {figures['support']:,} |"


def put_into_box(name: str, model: Path, source: str) -> None:
    """Copy a model to those that ship, and keep what `workbench evaluate` says of it."""
    if model.stat().st_size > LARGEST:
        raise SystemExit(f"{model} has more than {LARGEST:,} bytes.")
    command = [sys.executable, "-m", "workbench", "evaluate", str(model), "--data", source, "--json"]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    (FIGURES / f"model-{name}.json").write_text(found, encoding="utf-8")
    MODELS.mkdir(exist_ok=True)
    shutil.copy(model, place_of(name))
    _write_down(place_of(name), source)


def _write_down(path: Path, source: str) -> None:
    """A model that was made of another, and not trained, has no figures of its own yet."""
    model = load_model(path)
    if model.manifest.measurements:
        return
    dataset = open_dataset(source)
    measured = Measurement(
        data_name=dataset.name, data_sha256=dataset.sha256, evaluation=evaluate_model(model, dataset)
    )
    save_model(path, model.with_changes(measurements=(measured,)))


def main() -> None:
    """Put a model into the box, where one is named, and write all cards."""
    if len(sys.argv) > 1:
        name, model, source = sys.argv[1:]
        put_into_box(name, Path(model), source)
    for path in sorted(MODELS.rglob("*.workbench")):
        path.with_suffix(".md").write_text(card(path.stem), encoding="utf-8")


if __name__ == "__main__":
    main()
