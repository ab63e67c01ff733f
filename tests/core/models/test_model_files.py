"""A model file gives back what was saved; a damaged or hostile one is refused by name, and never runs code."""

from __future__ import annotations

import json
import os
import pickle  # noqa: TID251 - to show that it is never loaded
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save as save_arrays

from core.errors import WorkbenchError
from core.models.bundle import ModelBundle, load_bundle, save_bundle
from core.models.predictor import Predictor
from tests.core.training.session_parts import same_bits

MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAME = "damaged.workbench"
Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="session")
def members(model_file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(model_file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(tmp_path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_STORED, **changed: bytes) -> Path:
    """A model file with members replaced: `manifest` and `weights`."""
    path = tmp_path / NAME
    names = {"manifest": "manifest.json", "weights": "weights.safetensors"}
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in (members | {names[key]: content for key, content in changed.items()}).items():
            archive.writestr(name, content)
    return path


def with_manifest(tmp_path: Path, members: dict[str, bytes], change: Change) -> Path:
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    return written(tmp_path, members, manifest=json.dumps(manifest).encode())


def refusal(path: Path) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as failure:
        load_bundle(path)
    assert path.name in failure.value.message
    assert failure.value.hint
    return failure.value


def test_a_model_is_read_back_as_it_was_saved(bundle: ModelBundle, tmp_path: Path) -> None:
    save_bundle(tmp_path / "copy.workbench", bundle)

    copy = load_bundle(tmp_path / "copy.workbench")

    assert copy.manifest == bundle.manifest
    assert same_bits(copy.weights, bundle.weights)


def test_a_copy_gives_the_same_answers(bundle: ModelBundle, squares: Any, tmp_path: Path) -> None:
    save_bundle(tmp_path / "copy.workbench", bundle)

    one, other = (
        Predictor(one).probabilities(squares.images) for one in (bundle, load_bundle(tmp_path / "copy.workbench"))
    )

    assert one.tobytes() == other.tobytes()


def test_saving_over_a_model_replaces_it_whole(bundle: ModelBundle, tmp_path: Path) -> None:
    path = tmp_path / "model.workbench"
    path.write_bytes(b"an older one")

    save_bundle(path, bundle)

    assert load_bundle(path).manifest == bundle.manifest
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_named(bundle: ModelBundle, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(WorkbenchError, match=r"file.model\.workbench"):
        save_bundle(tmp_path / "file" / "model.workbench", bundle)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18), b"PK\x03\x04"])
def test_what_is_no_model_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)

    refusal(tmp_path / NAME)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    refusal(tmp_path / NAME)
    (tmp_path / NAME).mkdir()
    refusal(tmp_path / NAME)


def test_a_name_too_long_for_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError):
        load_bundle(tmp_path / ("n" * 5000))


def test_another_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / NAME, "w") as archive:
        archive.writestr("picture.png", b"")

    refusal(tmp_path / NAME)


@pytest.mark.parametrize("member", ["manifest.json", "weights.safetensors"])
def test_a_model_without_one_of_its_parts_is_refused(member: str, members: dict[str, bytes], tmp_path: Path) -> None:
    refusal(written(tmp_path, {name: content for name, content in members.items() if name != member}))


