"""How faces are cut out is chosen on one half of the photographs by a stated rule, and reported on the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.benchmarks.face_margin import MARGINS, TURNS, CutResult, choose_cut, turned
from core.data.photos import photo_of
from core.errors import WorkbenchError
from core.models.committee import load_model
from core.models.committee_predictor import predictor_of
from core.models.shipped import shipped_models
from core.vision.crops import FACE_MARGIN


@pytest.fixture(scope="module")
def result(shared_data: Path) -> CutResult:
    return choose_cut(predictor_of(load_model(shipped_models()["emotions"])), shared_data / "photos")


def test_the_halves_have_the_photographs_whose_labels_the_model_knows(result: CutResult) -> None:
    assert (result.chosen_on, result.reported_on) == (14, 14)
    assert len(result.choice) == 2 * len(MARGINS) + 1


def test_the_choice_keeps_its_rule(result: CutResult) -> None:
    cuts = [cut for cut in result.choice if cut.margin is not None]
    best = max(cuts, key=lambda cut: (cut.upright.accuracy, -cut.upright.loss)).upright
    assert result.best.upright.accuracy == best.accuracy
    assert result.best.upright.loss <= best.loss + best.loss_error
    for cut in cuts:
        if cut.upright.accuracy == best.accuracy and cut.upright.loss <= best.loss + best.loss_error:
            assert abs(cut.margin or 0) >= abs(result.best.margin or 0)
            assert cut.margin != result.best.margin or cut.turned.loss >= result.best.turned.loss


def test_what_is_in_use_is_what_was_chosen(result: CutResult) -> None:
    assert (result.best.margin, result.best.aligned) == (FACE_MARGIN, True)
    reported = [(cut.margin, cut.aligned) for cut in result.report]
    assert reported == [(FACE_MARGIN, True), (FACE_MARGIN, False), (None, False)]


def test_turning_tilted_faces_upright_does_no_harm_on_photographs_that_nothing_was_chosen_on(
    result: CutResult,
) -> None:
    aligned, plain, _ = result.report
    assert aligned.turned.loss <= plain.turned.loss
    assert aligned.upright.loss <= plain.upright.loss + plain.upright.loss_error


def test_copies_are_turned_clockwise_about_their_middle() -> None:
    image = Image.new("L", (101, 101), 0)
    image.paste(255, (48, 5, 53, 20))
    spot = np.argwhere(np.asarray(turned(photo_of(image), 90).image) > 128).mean(axis=0)
    assert spot == pytest.approx([50, 88], abs=1)
    assert set(TURNS) == {-20, -10, 10, 20}


def test_photographs_without_labels_are_refused(tmp_path: Path) -> None:
    predictor = predictor_of(load_model(shipped_models()["faces"]))
    with pytest.raises(WorkbenchError, match=r"labels\.csv cannot be read"):
        choose_cut(predictor, tmp_path)
    (tmp_path / "labels.csv").write_text("file,label\n1.jpg,bored\n")
    with pytest.raises(WorkbenchError, match="no photographs whose labels"):
        choose_cut(predictor, tmp_path)
