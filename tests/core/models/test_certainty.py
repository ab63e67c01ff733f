"""Nobody is told more than the model knows."""

from __future__ import annotations

import pytest

from core.models.caution import caution_for
from core.models.certainty import SURE_ABOVE, in_words, is_sure


@pytest.mark.parametrize(("probability", "expected"), [(0.499, False), (0.5, True), (0.91, True)])
def test_below_the_threshold_and_only_there_an_answer_is_a_guess(probability: float, expected: bool) -> None:
    assert is_sure(probability, SURE_ABOVE) is expected


def test_a_guess_says_so_before_anything_else() -> None:
    assert in_words("happy", "41%", is_sure=False) == "Not sure - perhaps happy (41%)"
    assert in_words("happy", "91%", is_sure=True) == "happy (91%)"


@pytest.mark.parametrize(
    "classes", [("angry", "fear", "happy", "sad"), ("Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise")]
)
def test_models_of_expressions_say_that_they_do_not_see_feelings(classes: tuple[str, ...]) -> None:
    caution = caution_for(classes)
    assert "expression" in caution
    assert "cannot be told" in caution
    assert "\n" not in caution


@pytest.mark.parametrize("classes", [tuple("0123456789"), ("happy", "hippo"), ()])
def test_other_models_say_nothing_of_feelings(classes: tuple[str, ...]) -> None:
    assert not caution_for(classes)
