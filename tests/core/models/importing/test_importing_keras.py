"""A network that somebody else made with Keras answers here as it does there; what cannot, is refused by name."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import WorkbenchError
from core.models.bundle import load_bundle, save_bundle
from core.models.importing.keras_file import import_keras
from core.models.model_files import open_model_file
from core.models.predictor import Predictor
from core.opening import kind_of
from tests.core.backends.keras_engine import engine, needs_keras

pytestmark = [
    needs_keras,
    # What Keras's own code does that NumPy will not allow one day.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
h5py = pytest.importorskip("h5py")

SIDE, COUNT = 10, 5
IMAGES = np.random.default_rng(0).integers(0, 256, (8, SIDE, SIDE, 3)).astype(np.uint8)


def saved(tmp_path: Path, *layers: Callable[[Any], Any]) -> tuple[Any, Path]:
    """A Sequential with weights drawn at random, and its file."""
    keras = engine().keras
    network = keras.Sequential([keras.Input((SIDE, SIDE, 3)), *(make(keras.layers) for make in layers)])
    rng = np.random.default_rng(1)
    for weight in network.weights:
        if weight.name in ("mean", "variance", "count"):
            continue
        low = 0.5 if weight.name in ("gamma", "moving_variance") else -0.4
        weight.assign(rng.uniform(low, low + 0.9, weight.shape))
    network.save(tmp_path / "net.keras")
    return network, tmp_path / "net.keras"


def answers(network: Any, pictures: Any = IMAGES) -> Any:
    return engine().keras.ops.convert_to_numpy(network(pictures, training=False))


def test_a_strangers_network_gives_the_same_answers(tmp_path: Path) -> None:
    network, file = saved(
        tmp_path,
        lambda L: L.RandomFlip("horizontal"),
        lambda L: L.Rescaling(1 / 127.5, offset=-1),
        lambda L: L.Conv2D(6, 3, activation="relu", name="first look"),
        lambda L: L.BatchNormalization(scale=False),
        lambda L: L.MaxPooling2D(),
        lambda L: L.Conv2D(5, (2, 2), strides=2, padding="same", use_bias=False),
        lambda L: L.BatchNormalization(center=False, epsilon=1e-2),
        lambda L: L.ReLU(),
        lambda L: L.GlobalAveragePooling2D(),
        lambda L: L.Dense(8),
        lambda L: L.LeakyReLU(negative_slope=0.2),
        lambda L: L.Dropout(0.5),
        lambda L: L.Dense(COUNT, activation="softmax"),
    )

    bundle = import_keras(file, ["a", "b", "c", "d", "e"])

    np.testing.assert_allclose(Predictor(bundle).probabilities(IMAGES), answers(network), atol=1e-5)
    assert bundle.classes == ("a", "b", "c", "d", "e")
    save_bundle(tmp_path / "net.workbench", bundle)
    again = load_bundle(tmp_path / "net.workbench")
    np.testing.assert_array_equal(Predictor(again).probabilities(IMAGES), Predictor(bundle).probabilities(IMAGES))


def test_a_normalisation_that_has_seen_data_is_taken_over(tmp_path: Path) -> None:
    keras = engine().keras
    normalization = keras.layers.Normalization()
    normalization.adapt(IMAGES.astype(np.float32))
    network, file = saved(
        tmp_path, lambda _: normalization, lambda L: L.Flatten(), lambda L: L.Dense(COUNT), lambda L: L.Softmax()
    )
    bundle = import_keras(file)
    np.testing.assert_allclose(Predictor(bundle).probabilities(IMAGES), answers(network), atol=1e-5)
    assert bundle.classes == ("0", "1", "2", "3", "4")


@pytest.mark.parametrize(("way", "prepared"), [("unit", IMAGES / 255), ("none", IMAGES.astype(float))])
def test_whoever_knows_how_images_were_normalised_can_say_it(tmp_path: Path, way: Any, prepared: Any) -> None:
    network, file = saved(tmp_path, lambda L: L.Flatten(), lambda L: L.Dense(COUNT, activation="softmax"))

    with pytest.raises(WorkbenchError, match=r"net\.keras cannot be imported: It does not say how images.*--normaliz"):
        import_keras(file)

    bundle = import_keras(file, way=way)
    np.testing.assert_allclose(Predictor(bundle).probabilities(IMAGES), answers(network, prepared), atol=1e-5)


def refused(file: Path, match: str, **options: Any) -> None:
    with pytest.raises(WorkbenchError, match=match) as raised:
        import_keras(file, **{"way": "unit"} | options)
    assert file.name in raised.value.message


UNSUPPORTED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "an unknown layer": (lambda L: L.SeparableConv2D(3, 2, name="odd"), r"layer odd \(SeparableConv2D\) is of a type"),
    "code": (lambda L: L.Lambda(lambda x: x * 2, name="evil"), r"layer evil \(Lambda\)"),
    "an unknown activation": (lambda L: L.Conv2D(3, 2, activation="selu"), "does not have, 'selu'"),
    "a rectangle": (lambda L: L.Conv2D(3, (2, 3)), r"kernel_size \[2, 3\], which is no square"),
    "another axis": (lambda L: L.BatchNormalization(axis=1), "has axis 1, which is not the last"),
    "holes": (lambda L: L.Conv2D(3, 2, dilation_rate=2), r"has dilation_rate \[2, 2\]"),
    "groups": (lambda L: L.Conv2D(3, 2, groups=3), "has groups 3"),
    "padded pools": (lambda L: L.MaxPooling2D(2, padding="same"), "has padding 'same'"),
    "another slope": (lambda L: L.LeakyReLU(negative_slope=0.3), "another slope than 0.2"),
    "a capped ReLU": (lambda L: L.ReLU(max_value=6.0), "has max_value 6.0"),
    "softmax in the middle": (lambda L: L.Softmax(), "comes after softmax"),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_this_program_does_not_have_is_refused_by_name(tmp_path: Path, name: str) -> None:
    layer, match = UNSUPPORTED[name]
    _, file = saved(tmp_path, layer, lambda L: L.Flatten(), lambda L: L.Dense(COUNT, activation="softmax"))
    refused(file, match)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"classes": ["a", "b"]}, "2 classes are named, but the network has 5 outputs"),
        ({"classes": ["a", "b", "c", "d", "d"]}, "two or more different classes"),
    ],
)
def test_classes_have_to_fit_the_outputs(tmp_path: Path, options: dict[str, Any], match: str) -> None:
    _, file = saved(tmp_path, lambda L: L.Flatten(), lambda L: L.Dense(COUNT, activation="softmax"))
    refused(file, match, **options)


def test_other_models_than_a_sequential_on_images_are_refused(tmp_path: Path) -> None:
    keras = engine().keras
    inputs = keras.Input((SIDE, SIDE, 3))
    keras.Model(inputs, keras.layers.Flatten()(inputs)).save(tmp_path / "graph.keras")
    refused(tmp_path / "graph.keras", "only a Sequential can be imported")
    keras.Sequential([keras.Input((12,)), keras.layers.Dense(3)]).save(tmp_path / "rows.keras")
    refused(tmp_path / "rows.keras", r"takes \[None, 12\], and not images")
    _, file = saved(tmp_path, lambda L: L.Flatten(), lambda L: L.Dense(1, activation="sigmoid"))
    refused(file, "ends in sigmoid")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _, file = saved(
        tmp_path_factory.mktemp("plain"), lambda L: L.Flatten(), lambda L: L.Dense(COUNT, activation="softmax")
    )
    return file


def changed(
    plain: Path,
    tmp_path: Path,
    config: Callable[[dict[str, Any]], object] = lambda _: None,
    weights: Callable[[Any], object] = lambda _: None,
    compression: int = zipfile.ZIP_STORED,
) -> Path:
    """The same file with something else in it."""
    with zipfile.ZipFile(plain) as archive:
        described = json.loads(archive.read("config.json"))
        content = io.BytesIO(archive.read("model.weights.h5"))
    config(described["config"]["layers"][-1]["config"])
    with h5py.File(content, "r+") as file:
        weights(file)
    target = tmp_path / "changed.keras"
    with zipfile.ZipFile(target, "w", compression) as archive:
        archive.writestr("config.json", json.dumps(described))
        archive.writestr("model.weights.h5", content.getvalue())
    return target


def replace_kernel(file: Any, **options: Any) -> None:
    del file["layers/dense/vars/0"]
    file["layers/dense/vars"].create_dataset("0", **options)


def link_elsewhere(file: Any) -> None:
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = h5py.ExternalLink("/etc/passwd", "/")


def claim_much(file: Any) -> None:
    """In a file of a few kilobytes."""
    replace_kernel(file, shape=(INPUTS, 65_536), dtype="f4", chunks=(1, 1024))


def be_infinite(file: Any) -> None:
    file["layers/dense/vars/0"][0, 0] = np.inf


INPUTS = SIDE * SIDE * 3


def test_an_unchanged_copy_is_taken(plain: Path, tmp_path: Path) -> None:
    """Or else the refusals below could have another reason."""
    assert import_keras(changed(plain, tmp_path), way="unit").manifest.pipeline.channels == 3


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"weights": lambda file: replace_kernel(file, data=np.zeros((4, 4), "f4"))}, "is not a model"),
        ({"weights": lambda file: replace_kernel(file, data=np.zeros((INPUTS, COUNT), "i4"))}, "is not a model"),
        ({"weights": lambda file: file.pop("layers")}, "is not a model"),
        ({"weights": link_elsewhere}, "is not a model"),
        ({"weights": be_infinite}, "is not a model"),
        ({"weights": claim_much, "config": lambda one: one.update(units=65_536)}, "is not a model"),
        ({"config": lambda one: one.update(units=10**12)}, "must be at most 65536"),
        ({"config": lambda one: one.update(units="many")}, "must be a whole number"),
        ({"config": lambda one: one.pop("units")}, "is not a model"),
        ({"compression": zipfile.ZIP_DEFLATED}, "is not a model"),
    ],
)
def test_a_file_that_was_tampered_with_is_one_error(
    plain: Path, tmp_path: Path, change: dict[str, Any], match: str
) -> None:
    refused(changed(plain, tmp_path, **change), match)


ODD = (None, [], {}, "", "x", True, -1, 0, 1.5, 1e308, 10**30, [None], [1, 2])


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where anything is in a JSON document."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield (*path, key)
        yield from paths(entry, (*path, key))


def test_whatever_stands_in_the_description_is_taken_or_refused(tmp_path: Path) -> None:
    _, file = saved(
        tmp_path,
        lambda L: L.Rescaling(1 / 255),
        lambda L: L.Conv2D(2, 3, activation="relu"),
        lambda L: L.BatchNormalization(),
        lambda L: L.MaxPooling2D(),
        lambda L: L.Flatten(),
        lambda L: L.Dense(COUNT),
        lambda L: L.Rescaling(0.5),
        lambda L: L.Softmax(),
    )
    with zipfile.ZipFile(file) as archive:
        described, weights = archive.read("config.json"), archive.read("model.weights.h5")
    rng = np.random.default_rng(0)
    refusals: list[str] = []
    for path in paths(json.loads(described)):
        changed = json.loads(described)
        place = reduce(lambda value, key: value[key], path[:-1], changed)
        place[path[-1]] = ODD[rng.integers(len(ODD))]
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("config.json", json.dumps(changed))
            archive.writestr("model.weights.h5", weights)
        try:
            import_keras(file)
        except WorkbenchError as error:
            refusals.append(error.message)
    assert len(refusals) > 30
    assert all(file.name in message for message in refusals)


def test_damaged_files_are_one_error_each(plain: Path, tmp_path: Path) -> None:
    content = plain.read_bytes()
    for name, damaged in {"short": content[: len(content) // 2], "empty": b"", "noise": b"PK\x03\x04" * 99}.items():
        file = tmp_path / f"{name}.keras"
        file.write_bytes(damaged)
        refused(file, "is not a model that Keras saved")
    refused(tmp_path / "missing.keras", "cannot be read: No such file")
    (tmp_path / "folder.keras").mkdir()
    refused(tmp_path / "folder.keras", "cannot be read: Is a directory")


def test_the_file_is_told_by_its_content_whatever_it_is_called(plain: Path, tmp_path: Path) -> None:
    _, file = saved(tmp_path, lambda L: L.Rescaling(1 / 255), lambda L: L.Flatten(), lambda L: L.Dense(COUNT))
    renamed = shutil.copy(file, tmp_path / "network.bin")
    assert kind_of(Path(renamed)) == "model"
    assert open_model_file(Path(renamed)).classes == ("0", "1", "2", "3", "4")
