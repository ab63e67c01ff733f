"""The figures of an evaluation, against scikit-learn and against an example worked by hand."""

from __future__ import annotations

import json
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, precision_recall_fscore_support

from core.errors import WorkbenchError
from core.evaluation.evaluation import Evaluation, evaluate_predictions

# Seconds pass where the machine is busy; that is no defect of what is tested.
UNHURRIED = settings(deadline=None, max_examples=60)

FIELDS = [
    "split",
    "images",
    "accuracy",
    "accuracy_interval",
    "macro_f1",
    "loss",
    "classes",
    "confusion_matrix",
    "per_class",
]


@st.composite
def answers(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and labels; some classes have no images and some are never answered."""
    classes, images = draw(st.integers(2, 12)), draw(st.integers(1, 60))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    present = generator.permutation(classes)[: draw(st.integers(1, classes))]
    labels = generator.choice(present, images)
    probabilities = generator.dirichlet(np.full(classes, draw(st.sampled_from([0.3, 1.0, 5.0]))), images)
    # scikit-learn holds probabilities above 2.2e-16; ours go lower.
    probabilities = probabilities.clip(1e-12) / probabilities.clip(1e-12).sum(axis=1, keepdims=True)
    return probabilities, labels.astype(np.int64)


def evaluate(probabilities: np.ndarray, labels: np.ndarray) -> Evaluation:
    names = [f"class {number}" for number in range(probabilities.shape[1])]
    return evaluate_predictions(probabilities, labels, names, "test")


@given(answers())
@UNHURRIED
def test_counts_and_shares_are_scikit_learns_to_the_last_digit(given_answers: tuple[np.ndarray, np.ndarray]) -> None:
    probabilities, labels = given_answers
    every = range(probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)
    evaluation = evaluate(probabilities, labels)
    figures = evaluation.per_class.values()
    precision, recall, f1, support = precision_recall_fscore_support(labels, predicted, labels=every, zero_division=0)

    assert evaluation.confusion_matrix == tuple(map(tuple, confusion_matrix(labels, predicted, labels=every).tolist()))
    assert evaluation.accuracy == accuracy_score(labels, predicted)
    assert evaluation.macro_f1 == f1_score(labels, predicted, labels=every, average="macro", zero_division=0)
    assert [figure.precision for figure in figures] == precision.tolist()
    assert [figure.recall for figure in figures] == recall.tolist()
    assert [figure.f1 for figure in figures] == f1.tolist()
    assert [figure.support for figure in figures] == support.tolist()


@given(answers())
@UNHURRIED
def test_the_loss_is_scikit_learns(given_answers: tuple[np.ndarray, np.ndarray]) -> None:
    probabilities, labels = given_answers
    expected = log_loss(labels, probabilities, labels=range(probabilities.shape[1]))

    assert evaluate(probabilities, labels).loss == expected


def test_an_example_worked_by_hand() -> None:
    # Answers: cat, cat, dog, dog, cat. Truth: cat, dog, dog, dog, cat. No bird anywhere.
    probabilities = np.array([[0.8, 0.2, 0.0], [0.5, 0.25, 0.25], [0.2, 0.8, 0.0], [0.0, 1.0, 0.0], [0.5, 0.5, 0.0]])
    labels = np.array([0, 1, 1, 1, 0])
    evaluation = evaluate_predictions(probabilities, labels, ["cat", "dog", "bird"], "validation")

    assert evaluation.confusion_matrix == ((2, 0, 0), (1, 2, 0), (0, 0, 0))
    assert evaluation.accuracy == 4 / 5
    cat, dog, bird = evaluation.per_class.values()
    assert (cat.precision, cat.recall, cat.f1, cat.support) == (2 / 3, 1.0, 4 / 5, 2)
    assert (dog.precision, dog.recall, dog.f1, dog.support) == (1.0, 2 / 3, 4 / 5, 3)
    assert (bird.precision, bird.recall, bird.f1, bird.support) == (0.0, 0.0, 0.0, 0)
    assert evaluation.macro_f1 == pytest.approx((4 / 5 + 4 / 5 + 0) / 3)
    assert evaluation.loss == pytest.approx(-(log(0.8) + log(0.25) + log(0.8) + log(1) + log(0.5)) / 5)


def test_a_model_that_rules_out_the_truth_has_a_finite_loss() -> None:
    sure_and_wrong = np.array([[1.0, 0.0]], dtype=np.float32)

    assert evaluate(sure_and_wrong, np.array([1])).loss == pytest.approx(87.33654, abs=1e-5)


def test_a_perfect_model_has_loss_0_although_float32_rows_add_up_to_more_than_1() -> None:
    above = np.nextafter(np.float32(1), np.float32(2))

    assert str(evaluate(np.array([[above, 0]], dtype=np.float32), np.array([0])).loss) == "0.0"


def test_the_json_has_the_promised_names_in_order_and_comes_back_equal() -> None:
    evaluation = evaluate(np.eye(3), np.arange(3))
    document = json.loads(evaluation.model_dump_json())

    assert list(document) == FIELDS
    assert list(document["per_class"]["class 0"]) == ["precision", "recall", "f1", "support"]
    assert Evaluation.model_validate_json(evaluation.model_dump_json()) == evaluation


def test_an_empty_split_is_one_clear_sentence() -> None:
    with pytest.raises(WorkbenchError, match="The split 'test' has no images"):
        evaluate(np.empty((0, 2)), np.empty(0, dtype=np.int64))


def test_a_diverged_model_is_named_as_such_instead_of_scoring_its_first_class() -> None:
    probabilities = np.array([[0.5, 0.5], [np.nan, np.nan]])

    with pytest.raises(WorkbenchError, match=r"1 of 2 images of the split 'test' are not numbers.*learning rate"):
        evaluate(probabilities, np.array([0, 0]))


@pytest.mark.parametrize(
    ("shape", "labels", "names"),
    [((2, 3), [0, 1, 2], "abc"), ((2, 3), [0, 1], "ab"), ((2, 2), [0, 2], "ab"), ((2, 2), [0, 1], "aa")],
)
def test_arrays_that_do_not_fit_each_other_are_refused(shape: tuple[int, int], labels: list[int], names: str) -> None:
    with pytest.raises(ValueError, match=r"classes"):
        evaluate_predictions(np.full(shape, 0.5), np.array(labels), list(names), "test")
