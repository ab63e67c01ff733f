"""The whole way from a dataset to an answer on a real screen, by keyboard and mouse, with what it leaves on disk."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.data.open import open_dataset
from core.experiment.draft import draft_of
from core.experiment.recipes import load_recipe, save_draft
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.events import Outcome
from core.training.start import MODEL_ARTIFACT
from tests.desktop.conftest import Clipboard, Start
from tests.desktop.driver import Program, Screen, wait_until
from tests.workbench.cli.processes import workbench_process
from workbench.state.design import FILE

pytestmark = pytest.mark.desktop

DATA = "street-digits:300"
UNITS = 77
EPOCHS = 3
MIDDLE = (700, 420)
CORNER = (80, 60)


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A dataset in one file."""
    dataset = open_dataset(DATA)
    np.savez(tmp_path / "digits.npz", images=dataset.images, labels=dataset.labels)
    return tmp_path / "digits.npz"


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """The experiment to begin with, as long as one likes to watch it."""
    save_draft(tmp_path / "endless.json", draft_of(load_recipe("digits-quick")) | {"epochs": 100_000})
    return tmp_path / "endless.json"


@pytest.fixture
def pictures(tmp_path: Path) -> tuple[Path, Path]:
    """Two pictures that nothing was trained on: one as the network sees it, and one of another size and kind."""
    image = Image.fromarray(np.asarray(open_dataset("street-digits:301").images[300]))
    image.save(tmp_path / "crop.png")
    image.resize((180, 120)).save(tmp_path / "photo.jpg")
    return tmp_path / "crop.png", tmp_path / "photo.jpg"


@pytest.fixture
def runs() -> Iterator[RunStore]:
    """The run store of the workspace, beside the program."""
    with RunStore(Path(os.environ["WORKBENCH_WORKSPACE"])) as store:
        yield store


def wait_for_run(runs: RunStore, is_reached: Callable[[RunRecord], object]) -> RunRecord:
    """The newest run, as soon as a condition holds for it."""

    def look() -> RunRecord | None:
        newest = [runs.run(run.run_id) for run in runs.runs()[:1]]
        return newest[0] if newest and is_reached(newest[0]) else None

    return wait_until(look, "the run gets that far")


def has_epochs(run: RunRecord) -> bool:
    return run.outcome is None and run.epochs_done >= EPOCHS


def units_of(draft: dict[str, Any]) -> int:
    """The units of the first hidden layer."""
    units: int = next(layer["units"] for layer in draft["network"]["layers"] if layer["type"] == "Dense")
    return units


def kept_draft() -> dict[str, Any]:
    """The design as the program keeps it from start to start."""
    file = Path(os.environ["WORKBENCH_WORKSPACE"], FILE)
    draft: dict[str, Any] = json.loads(file.read_text("utf-8"))["draft"] if file.exists() else {}
    return draft


def change_units(screen: Screen, program: Program) -> None:
    """On the Design page, by keyboard: the units of the first hidden layer, where the page begins."""
    program.focus()

    def change() -> bool:
        # Again where the page was still being made: nobody who looks at it types before it is there.
        screen.key("ctrl+2", "Return", "ctrl+a")
        screen.type_text(str(UNITS))
        with suppress(AssertionError):
            wait_until(lambda: (draft := kept_draft()) and units_of(draft) == UNITS, "kept", seconds=2)
            return True
        return False

    wait_until(change, "the changed draft is kept")


def give_by_drag(screen: Screen, source: Program) -> None:
    """Drag the foreign program's file into the window."""
    words = source.process.stdout
    assert words is not None

    def accepted() -> None:
        assert words.readline() == "accepted\n"

    screen.drag(CORNER, MIDDLE, accepted)
    assert words.readline() == "dropped\n"


def copied_answers(screen: Screen, clipboard: Clipboard) -> list[dict[str, str]]:
    """The answers that the page has by now, as it copies them."""
    screen.key("ctrl+c")
    return list(csv.DictReader(clipboard.text().splitlines(), delimiter="\t"))


def as_rows(predictions: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What `workbench predict --json` says, as a table says it."""
    return [
        {"file": one["file"], "label": one["label"], "probability": repr(one["probability"])}
        | {name: repr(share) for name, share in one["probabilities"].items()}
        | {"error": ""}
        for one in predictions
    ]


def test_from_a_dataset_to_answers_that_the_command_line_gives_to_the_last_digit(
    workbench: Start,
    drag_source: Start,
    clipboard: Clipboard,
    screen: Screen,
    runs: RunStore,
    digits: Path,
    endless: Path,
    pictures: tuple[Path, Path],
) -> None:
    program = workbench(digits, endless)
    program.wait_for_title("digits")
    change_units(screen, program)
    screen.key("ctrl+Return")

    going = wait_for_run(runs, has_epochs)
    assert units_of(draft_of(going.experiment)) == UNITS
    assert going.source == str(digits)
    screen.key("ctrl+period")
    stopped = wait_for_run(runs, lambda run: run.outcome)
    model = stopped.artifact(MODEL_ARTIFACT)
    assert stopped.outcome is Outcome.STOPPED
    assert model is not None

    screen.key("ctrl+5")
    give_by_drag(screen, drag_source(pictures[0]))
    clipboard.put(str(pictures[1]))
    program.focus()
    screen.key("ctrl+v")
    shown = wait_until(
        lambda: rows if len(rows := copied_answers(screen, clipboard)) == len(pictures) else None,
        "an answer for each picture",
    )
    table = digits.with_name("window.csv")
    screen.key("ctrl+s")
    screen.wait_for_dialog("Save the answers")
    screen.key("ctrl+a")
    screen.type_text(str(table))
    screen.key("Return")
    wait_until(table.exists, "the answers are saved")
    assert program.close() == (0, "", "")

    other = digits.with_name("command.csv")
    result = workbench_process("predict", model, *pictures, "--json", "--csv", other)
    assert shown == as_rows(json.loads(result.stdout)["predictions"])
    assert table.read_bytes() == other.read_bytes()


def test_closing_the_window_during_a_run_asks_and_return_stops_it_and_keeps_its_model(
    workbench: Start, screen: Screen, runs: RunStore, digits: Path, endless: Path
) -> None:
    program = workbench(endless)
    program.focus()
    screen.key("ctrl+1", "ctrl+o")
    screen.wait_for_dialog("Open a dataset")
    screen.type_text(str(digits))
    screen.key("Return")
    program.wait_for_title("digits")
    screen.key("ctrl+2", "ctrl+Return")
    wait_for_run(runs, has_epochs)

    screen.key("ctrl+q")
    screen.wait_for_dialog("A run is going")
    screen.key("Escape")
    wait_until(lambda: screen.active_window() == program.window, "the window has the keyboard again")
    assert wait_for_run(runs, has_epochs)
    screen.key("ctrl+q")
    screen.wait_for_dialog("A run is going")
    screen.key("Return")
    assert program.wait() == (0, "", "")

    stopped = wait_for_run(runs, lambda run: run.outcome)
    assert stopped.outcome is Outcome.STOPPED
    assert stopped.artifact(MODEL_ARTIFACT) is not None
