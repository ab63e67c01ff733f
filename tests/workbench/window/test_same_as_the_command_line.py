"""The window and the command line are two doors to one thing: the same figures, the same weights, the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scipy.io import loadmat

from core.data.dataset import ImageDataset
from core.models.bundle import load_bundle
from core.training.events import Outcome
from core.training.start import MODEL_ARTIFACT
from tests.workbench.cli.processes import workbench_process
from tests.workbench.window import predicting
from tests.workbench.window.design.actions import choose, show, type_into
from tests.workbench.window.training import content_of, record_of, wait_for_end
from workbench.app.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
RECIPE = "report-digits-plain-1"
EPOCHS = 3
FIGURES = {"epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy"}


@pytest.fixture
def svhn(shared_data: Path) -> Path:
    return shared_data / "svhn"


@pytest.fixture
def crop(svhn: Path, tmp_path: Path) -> Path:
    """A picture cut from the file of test images."""
    images = loadmat(str(svhn / "test_32x32.mat"))["X"]
    Image.fromarray(np.ascontiguousarray(images[..., 7])).save(tmp_path / "crop.png")
    return tmp_path / "crop.png"


def test_a_recipe_of_the_report_trained_in_the_window_is_that_of_the_command_line_bit_for_bit(
    window: MainWindow,
    open_source: Callable[[MainWindow, str], ImageDataset],
    svhn: Path,
    crop: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    open_source(window, str(svhn))
    design = show(window)
    choose(qtbot, design.experiment.recipes, "Report: digits, plain 1")
    type_into(qtbot, design, "epochs", str(EPOCHS))
    qtbot.mouseClick(design.train.button, LEFT)
    wait_for_end(window, qtbot)
    ours = record_of(window)
    model = ours.artifact(MODEL_ARTIFACT)
    assert ours.outcome is Outcome.COMPLETED
    assert model is not None

    setting, place = f"epochs={EPOCHS}", ("--workspace", tmp_path / "other")
    # Another number of threads adds up in another order.
    threads = ("--threads", str(ours.blas_threads))
    trained = workbench_process("train", RECIPE, "--set", setting, "--data", svhn, *threads, *place, "--json")
    theirs = json.loads(trained.stdout)
    figures = [row.model_dump(include=FIGURES) for row in ours.epochs]
    assert len(figures) == EPOCHS
    assert figures == [{name: row[name] for name in FIGURES} for row in theirs["epochs"]]
    one, other = load_bundle(model), load_bundle(Path(theirs["model"]))
    assert one.manifest.experiment == other.manifest.experiment
    assert one.weights.keys() == other.weights.keys()
    assert all(weights.tobytes() == other.weights[name].tobytes() for name, weights in one.weights.items())

    qtbot.mouseClick(content_of(window).run.controls.predict, LEFT)
    qtbot.waitUntil(lambda: window.session.models.current is not None)
    predicting.drop(window, predicting.local(crop))
    predicting.wait(qtbot, window)
    (shown,) = predicting.answers_of(window)
    asked = workbench_process("predict", theirs["model"], crop, "--json")
    (answer,) = json.loads(asked.stdout)["predictions"]
    assert (shown.label, shown.probability) == (answer["label"], answer["probability"])
    assert shown.probabilities == answer["probabilities"]
