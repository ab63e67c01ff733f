"""Training from the window: real worker processes, real clicks, and the figures that are recorded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.models.bundle import load_bundle
from core.runs.records import RunRecord
from core.training.control import Control
from core.training.events import CheckpointSaved, Outcome
from core.training.start import run_experiment
from resources.palette import DARK, LIGHT
from tests.core.runs.run_events import epoch_ended, metrics, started
from tests.workbench.window.contents import wait_for
from tests.workbench.window.training import (
    ENDLESS,
    RUN_ID,
    SECONDS,
    SOURCE,
    content_of,
    experiment,
    record_of,
    run_of,
    show_reported_run,
    train_page,
    wait_for_end,
    wait_for_epoch,
    wait_for_plots,
)
from workbench.app.closing import ClosingDialog
from workbench.app.window import MainWindow
from workbench.state.live_run import LiveRun, Phase
from workbench.views.theme import Appearance, Theme
from workbench.views.tokens import Size

OpenWindow = Callable[[], MainWindow]


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def train(window: MainWindow, qtbot: QtBot, epochs: int) -> RunRecord:
    window.session.training.start(experiment(epochs), SOURCE)
    wait_for_end(window, qtbot)
    wait_for_plots(window, qtbot)
    return record_of(window)


def rows_of(record: RunRecord) -> list[dict[str, float]]:
    """All that does not depend on the clock."""
    return [row.model_dump(exclude={"seconds", "images_per_second"}) for row in record.epochs]


def test_a_newcomer_trains_the_built_in_digits_with_one_click(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("train")
    welcome = train_page(window).welcome
    with qtbot.waitSignal(window.session.training.run_started, timeout=2 * SECONDS):
        click(qtbot, welcome.quick)
    wait_for_epoch(window, qtbot)
    assert content_of(window).isVisible()
    assert run_of(window).experiment.name == "Digits, quick"
    assert window.pipeline.chips["run"].name.startswith(f"#{run_of(window).run_id[-4:]} · epoch ")


def test_the_curves_are_those_of_the_run_store(window: MainWindow, qtbot: QtBot) -> None:
    record = train(window, qtbot, epochs=4)
    content = content_of(window)
    for card, figure in ((content.accuracy, "accuracy"), (content.loss, "loss")):
        assert card.plot is not None
        assert card.plot.last == 4
        for part, line in card.plot.curves.items():
            xs, ys = line.getOriginalDataset()
            assert xs.tolist() == [1, 2, 3, 4]
            assert ys.tolist() == [getattr(row, f"{part}_{figure}") for row in record.epochs]
    assert content.run.accuracy.value == f"{record.epochs[-1].validation_accuracy:.1%}"
    assert content.run.best.caption == f"Best by loss, epoch {record.best_epoch}"
    assert content.facts.parameters.value == f"{record.parameters:,}"
    assert content.facts.checkpoint.value == "epoch 4"


def test_what_was_trained_on_without_a_dataset_at_hand_can_be_looked_at_afterwards(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, epochs=1)
    qtbot.waitUntil(lambda: window.session.datasets.dataset is not None, timeout=SECONDS)
    assert window.session.datasets.source == SOURCE
    assert content_of(window).isVisible()


def test_after_a_single_epoch_there_is_a_dot_to_be_seen(window: MainWindow, qtbot: QtBot) -> None:
    show_reported_run(window, qtbot, epochs=1)
    plot = content_of(window).accuracy.plot
    assert plot is not None

    def is_seen() -> bool:
        picture = plot.widget.grab().toImage()
        places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
        return sum(picture.pixelColor(x, y) == QColor(LIGHT.validation) for x, y in places) > Size.LIVE_POINT

    qtbot.waitUntil(is_seen)


def test_the_values_of_an_epoch_are_read_out_for_mouse_and_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    show_reported_run(window, qtbot, epochs=4)
    window.showNormal()
    window.resize(*Size.WINDOW)
    loss, accuracy, row = content_of(window).loss, content_of(window).accuracy, metrics(3)
    plot = accuracy.plot
    assert plot is not None
    qtbot.waitUntil(lambda: loss.width() > Size.NARROW_CURVES)

    def is_read_out() -> bool:
        # Once more where the plot has found its size only now; beside it first, for only a pointer that moves tells.
        for distance in (2, 0):
            qtbot.mouseMove(plot.widget.viewport(), plot.place_of(3).toPoint() + QPoint(0, distance))
        return bool(loss.reading[0] == "epoch 3")

    qtbot.waitUntil(is_read_out)
    assert loss.reading[0] == "epoch 3"
    assert loss.reading[1].endswith(f"train {row.train_loss:.3f}")
    assert content_of(window).accuracy.reading[2].endswith(f"validation {row.validation_accuracy:.1%}")

    qtbot.keyClick(loss, Qt.Key.Key_Left)
    assert loss.reading[0] == "epoch 2"


def test_in_a_small_window_the_values_of_an_epoch_do_not_cut_the_title(window: MainWindow, qtbot: QtBot) -> None:
    show_reported_run(window, qtbot, epochs=4)
    window.resize(*Size.LEAST_WINDOW)
    accuracy, row = content_of(window).accuracy, metrics(3)
    for epoch, words in ((0, "validation"), (3, f"{row.validation_accuracy:.1%}")):
        accuracy.epoch_pointed.emit(epoch)
        title = accuracy.findChild(QLabel, "title")
        qtbot.waitUntil(lambda title=title: title.text() == "Accuracy")
        assert accuracy.reading[2] == words


def test_the_curves_change_their_colours_with_the_theme(window: MainWindow, theme: Theme, qtbot: QtBot) -> None:
    show_reported_run(window, qtbot, epochs=2)
    plot = content_of(window).loss.plot
    assert plot is not None
    assert plot.curves["validation"].opts["pen"].color() == QColor(LIGHT.validation)
    theme.set_appearance(Appearance.DARK)
    wait_for(lambda: theme.is_settled)
    assert plot.curves["validation"].opts["pen"].color() == QColor(DARK.validation)
    assert plot.widget.grab().toImage().pixelColor(2, 2) == QColor(DARK.card)


def test_a_paused_run_goes_on_and_stopping_it_keeps_a_model_to_predict_with(window: MainWindow, qtbot: QtBot) -> None:
    window.session.training.start(experiment(ENDLESS), SOURCE)
    wait_for_epoch(window, qtbot)
    controls = content_of(window).run.controls
    click(qtbot, controls.pause)
    assert run_of(window).phase is Phase.PAUSED
    seconds = run_of(window).stopwatch.seconds
    click(qtbot, controls.pause)
    assert run_of(window).stopwatch.seconds - seconds < 1
    wait_for_epoch(window, qtbot, run_of(window).epoch + 2)
    click(qtbot, controls.stop)
    wait_for_end(window, qtbot)

    record = record_of(window)
    model = record.artifact("model")
    assert record.outcome is Outcome.STOPPED
    assert model is not None
    assert load_bundle(model).manifest.epoch == record.best_epoch
    assert f"The model is that of epoch {record.best_epoch}" in content_of(window).run.words.accessibleName()
    click(qtbot, controls.predict)
    assert window.pages["predict"].isVisible()
    # The newest model may have been taken up before it was asked for.
    models = window.session.models
    wait_for(lambda: models.current is not None and models.current.path == model)


def test_a_run_that_goes_on_answers_with_its_latest_epoch_by_one_click(window: MainWindow, qtbot: QtBot) -> None:
    training = window.session.training
    training.start(experiment(ENDLESS), SOURCE)
    predict = content_of(window).facts.predict
    assert not predict.isVisible()
    wait_for_epoch(window, qtbot)
    click(qtbot, predict)
    assert window.pages["predict"].isVisible()
    models, run = window.session.models, run_of(window)
    wait_for(lambda: models.current is not None and models.current.run_id == run.run_id and models.current.epoch)
    # It was not disturbed.
    assert run.phase is Phase.TRAINING
    wait_for_epoch(window, qtbot, run.checkpoint_epoch + 2)
    training.stop()
    wait_for_end(window, qtbot)
    window.show_page("train")
    assert not predict.isVisible()


def test_a_run_that_goes_on_after_another_answers_once_it_has_an_epoch_of_its_own() -> None:
    child = LiveRun(experiment(4), SOURCE, [metrics(1), metrics(2)])
    child.run_id = RUN_ID
    child.take(started(RUN_ID, first_epoch=3))
    assert (child.checkpoint_epoch, child.answers_already) == (2, False)
    child.take(epoch_ended(RUN_ID, 3))
    child.take(CheckpointSaved(run_id=RUN_ID, sequence=4, time=0.0, epoch=3, path=""))
    assert child.answers_already


def test_a_discarded_run_leaves_no_model(window: MainWindow, qtbot: QtBot) -> None:
    window.session.training.start(experiment(ENDLESS), SOURCE)
    wait_for_epoch(window, qtbot)
    controls = content_of(window).run.controls
    click(qtbot, controls.discard)
    wait_for_end(window, qtbot)

    assert record_of(window).outcome is Outcome.DISCARDED
    assert record_of(window).artifact("model") is None
    assert controls.again.isVisible()
    assert not controls.predict.isVisible()


def test_runs_wait_for_each_other_and_can_be_taken_out_of_the_queue(window: MainWindow, qtbot: QtBot) -> None:
    training = window.session.training
    order: list[str] = []
    training.run_finished.connect(lambda _run_id: order.append(run_of(window).experiment.name))
    for name, epochs in (("first", ENDLESS), ("second", 2), ("third", 2)):
        training.start(experiment(epochs, name=name), SOURCE)
    queue = content_of(window).queue
    assert queue.quiet == "2 waiting"
    click(qtbot, queue.remove_buttons[1])
    assert [waiting.experiment.name for waiting in training.queue] == ["second"]

    wait_for_epoch(window, qtbot)
    training.stop()
    qtbot.waitUntil(lambda: order == ["first", "second"], timeout=SECONDS)
    assert [run.name for run in window.session.store().runs()] == ["second", "first"]


def test_the_curves_of_an_earlier_run_are_laid_over_those_of_this_one(window: MainWindow, qtbot: QtBot) -> None:
    earlier = train(window, qtbot, epochs=6)
    history, content = window.session.history, content_of(window)
    train(window, qtbot, epochs=2)
    qtbot.waitUntil(lambda: [run.run_id for run in history.earlier] == [earlier.run_id])
    model = content.earlier.table.model()
    cell = model.index(0, 0)
    with qtbot.waitSignal(history.changed):
        model.setData(cell, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)

    plot = content.loss.plot
    assert plot is not None
    train_line, *_ = plot.overlays[earlier.run_id]
    assert train_line.getOriginalDataset()[1].tolist() == [row.train_loss for row in earlier.epochs]
    assert plot.last == 6
    with qtbot.waitSignal(history.changed):
        model.setData(cell, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert not plot.overlays
    assert plot.last == 2

    with qtbot.waitSignal(history.changed):
        history.compare("20200101-0000-none", is_compared=True)
    assert "20200101-0000-none" in content.earlier.words.text()
    assert content.earlier.words.isVisible()
    assert content.earlier.table.isVisible()


def test_the_last_run_is_there_again_after_a_restart(window: MainWindow, qtbot: QtBot, open_window: OpenWindow) -> None:
    earlier = train(window, qtbot, epochs=2)
    record = train(window, qtbot, epochs=4)
    window.close()
    again = open_window()
    with qtbot.waitSignal(again.session.history.changed):
        again.session.training.recall()
    again.show_page("train")
    wait_for_plots(again, qtbot)

    content = content_of(again)
    assert content.isVisible()
    assert content.loss.plot is not None
    assert content.loss.plot.curves["train"].getOriginalDataset()[1].tolist() == [
        row.train_loss for row in record.epochs
    ]
    assert content.run.best.caption == f"Best by loss, epoch {record.best_epoch}"
    assert content.facts.parameters.value == f"{record.parameters:,}"
    assert content.run.controls.predict.isVisible()
    assert [run.run_id for run in again.session.history.earlier] == [earlier.run_id]
    assert again.pipeline.chips["run"].name == run_of(again).caption


def test_the_window_gives_the_same_figures_as_the_library_bit_for_bit(window: MainWindow, qtbot: QtBot) -> None:
    from_window = train(window, qtbot, epochs=3)
    store = window.session.store()
    threads = from_window.blas_threads
    *_, finished = run_experiment(experiment(3), open_dataset(SOURCE), store, Control(), threads=threads)
    assert rows_of(store.run(finished.run_id)) == rows_of(from_window)


def test_closing_the_window_does_not_ask_about_a_run_that_was_told_to_stop(
    window: MainWindow, qtbot: QtBot, open_window: OpenWindow
) -> None:
    window.session.training.start(experiment(ENDLESS), SOURCE)
    wait_for_epoch(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert window.session.training.is_busy
    assert window.close()
    record = open_window().session.store().run(run_of(window).run_id)
    assert record.outcome is Outcome.STOPPED
    assert record.artifact("model") is not None


@pytest.mark.parametrize("is_kept", [True, False], ids=["keep", "discard"])
def test_closing_the_window_asks_what_is_to_become_of_the_run(
    window: MainWindow, qtbot: QtBot, open_window: OpenWindow, is_kept: bool
) -> None:
    window.session.training.start(experiment(ENDLESS), SOURCE)
    wait_for_epoch(window, qtbot)
    assert not window.close()
    dialog = window.findChild(ClosingDialog)
    assert dialog is not None
    click(qtbot, dialog.cancel)
    assert window.isVisible()
    assert window.session.training.is_busy

    assert not window.close()
    dialog = next(child for child in window.findChildren(ClosingDialog) if child.isVisible())
    seen = run_of(window).curves
    click(qtbot, dialog.keep if is_kept else dialog.discard)
    assert not window.isVisible()
    again = open_window()
    record = again.session.store().run(run_of(window).run_id)
    assert record.outcome is (Outcome.STOPPED if is_kept else Outcome.DISCARDED)
    assert (record.artifact("model") is not None) == is_kept
    assert [row.train_loss for row in record.epochs[: len(seen)]] == np.array(seen.columns["train_loss"]).tolist()


def test_the_curves_of_a_run_that_ended_early_take_the_whole_width(window: MainWindow, qtbot: QtBot) -> None:
    run = show_reported_run(window, qtbot, epochs=40)
    del run.curves.epochs[8:]
    for column in run.curves.columns.values():
        del column[8:]
    run.end()
    window.session.training.curves_changed.emit()
    plot = content_of(window).loss.plot
    assert plot is not None
    assert plot.last == len(run.curves)
