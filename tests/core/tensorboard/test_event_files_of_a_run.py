"""TensorBoard's own reader finds in a run's event files what the run store says."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from PIL import Image
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.node_def_pb2 import NodeDef
from tensorboard.plugins.hparams import api_pb2

from core.runs.identifiers import short
from core.runs.store import RunStore
from core.tensorboard import run_log, summaries
from core.tensorboard.event_file import EventFile, record
from core.tensorboard.names import EVENTS, link_runs, readable_name
from core.training.continuing import continue_run
from core.training.control import Control
from core.training.events import CheckpointSaved, Outcome
from core.training.start import run_experiment
from tests.core.runs.run_events import started
from tests.core.tensorboard.logged import curve, events, hparams, read, train
from tests.core.training.session_parts import dataset, experiment, figures


def test_the_curves_are_those_of_the_run_with_train_and_validation_in_one_chart(store: RunStore) -> None:
    run = train(store, experiment())
    expected = {
        ("train", "loss"): "train_loss",
        ("train", "accuracy"): "train_accuracy",
        ("train", "objective"): "objective",
        ("train", "learning rate"): "learning_rate",
        ("train", "images per second"): "images_per_second",
        ("validation", "loss"): "validation_loss",
        ("validation", "accuracy"): "validation_accuracy",
    }
    for (part, tag), field in expected.items():
        assert curve(events(run, part), tag) == pytest.approx({row.epoch: getattr(row, field) for row in run.epochs})
    assert events(run).Tags()["histograms"] == []


def test_runs_can_be_compared_by_every_field_and_by_their_figures(store: RunStore) -> None:
    loss = {"class_weights": "listed", "listed_weights": {"dark": 2, "gray": 0.5}}
    run = train(store, experiment(optimizer={"type": "Adam", "learning_rate": 0.003}, loss=loss))
    start = hparams(events(run), "session_start_info")
    assert start.group_name == readable_name("small", run.run_id)
    assert start.hparams["optimizer"].string_value == "Adam"
    assert start.hparams["optimizer.learning_rate"].number_value == 0.003
    assert start.hparams["network"].string_value == run.architecture
    assert start.hparams["data.include_extra"].HasField("bool_value")
    assert start.hparams["loss.listed_weights"].string_value == "dark: 2, gray: 0.5"
    assert not {"name", "early_stopping"} & set(start.hparams)
    assert hparams(events(run), "session_end_info").status == api_pb2.STATUS_SUCCESS
    best = next(row for row in run.epochs if row.epoch == run.best_epoch)
    kept = curve(events(run), "kept model/validation accuracy")
    assert kept == pytest.approx({best.epoch: best.validation_accuracy})
    assert curve(events(run, "test"), "accuracy").keys() == kept.keys()


def test_weights_listed_for_classes_are_one_readable_value(store: RunStore) -> None:
    weighted = {"class_weights": "listed", "listed_weights": {"dark": 2, "gray": 0.5}}

    run = train(store, experiment(loss=weighted))

    start = hparams(events(run), "session_start_info")
    assert start.hparams["loss.listed_weights"].string_value == "dark: 2, gray: 0.5"


def test_the_confusion_matrix_of_the_kept_model_is_a_picture(store: RunStore) -> None:
    run = train(store, experiment())
    (entry,) = events(run).Images("confusion matrix/test")
    assert entry.step == run.best_epoch
    with Image.open(io.BytesIO(entry.encoded_image_string)) as picture:
        assert picture.size == (entry.width, entry.height)
        assert len(picture.convert("RGB").getcolors(100_000)) > 10


def test_histograms_of_the_weights_are_written_where_they_are_asked_for(store: RunStore) -> None:
    run = train(store, experiment(), histograms=True)
    points = events(run).Histograms("weights/dense_1/kernel")
    assert [point.step for point in points] == [row.epoch for row in run.epochs]
    spread = points[-1].histogram_value
    assert spread.num == sum(spread.bucket) == 16 * 12
    assert spread.min == spread.bucket_limit[0] < spread.bucket_limit[-1] == spread.max


def test_a_run_that_goes_on_writes_histograms_where_they_are_asked_for(store: RunStore) -> None:
    parent = train(store, experiment())
    *_, finished = continue_run(parent.run_id, dataset(), store, Control(), epochs=6, histograms=True)
    child = store.run(finished.run_id)
    assert [point.step for point in events(child).Histograms("weights/dense_1/kernel")] == [5, 6]


def test_the_graph_of_an_engine_that_has_one_is_drawn(tmp_path: Path) -> None:
    graph = GraphDef(node=[NodeDef(name="dense_1", op="MatMul")])
    log = run_log.RunLog(tmp_path / "runs" / "run", experiment(), "16-12-3")
    log.take(started("run"))
    log.add_graph(graph.SerializeToString)
    log.close()
    assert GraphDef.FromString(read(tmp_path / "runs" / "run" / EVENTS).Graph().SerializeToString()) == graph


def test_a_run_that_was_interrupted_goes_on_in_the_same_curve(store: RunStore) -> None:
    training = run_experiment(experiment(), dataset(), store, Control())
    assert isinstance(training, Generator)
    run_id = next(event.run_id for event in training if isinstance(event, CheckpointSaved) and event.epoch == 2)
    training.close()
    assert store.run(run_id).outcome is Outcome.INTERRUPTED
    list(continue_run(run_id, dataset(), store, Control()))
    run = store.run(run_id)
    losses = [(point.step, point.value) for point in events(run, "validation").Scalars("loss")]
    assert losses == [(row.epoch, pytest.approx(row.validation_loss)) for row in run.epochs]
    assert len(losses) == 4


def test_steps_that_an_earlier_process_wrote_too_far_do_not_count(tmp_path: Path) -> None:
    for first, values in ((1, [1.0, 2.0, 3.0]), (3, [30.0, 40.0])):
        file = EventFile(tmp_path, first if first > 1 else 0)
        for epoch, value in enumerate(values, first):
            file.add(epoch, summaries.scalar("loss", value))
        file.close()
    assert curve(read(tmp_path), "loss") == {1: 1.0, 2: 2.0, 3: 30.0, 4: 40.0}


def test_a_record_is_framed_as_others_frame_it() -> None:
    # The check value of CRC-32C (RFC 3720) for nine digits is 0xE3069283; masked as TFRecord has it:
    framed = record(b"123456789")
    masked = ((0xE3069283 >> 15 | 0xE3069283 << 17) + 0xA282EAD8) & 0xFFFFFFFF
    assert framed == (9).to_bytes(8, "little") + framed[8:12] + b"123456789" + masked.to_bytes(4, "little")


def test_the_names_of_runs_are_readable_and_follow_a_new_name(store: RunStore) -> None:
    run = train(store, experiment(name="Faces: 4/7"))
    links = store.workspace / EVENTS
    assert [link.name for link in links.iterdir()] == [f"Faces 4 7 {short(run.run_id)}"]
    store.rename(run.run_id, "Gesichter, größer")
    assert link_runs(store.workspace) == links
    (link,) = links.iterdir()
    assert link.name == f"Gesichter, größer {short(run.run_id)}"
    assert link.resolve() == (run.folder / EVENTS).resolve()
    assert not link.is_symlink() or not link.readlink().is_absolute()


def test_nothing_of_a_discarded_run_is_shown(store: RunStore) -> None:
    control = Control()
    for event in run_experiment(experiment(), dataset(), store, control):
        if isinstance(event, CheckpointSaved):
            control.discard()
    run = store.run(event.run_id)
    assert run.outcome is Outcome.DISCARDED
    assert not (run.folder / EVENTS).exists()
    assert not list((store.workspace / EVENTS).iterdir())


def test_a_full_disk_under_the_log_is_said_once_and_costs_no_epoch(
    store: RunStore, small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run_id = store.reserve_run_id()
    (store.folder(run_id) / EVENTS).symlink_to(small_disk, target_is_directory=True)
    epochs = 0
    with caplog.at_level(logging.WARNING, logger=run_log.__name__):
        for event in run_experiment(experiment(), dataset(), store, Control(), run_id=run_id, histograms=True):
            if isinstance(event, CheckpointSaved):
                epochs += 1
                with (small_disk / "filler").open("ab", buffering=0) as filler:
                    fill(filler.fileno())
    run = store.run(run_id)
    assert run.outcome is Outcome.COMPLETED
    assert run.artifact("model")
    assert len(run.epochs) == epochs == 4
    (warning,) = caplog.messages
    assert "No space left" in warning
    assert run_id in warning


def fill(handle: int) -> None:
    for size in (65_536, 1):
        try:
            while True:
                os.write(handle, bytes(size))
        except OSError:
            continue


def test_a_log_that_cannot_be_begun_costs_nothing(store: RunStore, caplog: pytest.LogCaptureFixture) -> None:
    run_id = store.reserve_run_id()
    (store.folder(run_id) / EVENTS).write_bytes(b"")
    *_, finished = run_experiment(experiment(), dataset(), store, Control(), run_id=run_id)
    assert finished.outcome is Outcome.COMPLETED
    assert len(caplog.messages) == 1


def test_a_log_changes_nothing_of_the_training(store: RunStore) -> None:
    plain, logged = train(store, experiment()), train(store, experiment(), histograms=True)
    assert figures(plain.epochs) == figures(logged.epochs)


def test_writing_a_log_loads_no_engine(tmp_path: Path) -> None:
    code = "import sys, core.tensorboard.run_events; print(*sys.modules)"
    output = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True).stdout
    loaded = {name.partition(".")[0] for name in output.split()}
    assert "tensorboard" in loaded
    assert not loaded & {"tensorflow", "torch", "onnx", "keras", "fsspec", "grpc"}
