"""Measuring a model beside the window, and giving that up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from tests.workbench.conftest import DATA
from tests.workbench.trained import Trained
from workbench.state.datasets import Datasets
from workbench.state.evaluating import Evaluating
from workbench.state.models import Models
from workbench.state.preferences import Preferences


@pytest.fixture
def datasets(tmp_path: Path) -> Iterator[Datasets]:
    datasets = Datasets(Preferences(tmp_path / "data.ini"))
    yield datasets
    datasets.close()


@pytest.fixture
def evaluating(tmp_path: Path, with_runs: Path, datasets: Datasets, qtbot: QtBot) -> Iterator[Evaluating]:
    """With the newest run's model, and no dataset."""
    models = Models(with_runs, Preferences(tmp_path / "models.ini"))
    evaluating = Evaluating(models, datasets)
    with qtbot.waitSignal(models.changed):
        models.refresh()
    yield evaluating
    evaluating.close()
    models.close()


def open_source(qtbot: QtBot, datasets: Datasets, source: str) -> None:
    with qtbot.waitSignal(datasets.changed, timeout=60_000):
        datasets.open(source)


def words_of(evaluating: Evaluating) -> list[str]:
    return [part.word for part in evaluating.parts]


def test_nothing_is_measured_without_data(evaluating: Evaluating) -> None:
    evaluating.start()
    assert not evaluating.is_busy
    assert not evaluating.is_ready


def test_the_part_to_report_on_is_offered_first_and_what_was_held_back_last(
    evaluating: Evaluating, datasets: Datasets, qtbot: QtBot
) -> None:
    open_source(qtbot, datasets, DATA)
    assert words_of(evaluating) == ["test", "train", "validation, held back"]
    assert evaluating.part == evaluating.parts[0]


def test_what_chose_the_epoch_can_be_measured_where_the_source_has_no_such_part(
    evaluating: Evaluating, datasets: Datasets, qtbot: QtBot
) -> None:
    open_source(qtbot, datasets, DATA)
    evaluating.choose_part(evaluating.parts[2])
    with qtbot.waitSignal(evaluating.changed, timeout=30_000):
        evaluating.start()
    assert evaluating.outcome is not None
    assert evaluating.outcome.evaluation.split == "validation, held back from train"
    assert evaluating.is_current
    evaluating.choose_part(evaluating.parts[0])
    assert not evaluating.is_current


def test_data_that_the_model_was_not_trained_on_have_nothing_held_back(
    evaluating: Evaluating, datasets: Datasets, qtbot: QtBot
) -> None:
    open_source(qtbot, datasets, "street-digits:300")
    evaluating.choose_part(evaluating.parts[2])
    evaluating.start()
    qtbot.waitUntil(lambda: evaluating.error is not None)
    assert "held back from this model" in str(evaluating.error)
    assert evaluating.outcome is None


def test_data_in_one_piece_offer_what_was_held_back(
    evaluating: Evaluating, datasets: Datasets, tmp_path: Path, qtbot: QtBot
) -> None:
    for name in ("1", "2"):
        (tmp_path / "flat" / name).mkdir(parents=True)
        for number in range(12):
            pixels = np.random.default_rng(number).integers(0, 256, (32, 32), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "flat" / name / f"{number}.png")
    open_source(qtbot, datasets, str(tmp_path / "flat"))
    assert words_of(evaluating) == ["test, held back", "all", "validation, held back"]


def test_giving_up_at_once_leaves_the_figures_before(
    evaluating: Evaluating, datasets: Datasets, trained: Trained, qtbot: QtBot
) -> None:
    open_source(qtbot, datasets, DATA)
    with qtbot.waitSignal(evaluating.changed, timeout=30_000):
        evaluating.start()
    before = evaluating.outcome
    evaluating.choose_part(evaluating.parts[1])
    with qtbot.waitSignal(evaluating.busy_changed):
        evaluating.start()
    assert evaluating.is_busy
    evaluating.cancel()
    assert not evaluating.is_busy
    assert evaluating.outcome is before
    assert evaluating.error is None


def test_shares_add_up_over_true_classes_or_over_predicted_ones(
    evaluating: Evaluating, datasets: Datasets, qtbot: QtBot
) -> None:
    open_source(qtbot, datasets, DATA)
    with qtbot.waitSignal(evaluating.changed, timeout=30_000):
        evaluating.start()
    outcome = evaluating.outcome
    assert outcome is not None
    assert outcome.confusion.shares(0) is None
    for normalisation, axis in ((1, 1), (2, 0)):
        shares = outcome.confusion.shares(normalisation)
        assert shares is not None
        filled = outcome.confusion.matrix.sum(axis=axis) > 0
        assert np.allclose(shares.sum(axis=axis), filled)
    everything = [place for true in range(10) for predicted in range(10) for place in outcome.cell(true, predicted)]
    assert sorted(everything) == list(range(outcome.evaluation.images))
