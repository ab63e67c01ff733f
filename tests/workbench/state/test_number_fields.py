"""Numbers in fields: what is typed is what counts, and a step goes somewhere sensible."""

from __future__ import annotations

import pytest

from core.experiment.fields import fields_of
from core.experiment.spec import SGD, Experiment, PenaltySpec, ScheduleSpec
from workbench.state.numbers import number_text, stepped, typed_number

FIELDS = {field.name: field for spec in (PenaltySpec, ScheduleSpec, SGD, Experiment) for field in fields_of(spec)}


@pytest.mark.parametrize("text", ["0.0001", "0.00015", "1e-07", "0.1", "64", "100000.5"])
def test_a_small_number_is_never_rounded(text: str) -> None:
    assert number_text(typed_number(text, FIELDS["learning_rate"])) == text


@pytest.mark.parametrize(("text", "value"), [("1e-3", 0.001), (" 7 ", 7), ("0,5", "0,5"), ("", ""), ("fast", "fast")])
def test_what_is_no_number_stays_as_it_was_typed(text: str, value: object) -> None:
    assert typed_number(text, FIELDS["learning_rate"]) == value


@pytest.mark.parametrize(
    ("field", "text", "up", "down"),
    [
        ("learning_rate", "0.01", "0.02", "0.009"),
        ("learning_rate", "0.09", "0.1", "0.08"),
        ("learning_rate", "100", "100", "90"),
        ("momentum", "0", "0.1", "0"),
        ("momentum", "0.9", "0.91", "0.8"),
        ("momentum", "0.99", "0.991", "0.98"),
        ("l2", "0", "0.001", "0"),
        ("l2", "0.0002", "0.0003", "0.0001"),
        ("epochs", "1", "2", "1"),
        ("epochs", "0", "1", "0"),
        ("batch_size", "64", "65", "63"),
        ("warmup_epochs", "1", "2", "0"),
        ("epochs", "many", "many", "many"),
        ("learning_rate", "nan", "nan", "nan"),
    ],
)
def test_a_step_keeps_to_the_bounds_and_to_the_size_of_the_number(field: str, text: str, up: str, down: str) -> None:
    assert stepped(text, 1, FIELDS[field]) == up
    assert stepped(text, -1, FIELDS[field]) == down
