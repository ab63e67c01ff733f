"""A model of fewer classes answers as the whole one does where only those can be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.open import open_dataset
from core.errors import WorkbenchError
from core.models.bundle import ModelBundle, load_bundle, save_bundle
from core.models.narrowing import narrowed
from core.models.predictor import Predictor
from core.models.shipped import shipped_models

KEPT = ("1", "2", "7")


@pytest.fixture(scope="module")
def whole() -> ModelBundle:
    return load_bundle(shipped_models()["digits-mlp"])


@pytest.fixture(scope="module")
def pictures() -> list[Image.Image]:
    return [Image.fromarray(np.asarray(image)) for image in open_dataset("street-digits:100").images[:20]]


def test_probabilities_are_those_of_the_whole_model_given_the_classes(
    whole: ModelBundle, pictures: list[Image.Image], tmp_path: Path
) -> None:
    save_bundle(tmp_path / "narrow.workbench", narrowed(whole, ("7", "1", "2")))
    few = Predictor(load_bundle(tmp_path / "narrow.workbench"))

    assert few.classes == KEPT
    for picture in pictures:
        everything = Predictor(whole).predict(picture).probabilities
        part = sum(everything[name] for name in KEPT)
        found = few.predict(picture).probabilities
        assert found == pytest.approx({name: everything[name] / part for name in KEPT}, rel=1e-4, abs=1e-7)


def test_what_was_measured_of_the_whole_is_not_said_of_the_part(whole: ModelBundle) -> None:
    few = narrowed(whole, KEPT)
    assert whole.manifest.measurements
    assert few.manifest.measurements == ()
    assert few.manifest.experiment.data.classes == KEPT
    assert few.manifest.experiment.network.layers[-1].model_dump()["units"] == 3


@pytest.mark.parametrize(
    ("classes", "message"),
    [(("1", "ten"), "does not know ten"), (("1",), "two or more"), (("1", "1"), "two or more"), ((), "two or more")],
)
def test_classes_that_make_no_model_are_refused(whole: ModelBundle, classes: tuple[str, ...], message: str) -> None:
    with pytest.raises(WorkbenchError, match=message):
        narrowed(whole, classes)
