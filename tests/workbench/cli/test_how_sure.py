"""The command line says when an answer is a guess, and what a model of expressions cannot say."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from core.models.caution import caution_for
from tests.workbench.cli.conftest import Workbench


def test_each_entry_tells_whether_the_model_is_sure(workbench: Workbench, model: Path, pictures: list[Path]) -> None:
    plain = workbench("predict", model, *pictures, "--json").document["predictions"]
    assert [entry["sure"] for entry in plain] == [entry["probability"] >= 0.5 for entry in plain]
    for threshold, expected in (("0", True), ("1", False)):
        entries = workbench("predict", model, *pictures, "--json", "--sure-above", threshold).document["predictions"]
        assert all(entry["sure"] is expected for entry in entries)


def test_a_guess_says_so_in_words(workbench: Workbench, model: Path, pictures: list[Path]) -> None:
    (entry,) = workbench("predict", model, pictures[0], "--json").document["predictions"]
    words = f"{entry['label']} ({100 * entry['probability']:.1f}%)"
    assert f": Not sure - perhaps {words}" in workbench("predict", model, pictures[0], "--sure-above", "1").out
    assert f": {words}" in workbench("predict", model, pictures[0], "--sure-above", "0").out


@pytest.mark.parametrize("threshold", ["-0.1", "1.5", "half"])
def test_a_threshold_that_is_no_probability_is_refused(
    workbench: Workbench, model: Path, pictures: list[Path], threshold: str
) -> None:
    result = workbench("predict", model, pictures[0], "--sure-above", threshold)
    assert result.status == 2
    assert "--sure-above" in result.err


def test_a_model_of_expressions_says_once_what_it_cannot_say(workbench: Workbench, tmp_path: Path) -> None:
    pictures = [tmp_path / f"{number}.png" for number in range(2)]
    for picture in pictures:
        Image.linear_gradient("L").resize((48, 48)).save(picture)
    caution = caution_for(("angry", "happy"))
    assert workbench("predict", "faces", *pictures).out.count(caution) == 1
    assert caution not in workbench("predict", "digits", *pictures).out
