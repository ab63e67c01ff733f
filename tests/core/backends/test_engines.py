"""Which engines can be had, and what is said of those that cannot."""

from __future__ import annotations

import pytest

from core.backends.registry import build_model, unavailable_reason
from core.errors import WorkbenchError
from core.experiment.recipes import load_recipe


def test_our_own_engine_is_always_there():
    assert unavailable_reason("numpy") is None


def test_training_on_an_engine_that_is_not_there_gives_the_reason_that_the_form_shows():
    reason = unavailable_reason("keras")
    assert reason
    experiment = load_recipe("digits-quick").model_copy(update={"backend": "keras"})
    with pytest.raises(WorkbenchError) as error:
        build_model(experiment, (32, 32, 1), 10)
    assert error.value.message == reason
