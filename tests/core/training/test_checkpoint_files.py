"""A checkpoint is read back to the bit, and a damaged one is said to be damaged."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import WorkbenchError
from core.training.checkpoint import load_checkpoint
from tests.core.training.session_parts import Training, experiment, same_bits

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("checkpoint") / "whole.safetensors"
    Training(experiment(epochs=1, optimizer={"type": "Adam"})).checkpoints[0].save(file)
    return file.read_bytes()


def test_a_checkpoint_is_read_back_as_it_was(tmp_path: Path) -> None:
    saved = Training(experiment(optimizer={"type": "Adam"})).checkpoints[-1]
    saved.save(tmp_path / "checkpoint")

    loaded = load_checkpoint(tmp_path / "checkpoint")

    assert loaded.epoch == saved.epoch
    assert loaded.gain == saved.gain
    assert same_bits(loaded.weights, saved.weights)
    assert loaded.optimizer.steps == saved.optimizer.steps
    assert loaded.optimizer.slots.keys() == saved.optimizer.slots.keys() == {"mean", "square"}
    for role, slot in saved.optimizer.slots.items():
        assert same_bits(loaded.optimizer.slots[role], slot)


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "text", "zip"])
def test_what_is_no_checkpoint_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "checkpoint-000001.safetensors"
    contents = {"empty": b"", "text": b"not a checkpoint", "zip": b"PK\x03\x04" + bytes(100)}
    if kind == "folder":
        path.mkdir()
    elif kind in contents:
        path.write_bytes(contents[kind])

    with pytest.raises(WorkbenchError, match="checkpoint-000001"):
        load_checkpoint(path)


@SETTINGS
@given(data=st.data())
def test_a_truncated_checkpoint_is_refused(content: bytes, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "checkpoint-000001.safetensors"
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])

    with pytest.raises(WorkbenchError, match="checkpoint-000001"):
        load_checkpoint(path)


@SETTINGS
@given(data=st.data())
def test_a_byte_changed_in_a_header_is_never_a_crash(content: bytes, tmp_path: Path, data: st.DataObject) -> None:
    header = 8 + int.from_bytes(content[:8], "little")
    changed = bytearray(content)
    changed[data.draw(st.integers(0, header - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "checkpoint-000001.safetensors"
    path.write_bytes(changed)

    with contextlib.suppress(WorkbenchError):
        load_checkpoint(path)