CHANGES: dict[str, Change] = {
    "newer": lambda manifest: manifest.update(schema_version=2),
    "newer experiment": lambda manifest: manifest["experiment"].update(schema_version=99),
    "another format": lambda manifest: manifest.update(format="something-else"),
    "unknown field": lambda manifest: manifest.update(run_this="import os"),
    "no classes": lambda manifest: manifest.update(classes=[]),
    "a class too many": lambda manifest: manifest["classes"].append("unseen"),
    "a class twice": lambda manifest: manifest.update(classes=["dark", "dark", "bright"]),
    "no layers": lambda manifest: manifest["experiment"]["network"].update(layers=[]),
    "unknown layer": lambda manifest: manifest["experiment"]["network"]["layers"].append({"type": "Lambda"}),
    "layer that does not fit": lambda manifest: manifest["experiment"]["network"]["layers"].pop(0),
    "other width": lambda manifest: manifest["experiment"]["network"]["layers"][1].update(units=13),
    "huge width": lambda manifest: manifest["experiment"]["network"]["layers"][1].update(units=65_536),
    "other picture size": lambda manifest: manifest["pipeline"].update(height=5),
    "huge picture": lambda manifest: manifest["pipeline"].update(height=4096, width=4096),
    "no moments": lambda manifest: manifest["pipeline"].update(normalization="dataset"),
    "too many moments": lambda manifest: manifest["pipeline"].update(
        normalization="dataset", mean=[0.5] * 3, deviation=[0.2] * 3
    ),
    "no deviation": lambda manifest: manifest["pipeline"].update(normalization="dataset", mean=[0.5], deviation=[0.0]),
    "not a number": lambda manifest: manifest["pipeline"].update(mean=[float("nan")]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_manifest_that_does_not_describe_the_model_is_refused(
    change: Change, members: dict[str, bytes], tmp_path: Path
) -> None:
    refusal(with_manifest(tmp_path, members, change))


@pytest.mark.parametrize(
    "manifest",
    [b"", b"null", b"[]", b"{", b"\xff\xfe{}", b"[" * 100_000, b'{"epoch": 1e999}', b'{"a":' * 50_000],
    ids=["empty", "null", "list", "cut", "not UTF-8", "deep list", "infinite", "deep object"],
)
def test_a_manifest_that_is_no_manifest_is_refused(manifest: bytes, members: dict[str, bytes], tmp_path: Path) -> None:
    refusal(written(tmp_path, members, manifest=manifest))


def changed_weights(bundle: ModelBundle, name: str) -> dict[str, Any]:
    weights = dict(bundle.weights)
    kernel = weights["dense_1/kernel"]
    changes = {
        "another shape": {"dense_1/kernel": kernel[:-1]},
        "transposed": {"dense_1/kernel": np.ascontiguousarray(kernel.T)},
        "another name": {"dense_9/kernel": kernel},
        "not a number": {"dense_1/kernel": np.full_like(kernel, np.nan)},
        "infinite": {"dense_1/kernel": np.full_like(kernel, np.inf)},
        "whole numbers": {"dense_1/kernel": kernel.astype(np.int32)},
        "half precision": {"dense_1/kernel": kernel.astype(np.float16)},
        "another precision": {"dense_1/kernel": np.full(kernel.shape, 1e300)},
    }
    return weights | changes[name]


@pytest.mark.parametrize(
    "name",
    [
        "another shape",
        "transposed",
        "another name",
        "not a number",
        "infinite",
        "whole numbers",
        "half precision",
        "another precision",
    ],
)
def test_weights_that_are_not_those_of_the_network_are_refused(
    name: str, bundle: ModelBundle, members: dict[str, bytes], tmp_path: Path
) -> None:
    refusal(written(tmp_path, members, weights=save_arrays(changed_weights(bundle, name))))


def test_a_missing_weight_is_refused(bundle: ModelBundle, members: dict[str, bytes], tmp_path: Path) -> None:
    weights = {name: array for name, array in bundle.weights.items() if name != "dense_2/bias"}

    refusal(written(tmp_path, members, weights=save_arrays(weights)))


@pytest.mark.parametrize("member", ["manifest", "weights"])
def test_a_bomb_is_refused_before_it_unpacks(member: str, members: dict[str, bytes], tmp_path: Path) -> None:
    path = written(tmp_path, members, compression=zipfile.ZIP_DEFLATED, **{member: bytes(64 * 2**20)})
    assert path.stat().st_size < 2**20

    refusal(path)


def test_a_bomb_is_refused_where_the_manifest_makes_room_for_it(members: dict[str, bytes], tmp_path: Path) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["experiment"]["network"]["layers"].insert(1, {"type": "Dense", "units": 65_536})
    content = json.dumps(manifest).encode()
    path = written(tmp_path, members, compression=zipfile.ZIP_DEFLATED, manifest=content, weights=bytes(6 * 2**20))

    assert "compressed" in refusal(path).details


def test_code_inside_a_model_is_never_run(members: dict[str, bytes], tmp_path: Path) -> None:
    witness = tmp_path / "the code was run"

    class Attack:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(witness),)

    attack = pickle.dumps(Attack())
    refusal(written(tmp_path, members, weights=attack))
    refusal(written(tmp_path, members, manifest=attack))
    load_bundle(written(tmp_path, members | {"data.pkl": attack, "__init__.py": b"raise SystemExit"}))
    (tmp_path / NAME).write_bytes(attack)
    refusal(tmp_path / NAME)

    assert not witness.exists()


def test_nothing_is_unpacked_beside_the_file(members: dict[str, bytes], tmp_path: Path) -> None:
    path = written(tmp_path, members | {"../escaped.txt": b"out"})

    load_bundle(path)

    assert list(tmp_path.iterdir()) == [path]
    assert not (tmp_path.parent / "escaped.txt").exists()


@MANY
@given(data=st.data())
def test_a_truncated_model_is_refused(model_file: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = model_file.read_bytes()
    path = tmp_path / NAME
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])

    refusal(path)


