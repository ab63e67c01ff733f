"""The recipes that repeat the report are the report's, to the last figure; all of them can be trained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.backends.registry import build_model
from core.errors import WorkbenchError
from core.experiment.draft import draft_of, validate, with_value
from core.experiment.layers import Dense, Dropout
from core.experiment.recipes import load_recipe, recipe_names, save_experiment
from core.experiment.shapes import describe_widths, layer_shapes
from core.experiment.spec import SGD, Experiment

DIGITS, FACES = (32, 32, 1), (48, 48, 1)
FOUR_EXPRESSIONS = ("angry", "fear", "happy", "sad")
WIDTHS_OF_DIGITS = {
    "plain-1": "1024-100-100-10",
    "plain-2": "1024-200-200-200-10",
    "l2-1": "1024-100-100-10",
    "l2-2": "1024-100-100-10",
    "dropout-1": "1024-100-100-10",
    "dropout-2": "1024-100-100-10",
}
# The report's dropout "rate" is the share kept.
KEPT = {"dropout-1": 0.4, "dropout-2": 0.8}
L2 = {"l2-1": 0.5, "l2-2": 0.1}
RATES_OF_FACES = {"rate-0.001": 0.001, "rate-0.0001": 0.0001, "rate-0.00015": 0.00015, "rate-0.0002": 0.0002}
# The report's task 6: hidden widths, and what is added to each.
KERAS_HIDDEN = {"batch-normalization": 2, "elastic-net": 2, "deep": 4}

each_digit_run = pytest.mark.parametrize("run", WIDTHS_OF_DIGITS)
each_face_run = pytest.mark.parametrize("run", [*RATES_OF_FACES, "dropout"])
each_report_recipe = pytest.mark.parametrize(
    "name", [f"report-digits-{run}" for run in WIDTHS_OF_DIGITS] + [f"report-faces-{run}" for run in RATES_OF_FACES]
)


def digits(run: str) -> Experiment:
    return load_recipe(f"report-digits-{run}")


def faces(run: str) -> Experiment:
    return load_recipe(f"report-faces-{run}")


def layers_of(experiment: Experiment, kind: type) -> list[Any]:
    return [layer for layer in experiment.network.layers if isinstance(layer, kind)]


def fits(experiment: Experiment, input_shape: tuple[int, int, int], classes: int) -> bool:
    height, width, _ = input_shape
    channels = 1 if experiment.preprocessing.color == "grayscale" else 3
    return bool(layer_shapes(experiment.network, (height, width, channels), classes))


def test_every_run_of_the_report_has_its_recipe() -> None:
    expected = [f"report-digits-{run}" for run in WIDTHS_OF_DIGITS]
    expected += [f"report-faces-{run}" for run in [*RATES_OF_FACES, "dropout"]]
    expected += [f"report-faces-keras-{run}" for run in KERAS_HIDDEN]

    assert [name for name in recipe_names() if name.startswith("report-")] == sorted(expected)


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_is_valid_described_and_fits_its_data(name: str) -> None:
    recipe = load_recipe(name)

    assert recipe.description
    if "digits" in name:
        assert fits(recipe, DIGITS, 10)
    else:
        assert fits(recipe, FACES, len(recipe.data.classes or range(7)))


@each_digit_run
def test_digit_runs_have_the_report_s_widths(run: str) -> None:
    assert describe_widths(digits(run).network, DIGITS) == WIDTHS_OF_DIGITS[run]


@each_digit_run
def test_digit_runs_are_trained_as_in_the_report(run: str) -> None:
    recipe = digits(run)

    assert recipe.optimizer == SGD(learning_rate=0.0001, momentum=0.0)
    assert (recipe.epochs, recipe.batch_size) == (50, 256)


@each_face_run
def test_face_runs_are_trained_as_in_the_report(run: str) -> None:
    recipe = faces(run)

    # Dropout was added to the last of the plain runs.
    assert recipe.optimizer == SGD(learning_rate=RATES_OF_FACES.get(run, 0.0002), momentum=0.4)
    assert (recipe.epochs, recipe.batch_size) == (20, 32)
    assert describe_widths(recipe.network, FACES) == "2304-100-100-4"
    assert recipe.data.classes == FOUR_EXPRESSIONS
    assert fits(recipe, FACES, 4)


@pytest.mark.parametrize("run", KERAS_HIDDEN)
def test_the_report_s_keras_models_are_trained_as_in_the_report(run: str) -> None:
    recipe = faces(f"keras-{run}")

    assert recipe.backend == "keras"
    assert recipe.optimizer == SGD(learning_rate=0.001, momentum=0.0)
    assert (recipe.epochs, recipe.batch_size, recipe.keep) == (100, 256, "last")
    assert recipe.data.classes == FOUR_EXPRESSIONS
    assert recipe.early_stopping is None
    *hidden, output = layers_of(recipe, Dense)
    assert [layer.units for layer in hidden] == [100] * KERAS_HIDDEN[run]
    assert {layer.activation for layer in hidden} == {"relu"}
    assert (output.units, output.activation) == (4, "linear")
    kinds = [layer.type for layer in recipe.network.layers]
    normalized = run == "batch-normalization"
    assert kinds == ["Flatten", *(["Dense", "BatchNormalization"] if normalized else ["Dense"]) * len(hidden), "Dense"]
    penalty = recipe.network.penalty
    assert (penalty.l1, penalty.l2, penalty.l2_convention) == (
        (0.0001, 0.0002, "square") if run == "elastic-net" else (0, 0, "square")
    )
    assert "our choice" in recipe.description


@pytest.mark.parametrize("run", KERAS_HIDDEN)
def test_the_report_s_keras_models_train_on_our_own_engine_too(run: str) -> None:
    recipe = validate(with_value(draft_of(faces(f"keras-{run}")), "backend", "numpy"))
    rng = np.random.default_rng(0)
    X, y = rng.random((1, 32, *FACES), np.float32), rng.integers(0, 4, (1, 32))

    model = build_model(recipe, FACES, 4)
    first, second = (model.train_batches(X, y, [0.01]).loss for _ in range(2))

    assert second < first


@pytest.mark.parametrize(
    "name", [name for name in recipe_names() if name.startswith("report-") and "keras" not in name]
)
def test_the_report_s_network_and_loss(name: str) -> None:
    recipe = load_recipe(name)

    *hidden, output = layers_of(recipe, Dense)
    assert {layer.activation for layer in hidden} == {"relu"}
    assert output.activation == "linear"
    assert not any(layer.use_bias for layer in [*hidden, output])
    assert {layer.kernel_initializer for layer in [*hidden, output]} == {"glorot_normal_doubled_variance"}
    assert (recipe.loss.reduction, recipe.loss.log_offset) == ("sum", 1e-5)
    assert (recipe.preprocessing.color, recipe.preprocessing.normalization) == ("grayscale", "unit")
    assert recipe.schedule.shape == "constant"
    assert recipe.schedule.warmup_epochs == 0
    # It knew neither early stopping nor a choice of the best epoch.
    assert recipe.early_stopping is None
    assert recipe.keep == "last"


@each_digit_run
def test_dropout_follows_every_hidden_layer_and_drops_what_the_report_does_not_keep(run: str) -> None:
    recipe = digits(run)

    dropouts = layers_of(recipe, Dropout)
    if run not in KEPT:
        assert dropouts == []
        return
    assert [layer.rate for layer in dropouts] == pytest.approx([1 - KEPT[run]] * 2)
    kinds = [layer.type for layer in recipe.network.layers]
    assert kinds == ["Flatten", "Dense", "Dropout", "Dense", "Dropout", "Dense"]


@each_digit_run
def test_l2_has_the_report_s_strength_in_our_reading(run: str) -> None:
    penalty = digits(run).network.penalty

    assert (penalty.l1, penalty.l2) == (0, L2.get(run, 0))
    if run in L2:
        assert (penalty.l2_convention, penalty.scaling) == ("half_square", "per_update")
        assert "our reading" in digits(run).description


def test_what_the_report_does_not_state_is_called_our_choice() -> None:
    assert "our choice" in faces("dropout").description
    assert len(layers_of(faces("dropout"), Dropout)) == 2


def test_a_saved_experiment_is_loaded_as_it_was(tmp_path: Path) -> None:
    experiment = digits("plain-2").model_copy(update={"name": "Größer — 更大"})

    save_experiment(tmp_path / "mine.json", experiment)

    assert load_recipe(str(tmp_path / "mine.json")) == experiment


def test_a_recipe_may_leave_out_all_that_has_a_default(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    path.write_text('{"name": "short", "network": {"layers": [{"type": "Flatten"}, {"type": "Dense", "units": 10}]}}')

    assert draft_of(load_recipe(str(path)))["batch_size"] == 64


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"name": "\\ud800"}', "is not JSON"),
        (b"[1]", "holds no experiment"),
        (b"{}", "name: must be given; network: must be given"),
        (
            b'{"name": "x", "network": {"layers": [{"type": "Dense", "units": 0}]}}',
            "layers.0..units: must be at least 1",
        ),
        (b'{"schema_version": 2}', "newer version"),
        (b'{"epochs": ' + b"9" * 5000 + b"}", "is not JSON|epochs"),
        (b'{"name": NaN}', "name"),
    ],
    ids=[
        "empty",
        "not text",
        "deep",
        "half a character",
        "list",
        "no fields",
        "bad field",
        "newer",
        "huge number",
        "no number",
    ],
)
def test_a_file_that_is_no_experiment_is_refused_by_name(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(content)

    with pytest.raises(WorkbenchError, match=message) as failure:
        load_recipe(str(path))
    assert "mine.json" in failure.value.message


def test_a_misspelled_recipe_is_answered_with_the_right_name() -> None:
    with pytest.raises(WorkbenchError, match=r"Did you mean report-digits-plain-1\?"):
        load_recipe("report-digit-plain-1")
    with pytest.raises(WorkbenchError, match="recipes list"):
        load_recipe("zzz")
    with pytest.raises(WorkbenchError, match="no recipe and no file"):
        load_recipe("n" * 5000)
