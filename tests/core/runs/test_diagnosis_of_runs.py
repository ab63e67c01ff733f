"""What is said of networks that were really trained, each in a way that goes wrong as it does for people."""

from __future__ import annotations

from typing import Any

from core.data.open import open_dataset
from core.evaluation.diagnosis.finding import Finding
from core.experiment.draft import validate
from core.experiment.recipes import load_recipe
from core.runs.diagnosis import diagnosis_of
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import MODEL_ARTIFACT, run_experiment

STREET, DRAWN = "street-digits:400", "drawn-digits:2000"


def trained(store: RunStore, source: str, units: int, epochs: int, rate: float, **fields: Any) -> dict[str, Finding]:
    """What is said of one hidden layer, or of none, after so many epochs."""
    hidden = [{"type": "Dense", "units": units, "activation": "relu", "kernel_initializer": "he_normal"}]
    classes = fields.pop("classes", None)
    last = {"type": "Dense", "units": len(classes) if classes else 10}
    draft = {
        "name": "short",
        "data": {"classes": classes},
        "preprocessing": {"normalization": "image"},
        "network": {"layers": [{"type": "Flatten"}, *(hidden if units else []), last], **fields.pop("network", {})},
        "optimizer": {"type": "SGD", "learning_rate": rate, "momentum": fields.pop("momentum", 0.9)},
        "epochs": epochs,
    }
    *_, finished = run_experiment(validate(draft | fields), open_dataset(source), store, Control(), threads=1)
    return {one.kind: one for one in diagnosis_of(store, store.run(finished.run_id))}


def test_few_images_and_many_epochs_are_told_to_be_learnt_by_heart(store: RunStore) -> None:
    found = trained(store, STREET, units=100, epochs=30, rate=0.02)["overfitting"]
    assert found.numbers["best_epoch"] < 10
    assert found.numbers["validation_rise"] > 0.1


def test_a_rate_far_too_high_is_told_to_diverge(store: RunStore) -> None:
    assert list(trained(store, STREET, units=100, epochs=10, rate=50.0, momentum=0.0)) == ["divergence"]


def test_a_rate_that_throws_the_loss_about_is_told(store: RunStore) -> None:
    assert trained(store, DRAWN, units=100, epochs=12, rate=0.12)["rate-too-high"].numbers["jumps"] > 2


def test_a_rate_far_too_low_is_told_to_learn_nothing(store: RunStore) -> None:
    found = trained(store, STREET, units=50, epochs=5, rate=1e-6)["no-learning"]
    assert "1e-05 in place of 1e-06" in found.advice


def test_training_at_rest_is_told(store: RunStore) -> None:
    penalty = {"penalty": {"l2": 0.1}}
    found = trained(store, DRAWN, units=20, epochs=36, rate=0.03, classes=["0", "1"], network=penalty, batch_size=400)
    assert "plateau" in found


def test_a_network_too_restrained_is_told_to_underfit(store: RunStore) -> None:
    penalty = {"penalty": {"l2": 0.1}}
    assert "underfitting" in trained(
        store, "street-digits:2000", 10, epochs=30, rate=0.02, momentum=0.5, network=penalty
    )


def test_a_run_ended_early_is_told_to_go_on_also_when_its_model_is_gone(store: RunStore) -> None:
    found = trained(store, DRAWN, units=50, epochs=4, rate=0.003)
    assert "still-improving" in found
    record = store.runs()[0]
    model = store.run(record.run_id).artifact(MODEL_ARTIFACT)
    assert model is not None
    model.unlink()
    again = diagnosis_of(store, store.run(record.run_id))
    assert "still-improving" in {one.kind for one in again}


def test_the_quick_recipe_goes_as_it_should_on_images_that_suit_it(store: RunStore) -> None:
    recipe, dataset = load_recipe("digits-quick"), open_dataset("drawn-digits:3000")
    *_, finished = run_experiment(recipe, dataset, store, Control(), threads=1)
    (found,) = diagnosis_of(store, store.run(finished.run_id))
    assert found.kind == "as-it-should"
