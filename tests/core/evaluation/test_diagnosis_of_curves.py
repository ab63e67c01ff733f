"""What is said of a run whose curves are known: each rule where it holds, and where it just does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from core.evaluation.diagnosis.case import Case
from core.evaluation.diagnosis.course import RISE
from core.evaluation.diagnosis.diagnose import diagnose
from core.evaluation.diagnosis.finding import Finding, Level
from core.evaluation.evaluation import Evaluation, evaluate_predictions
from core.experiment.draft import draft_of, validate
from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from core.training.events import EpochMetrics, Outcome
from resources.teaching.texts import terms

GUESS = math.log(10)


def experiment(**fields: object) -> Experiment:
    layers = [{"type": "Flatten"}, {"type": "Dense", "units": 50, "activation": "relu"}, {"type": "Dense", "units": 10}]
    return validate({"name": "constructed", "network": {"layers": layers}} | fields)


def rows(
    train: Sequence[float],
    validation: Sequence[float],
    *,
    accuracies: tuple[float, float] = (0.8, 0.78),
    rates: Callable[[int], float] = lambda _epoch: 0.1,
    silent: float = 0.1,
) -> list[EpochMetrics]:
    return [
        EpochMetrics(
            epoch=epoch,
            train_loss=loss,
            train_accuracy=accuracies[0],
            validation_loss=other,
            validation_accuracy=accuracies[1],
            objective=loss,
            learning_rate=rates(epoch),
            seconds=1.0,
            images_per_second=1_000.0,
            dead_units={"dense_1": silent},
        )
        for epoch, (loss, other) in enumerate(zip(train, validation, strict=True), 1)
    ]


def said(
    epochs: Sequence[EpochMetrics],
    outcome: Outcome = Outcome.COMPLETED,
    evaluation: Evaluation | None = None,
    **fields: object,
) -> dict[str, Finding]:
    findings = diagnose(Case(experiment(**fields), epochs, outcome, evaluation))
    assert all(one.term in terms() for one in findings), "what is said of a run leads to the glossary"
    return {one.kind: one for one in findings}


def falling(start: float, end: float, count: int) -> list[float]:
    """Fast at first, slow later, as losses fall."""
    return [end + (start - end) * math.exp(-5 * place / count) for place in range(count)]


def answers(counts: Sequence[Sequence[int]]) -> Evaluation:
    """The figures of a model with that confusion matrix."""
    pairs = [(true, told) for true, row in enumerate(counts) for told, count in enumerate(row) for _ in range(count)]
    labels = np.array([true for true, _ in pairs])
    probabilities = np.eye(len(counts))[[told for _, told in pairs]] * 0.9 + 0.1 / len(counts)
    return evaluate_predictions(probabilities, labels, [f"class {place}" for place in range(len(counts))], "validation")


def test_overfitting_is_told_with_the_epoch_the_rise_and_what_is_not_yet_tried() -> None:
    validation = [*falling(2.2, 0.6, 12), *np.linspace(0.6, 0.8, 28)]
    (found,) = said(rows(falling(2.2, 0.1, 40), validation), optimizer={"type": "SGD", "weight_decay": 0.01}).values()
    assert found.kind == "overfitting"
    assert found.numbers["best_epoch"] == 13
    assert found.numbers["validation_rise"] == pytest.approx(0.8 / 0.6 - 1, abs=0.02)
    assert "lowest after epoch 13 of 40 and rose by 32%" in found.words
    assert "augmentation, a Dropout layer or early stopping" in found.advice
    assert "L2" not in found.advice
    assert "model kept is that of epoch 13" in found.advice


def test_the_last_epoch_kept_in_place_of_the_best_is_warned_of_where_it_overfits() -> None:
    validation = [*falling(2.2, 0.6, 12), *np.linspace(0.6, 0.9, 28)]
    found = said(rows(falling(2.2, 0.1, 40), validation), keep="last")["overfitting"]
    assert "set Keep to best" in found.advice


@pytest.mark.parametrize(("rise", "is_told"), [(RISE + 0.02, True), (RISE - 0.02, False)])
def test_a_small_rise_of_validation_loss_is_not_called_overfitting(rise: float, is_told: bool) -> None:
    validation = [*falling(2.2, 0.65, 19), 0.6, *[0.6 * (1 + rise)] * 20]
    assert ("overfitting" in said(rows(falling(2.2, 0.1, 40), validation))) is is_told


def test_a_single_outlier_at_the_end_is_not_called_overfitting() -> None:
    validation = [*falling(2.2, 0.6, 39), 1.5]
    assert "overfitting" not in said(rows(falling(2.2, 0.3, 40), validation))


def test_validation_loss_that_rises_with_training_loss_is_not_called_overfitting() -> None:
    train = [*falling(2.2, 0.5, 20), *np.linspace(0.5, 0.7, 20)]
    assert "overfitting" not in said(rows(train, [1.1 * loss for loss in train]))


def test_a_wide_gap_between_both_accuracies_is_told_where_validation_loss_rests() -> None:
    curve = falling(2.2, 0.6, 20)
    found = said(rows(falling(2.2, 0.05, 20), curve, accuracies=(0.99, 0.72)))["overfitting"]
    assert found.numbers["gap"] == pytest.approx(0.27)
    assert "overfitting" not in said(rows(curve, curve, accuracies=(0.80, 0.70)))


def test_divergence_names_the_epoch_and_a_lower_rate_and_nothing_else_is_said() -> None:
    epochs = rows([2.3, 40.0], [3.0, 90.0])
    found = said(epochs, Outcome.DIVERGED, optimizer={"type": "SGD", "learning_rate": 0.5}, loss={"reduction": "sum"})
    assert list(found) == ["divergence"]
    assert "epoch 3" in found["divergence"].words
    assert "learning rate of 0.05" in found["divergence"].advice
    assert "summed loss" in found["divergence"].advice
    assert found["divergence"].level is Level.WRONG


def test_divergence_in_the_first_epoch_is_told_without_any_curve() -> None:
    assert "in epoch 1" in said([], Outcome.DIVERGED)["divergence"].words


def test_losses_that_are_no_numbers_do_not_spoil_what_is_said_of_the_others() -> None:
    epochs = rows([*falling(2.2, 0.5, 10), math.nan], [*falling(2.2, 0.6, 10), math.inf])
    assert all(math.isfinite(value) for one in said(epochs).values() for value in one.numbers.values())


def test_a_loss_that_stays_at_guessing_is_told_with_another_rate_to_try() -> None:
    still = [GUESS] * 10
    found = said(rows(still, still, accuracies=(0.1, 0.1)))["no-learning"]
    assert found.numbers["guessing_loss"] == pytest.approx(GUESS)
    assert "learning rate of 0.1 in place of 0.01" in found.advice


def test_a_loss_above_guessing_is_told_with_a_lower_rate_to_try() -> None:
    up_and_down = [2.4, 5.0, 2.6, 4.9, 2.5, 4.4, 2.7]
    found = said(rows(up_and_down, up_and_down, accuracies=(0.1, 0.1)))
    assert "learning rate of 0.001 in place of 0.01" in found["no-learning"].advice
    assert "rate-too-high" in found


def test_a_network_that_recognises_much_has_learnt_something_however_large_its_loss() -> None:
    large = [3.0, 50.0, 60.0, 100.0]
    found = said(rows(large, large, accuracies=(0.6, 0.5)))
    assert "no-learning" not in found
    assert "rate-too-high" in found


def test_uneven_classes_make_guessing_easier_than_one_in_ten() -> None:
    """A loss that looks fine among equal classes is no more than their frequencies here."""
    evaluation = answers([[90, 0], [10, 0]])
    entropy = -(0.9 * math.log(0.9) + 0.1 * math.log(0.1))
    still = [entropy] * 10
    found = said(rows(still, still, accuracies=(0.9, 0.9)), evaluation=evaluation)["no-learning"]
    assert found.numbers["guessing_loss"] == pytest.approx(entropy)


def test_a_network_too_weak_for_its_training_images_is_told_apart_from_one_that_is_slow() -> None:
    restrained = {"network": experiment().network.model_dump(mode="json") | {"penalty": {"l2": 0.3}}}
    at_rest = [*falling(2.3, 1.6, 20), *[1.6] * 20]
    weak = said(rows(at_rest, at_rest, accuracies=(0.4, 0.4)), **restrained)["underfitting"]
    assert "too weak" in weak.title
    assert "weaker penalties" in weak.advice
    slow = list(np.linspace(2.0, 1.6, 30))
    found = said(rows(slow, [1.8] * 30, accuracies=(0.4, 0.4)))["underfitting"]
    assert "too slowly" in found.title
    assert "learning rate of 0.03" in found.advice


def test_an_early_best_epoch_is_told_with_the_epochs_that_it_would_have_saved() -> None:
    validation = [*falling(2.2, 0.6, 6), *[0.63] * 24]
    found = said(rows(falling(2.2, 0.5, 30), validation))["early-best"]
    assert found.numbers["best_epoch"] == 6
    assert "24 epochs since" in found.words


def test_losses_at_rest_are_told_unless_a_schedule_brought_them_there() -> None:
    train, validation = [*falling(2.2, 0.5, 15), *[0.5] * 15], [*falling(2.2, 0.6, 15), *[0.6] * 14, 0.599]
    assert said(rows(train, validation))["plateau"].numbers["epochs"] == 10
    assert "plateau" not in said(rows(train, validation, rates=lambda epoch: 0.1 * (1 - epoch / 31) ** 4))


def test_a_run_that_was_ended_too_early_is_told_to_go_on() -> None:
    falls = list(np.linspace(2.2, 0.8, 12))
    found = said(rows(falls, falls))["still-improving"]
    assert found.numbers["gain"] > 0.2
    assert "go on" in found.advice
    cosine = said(rows(falls, falls, rates=lambda epoch: 0.1 * (1 - epoch / 12.5)))["still-improving"]
    assert "schedule" in cosine.advice


def test_jumps_of_the_loss_are_taken_for_a_rate_that_is_too_high() -> None:
    train = falling(2.2, 0.4, 30)
    train[10], train[20] = 1.8, 1.4
    found = said(rows(train, falling(2.2, 0.5, 30)))["rate-too-high"]
    assert found.numbers["jumps"] == 2
    assert "most in epoch 11: training loss went from 0.802 to 1.8" in found.words


@pytest.mark.parametrize(
    "train",
    [
        pytest.param([2.2, 1.4, 0.9, 1.5, 0.6, 0.5], id="one jump happens"),
        pytest.param([2.2, 0.5, 0.001, 0.003, 0.001, 0.004], id="near 0 it means nothing"),
    ],
)
def test_a_healthy_loss_is_not_taken_for_one_that_jumps(train: list[float]) -> None:
    assert "rate-too-high" not in said(rows(train, falling(2.2, 0.5, 6)))


def test_layers_of_silent_units_are_named() -> None:
    curve = falling(2.2, 0.5, 20)
    found = said(rows(curve, curve, silent=0.6))["silent-units"]
    assert "60.0% of the units of dense_1" in found.words
    assert "He initial weights" in found.advice


def test_a_class_that_is_never_the_answer_is_named_with_its_images() -> None:
    curve = falling(1.0, 0.3, 20)
    evaluation = answers([[50, 5, 0], [4, 51, 0], [5, 3, 0]])
    found = said(rows(curve, curve), evaluation=evaluation)["class-never-answered"]
    assert found.numbers == {"class 2": 8}
    assert "balanced class weights" in found.advice
    weighted = said(rows(curve, curve), evaluation=evaluation, loss={"class_weights": "balanced"})
    assert "balanced" not in weighted["class-never-answered"].advice


def test_a_class_of_a_handful_of_images_is_not_complained_about() -> None:
    curve = falling(1.0, 0.3, 20)
    assert "class-never-answered" not in said(
        rows(curve, curve), evaluation=answers([[50, 0, 0], [0, 50, 0], [2, 2, 0]])
    )


def test_accuracy_of_the_most_frequent_class_is_not_taken_for_learning() -> None:
    curve = falling(0.6, 0.4, 20)
    found = said(rows(curve, curve, accuracies=(0.8, 0.8)), evaluation=answers([[80, 0], [19, 1]]))["majority-alone"]
    assert found.numbers["majority_share"] == pytest.approx(0.8)
    better = said(rows(curve, curve, accuracies=(0.9, 0.9)), evaluation=answers([[78, 2], [8, 12]]))
    assert "majority-alone" not in better


def test_a_rare_class_that_is_hardly_recognised_is_named() -> None:
    curve = falling(1.0, 0.3, 20)
    found = said(rows(curve, curve), evaluation=answers([[95, 5, 0], [5, 95, 0], [9, 8, 3]]))["class-neglected"]
    assert found.numbers == {"class 2": pytest.approx(0.15)}


def test_a_run_without_a_fault_is_told_to_have_gone_as_it_should() -> None:
    found = said(
        rows(
            falling(2.2, 0.5, 40), [*falling(2.2, 0.55, 30), *falling(0.55, 0.54, 10)], rates=lambda epoch: 4 / epoch**2
        )
    )
    assert list(found) == ["as-it-should"]
    assert not found["as-it-should"].advice


def test_nothing_is_said_of_a_run_that_finished_no_epoch() -> None:
    assert not said([], Outcome.DISCARDED)


def test_every_recipe_can_be_judged_in_any_number_of_epochs() -> None:
    """No rule divides by nothing or reaches beyond the curves, however short they are."""
    recipe = draft_of(load_recipe("digits-quick"))
    for count in range(1, 13):
        epochs = rows(falling(2.2, 0.5, count), falling(2.2, 0.6, count))
        assert diagnose(Case(validate(recipe), epochs, Outcome.STOPPED))
