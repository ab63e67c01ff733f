"""What differs between runs is shown, and nothing else."""

from __future__ import annotations

import math
from typing import Any

from core.experiment.draft import validate
from core.runs.comparison import Setting, differing_settings, first_difference
from core.runs.records import RunRecord
from tests.core.runs.run_events import metrics

LAYERS: list[dict[str, Any]] = [
    {"type": "Flatten"},
    {"type": "Dense", "units": 200, "activation": "relu"},
    {"type": "Dense", "units": 10},
]


def record(layers: list[dict[str, Any]] = LAYERS, **changes: Any) -> RunRecord:
    experiment = validate({"name": "some name", "network": {"layers": layers}} | changes)
    return RunRecord(
        run_id="20261125-0000-abcd",
        name=experiment.name,
        source="street-digits",
        data_sha256="0" * 64,
        backend="numpy",
        architecture="1024-200-10",
        blas_threads=1,
        created=0,
        epochs_planned=experiment.epochs,
        experiment=experiment,
    )


def test_equal_experiments_differ_in_nothing_whatever_they_are_called() -> None:
    assert differing_settings([record(), record(name="another", description="The same.")]) == []


def test_a_changed_field_is_named_by_its_path_with_the_value_of_each_run() -> None:
    adam = {"type": "Adam", "learning_rate": 0.01}
    found = differing_settings([record(), record(epochs=5), record(optimizer=adam)])

    assert Setting("epochs", (50, 5, 50)) in found
    assert Setting("optimizer.type", ("SGD", "SGD", "Adam")) in found
    assert Setting("optimizer.momentum", (0.0, 0.0, None)) in found
    assert all(not one.path.startswith(("network", "data")) for one in found)


def test_layers_of_the_same_kinds_are_compared_one_by_one() -> None:
    wider = [LAYERS[0], LAYERS[1] | {"units": 300}, LAYERS[2]]

    assert differing_settings([record(), record(wider)]) == [Setting("network.layers[1].units", (200, 300))]


def test_other_layers_are_shown_as_a_whole_in_short() -> None:
    dropped = [*LAYERS[:2], {"type": "Dropout", "rate": 0.3}, LAYERS[2]]

    (found,) = differing_settings([record(), record(dropped)])

    assert found == Setting(
        "network.layers", ("Flatten, Dense 200 relu, Dense 10", "Flatten, Dense 200 relu, Dropout 0.3, Dense 10")
    )


def test_chosen_classes_are_one_value() -> None:
    some = {"classes": ["angry", "happy"]}

    assert differing_settings([record(), record(data=some)]) == [Setting("data.classes", (None, ("angry", "happy")))]


def test_results_are_identical_only_to_the_last_bit_and_whatever_time_they_took() -> None:
    epochs = [metrics(1), metrics(2, validation_loss=math.nan)]
    slower = [metrics(1, seconds=9.0, images_per_second=1.0), metrics(2, validation_loss=math.nan)]
    assert first_difference(epochs, slower) is None
    assert first_difference(epochs, [metrics(1), metrics(2)]) == 2
    nearly = metrics(1, train_loss=math.nextafter(metrics(1).train_loss, 9))
    assert first_difference(epochs, [nearly, epochs[1]]) == 1
    assert first_difference(epochs[:1], epochs) == 2