@MANY
@given(data=st.data())
def test_changed_bytes_are_refused_or_change_nothing(
    model_file: Path, bundle: ModelBundle, tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(model_file.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path / NAME
    path.write_bytes(content)

    try:
        loaded = load_bundle(path)
    except WorkbenchError as error:
        assert NAME in error.message  # noqa: PT017 - either outcome is right
    else:
        assert loaded.manifest == bundle.manifest
        assert same_bits(loaded.weights, bundle.weights)


@MANY
@given(data=st.data())
def test_changed_bytes_in_a_compressed_model_are_never_a_crash(
    members: dict[str, bytes], tmp_path: Path, data: st.DataObject
) -> None:
    method = data.draw(st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    path = written(tmp_path, members, compression=method)
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)

    refusal(path)


@MANY
@given(data=st.data())
def test_changed_bytes_in_the_zip_directory_are_never_a_crash(
    model_file: Path, tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(model_file.read_bytes())
    directory = content.index(b"PK\x01\x02")
    for _ in range(data.draw(st.integers(1, 2))):
        content[data.draw(st.integers(directory, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / NAME
    path.write_bytes(content)

    try:
        load_bundle(path)
    except WorkbenchError as error:
        assert NAME in error.message  # noqa: PT017 - either outcome is right


@MANY
@given(data=st.data())
def test_changed_bytes_under_a_right_checksum_are_never_a_crash(
    members: dict[str, bytes], tmp_path: Path, data: st.DataObject
) -> None:
    member = data.draw(st.sampled_from(["manifest.json", "weights.safetensors"]))
    content = bytearray(members[member])
    end = len(content) if member == "manifest.json" else 8 + int.from_bytes(content[:8], "little")
    content[data.draw(st.integers(0, end - 1))] = data.draw(st.integers(0, 255))

    try:
        load_bundle(written(tmp_path, members | {member: bytes(content)}))
    except WorkbenchError as error:
        assert NAME in error.message  # noqa: PT017 - either outcome is right


def test_a_model_saved_before_there_were_temperatures_is_read_as_never_calibrated(
    members: dict[str, bytes], tmp_path: Path
) -> None:
    path = with_manifest(tmp_path, members, lambda manifest: manifest.pop("temperature"))

    assert load_bundle(path).manifest.temperature == 1


@pytest.mark.parametrize("temperature", [0, -1, "NaN", "Infinity", None])
def test_a_temperature_that_is_none_is_refused(temperature: Any, members: dict[str, bytes], tmp_path: Path) -> None:
    refusal(with_manifest(tmp_path, members, lambda manifest: manifest.update(temperature=temperature)))
