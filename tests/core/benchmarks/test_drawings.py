"""Handwriting is drawn large as a canvas would have it, and models are asked about it."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits

from core.benchmarks.drawings import CANVAS, drawn, read_drawings
from core.errors import WorkbenchError
from core.models.committee import load_model
from core.models.committee_predictor import AnyPredictor, predictor_of
from core.models.shipped import shipped_models


def model(name: str) -> AnyPredictor:
    return predictor_of(load_model(shipped_models()[name]))


def test_a_drawing_is_black_on_white_where_there_was_ink_with_a_margin_all_around() -> None:
    ink = load_digits().images[0]
    picture = np.asarray(drawn(ink))[..., 0]

    assert picture.shape == (CANVAS, CANVAS)
    assert set(np.unique(picture)) == {0, 255}
    assert (picture[:30] == 255).all()
    assert (picture[:, -30:] == 255).all()
    shrunk = (picture < 128)[36:220, 36:220].reshape(8, 23, 8, 23).mean((1, 3))
    assert np.corrcoef(shrunk.ravel(), ink.ravel())[0, 1] > 0.9


def test_the_model_in_the_box_reads_handwriting_and_the_figures_add_up() -> None:
    read = read_drawings(model("digits"))

    assert read.images == 1797
    counts = np.bincount(load_digits().target, minlength=10)
    right = sum(share * count for share, count in zip(read.per_digit.values(), counts, strict=True))
    assert read.accuracy == pytest.approx(right / 1797)
    low, high = read.accuracy_interval
    assert 0.88 <= low < read.accuracy < high


def test_a_model_of_something_else_is_refused() -> None:
    with pytest.raises(WorkbenchError, match="not the ten digits"):
        read_drawings(model("faces"))
