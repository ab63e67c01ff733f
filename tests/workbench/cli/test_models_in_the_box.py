"""The models that ship with the program, asked from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from core.data.open import open_dataset
from core.models.shipped import shipped_models
from tests.workbench.cli.conftest import Workbench


def test_every_model_in_the_box_is_listed_with_what_it_tells_apart_and_how_well(workbench: Workbench) -> None:
    listed = workbench("models", "list", "--json").document["models"]

    assert list(listed) == list(shipped_models())
    assert listed["digits-mlp"]["classes"] == list("0123456789")
    assert 0.5 < listed["digits-mlp"]["test"]["accuracy"] < 1


def test_a_card_is_printed_and_one_that_is_not_there_is_named(workbench: Workbench) -> None:
    assert "non-commercial" in workbench("models", "show", "digits-mlp").out
    refused = workbench("models", "show", "digitz")
    assert refused.status != 0
    assert "no model in the box called digitz" in refused.err


def test_a_misspelt_name_is_answered_with_the_one_in_the_box(workbench: Workbench) -> None:
    refused = workbench("predict", "digist", "picture.png")
    assert refused.status == 2
    assert "no model in the box and no run called digist. Did you mean digits?" in refused.err


def test_what_looks_like_no_name_in_the_box_is_asked_for_as_a_run(workbench: Workbench) -> None:
    refused = workbench("predict", "k3f9", "picture.png")
    assert refused.status == 2
    assert "There is no run k3f9." in refused.err


@pytest.mark.parametrize("name", ["digits", "digits-mlp"])
def test_a_model_in_the_box_answers_by_its_name(workbench: Workbench, name: str, tmp_path: Path) -> None:
    digits = open_dataset("street-digits:100")
    picture = tmp_path / "digit.png"
    Image.fromarray(digits.images[0]).save(picture)

    (answer,) = workbench("predict", name, picture, "--json").document["predictions"]

    assert sum(answer["probabilities"].values()) == pytest.approx(1)
