"""The longest delay of the window's event loop for everything that a user can do, in programs of their own.

`python -m tests.workbench.window.delays SCENE [SOURCE]` plays a scene once and prints its delays in milliseconds.
What is loaded or made with the first use is part of what is measured, so that each scene is a fresh start.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.workbench.window.metronome import longest_delay
from tests.workbench.window.predicting import drop, local
from workbench.app.window import MainWindow
from workbench.state.session import Session
from workbench.views.data.page import DataPage
from workbench.views.design.page import DesignPage
from workbench.views.evaluate.page import EvaluatePage
from workbench.views.evaluate.view_line import INSIDE, MISTAKES
from workbench.views.predict.page import PredictPage
from workbench.views.report.page import ReportPage
from workbench.views.runs.page import RunsPage
from workbench.views.theme import Appearance, Theme
from workbench.views.train.page import TrainPage

CONTROL = Qt.KeyboardModifier.ControlModifier
QUICK = "street-digits:1000"
LAYERS = 30


class Stage:
    """A window of its own, and the delays of what was done in it, in milliseconds."""

    def __init__(self) -> None:
        self.delays: dict[str, float] = {}
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.theme = Theme(application, Appearance.LIGHT)
        self.session = Session(Path(os.environ["WORKBENCH_WORKSPACE"]))
        self.session.training.threads = 1
        self.window = MainWindow(self.theme, self.session)
        pages = self.window.pages
        self.data, self.design, self.train, self.predict = (
            pages[key] for key in ("data", "design", "train", "predict")
        )
        assert isinstance(self.data, DataPage) and isinstance(self.design, DesignPage)  # noqa: PT018
        assert isinstance(self.train, TrainPage) and isinstance(self.predict, PredictPage)  # noqa: PT018
        self.runs, self.evaluate = pages["runs"], pages["evaluate"]
        self.report = pages["report"]
        assert isinstance(self.runs, RunsPage) and isinstance(self.evaluate, EvaluatePage)  # noqa: PT018
        assert isinstance(self.report, ReportPage)

    def time(self, action: str, act: Callable[[], object], until: Callable[[], object] = lambda: True) -> None:
        """Do something, and note how long the window was not to be spoken to."""
        delay = 1000 * longest_delay(act, until)
        self.delays[action] = max(delay, self.delays.get(action, 0.0))

    def click(self, action: str, widget: QWidget, until: Callable[[], object] = lambda: True) -> None:
        """The same with a click."""
        self.time(action, lambda: QTest.mouseClick(widget, Qt.MouseButton.LeftButton), until)

    def press(self, action: str, key: Qt.Key, until: Callable[[], object] = lambda: True) -> None:
        """The same with a key and Ctrl."""
        self.time(action, lambda: QTest.keyClick(self.window, key, CONTROL), until)

    def open_page(self, key: str, until: Callable[[], object] = lambda: True) -> None:
        self.click(f"open {key.capitalize()}", self.window.rail.buttons[key], until)

    def close(self) -> None:
        self.session.close()
        self.window.close()


def first_start(stage: Stage) -> None:
    """Nobody was here before: one click trains on built-in images, and the model is asked."""
    session, training = stage.session, stage.session.training
    stage.time("start", stage.window.show)
    stage.open_page("train")
    stage.click("first run", stage.train.welcome.quick, lambda: training.run and len(training.run.curves) > 2)
    stage.press("stop the run", Qt.Key.Key_Period, lambda: not training.is_busy and session.datasets.dataset)
    stage.open_page("design")
    stage.open_page("data")
    stage.open_page("predict", lambda: stage.predict.content)
    ask(stage, "first picture on Predict")


def first_data(stage: Stage, source: str) -> None:
    """Nobody was here before: a dataset is opened, and a recipe is trained on it."""
    session, training = stage.session, stage.session.training
    stage.time("start", stage.window.show)
    stage.time("first dataset", lambda: session.datasets.open(source), lambda: stage.data.content)
    stage.time("dataset again", lambda: session.datasets.open(source), lambda: not session.datasets.is_reading)
    stage.open_page("design", lambda: stage.design.content)
    stage.press("train", Qt.Key.Key_Return, lambda: training.run and len(training.run.curves) > 0)
    stage.press("stop the run", Qt.Key.Key_Period, lambda: not training.is_busy)


def design_first(stage: Stage) -> None:
    """Nobody was here before: Design is opened at once, then Predict."""
    stage.time("start", stage.window.show)
    stage.open_page("design", lambda: stage.design.content)
    stage.open_page("predict")


def reopened(stage: Stage, source: str) -> None:
    """A workspace with a dataset and runs, opened again."""
    session = stage.session
    session.preferences.remember_source(source)
    stage.time("start", stage.window.show)
    stage.time(
        "what was open before",
        session.resume,
        lambda: stage.data.content and session.training.run and session.models.current,
    )
    stage.open_page("train", lambda: stage.train.content)
    stage.open_page("predict", lambda: stage.predict.content)
    ask(stage, "first picture on Predict")
    measure(stage)
    stage.open_page("runs", lambda: stage.runs.content)
    tick_runs(stage)
    stage.open_page("design", lambda: stage.design.content)
    for recipe in ("digits-mlp", "digits-quick"):
        stage.time("choose a recipe", lambda recipe=recipe: stage.session.design.start_from(recipe))
    for appearance in (Appearance.DARK, Appearance.LIGHT):
        stage.time("switch light and dark", lambda wanted=appearance: stage.theme.set_appearance(wanted))


def repeated(stage: Stage, source: str) -> None:
    """The report's tables are looked at, and trained; which of them are there is read again with every run."""
    reproducing, training = stage.session.reproducing, stage.session.training
    reproducing.choose(digits=source, faces="sketch-faces:300", engine="numpy", length="updates")
    stage.time("start", stage.window.show)
    stage.open_page("report")
    stage.click("look at the tables", stage.report.welcome.look, lambda: stage.report.content)
    content = stage.report.content
    assert content is not None
    settled = lambda: content.is_settled and not reproducing.is_reading  # noqa: E731 - said at once what it is
    stage.time("show the tables", lambda: None, settled)
    stage.time("show what does better", lambda: reproducing.choose(better="on"), settled)
    curves = content.sections["digits"].curves
    for place in (1, 0):
        stage.time("choose a figure", lambda place=place: curves.figure.chosen.emit(place))
    stage.time("choose a row", lambda: content.sections["digits"].card.table.selectRow(0))
    stage.click("train a table", content.sections["digits"].card.train, lambda: training.run and training.run.epoch > 1)
    stage.click("stop", content.options.stop, lambda: not training.is_busy and settled())
    stage.time("fewer tables", lambda: reproducing.choose(better=""), settled)
    for size in (QSize(900, 600), QSize(1600, 1000), QSize(1280, 800)):
        stage.time("resize on Report", lambda size=size: stage.window.resize(size))


def restart(stage: Stage, source: str) -> None:
    """The same, and then everything that can be done there."""
    reopened(stage, source)
    use_data(stage)
    use_design(stage)
    use_train(stage)
    use_predict(stage)
    for key in stage.window.pages:
        use_window(stage, key)


def measure(stage: Stage) -> None:
    evaluating = stage.session.evaluating
    stage.open_page("evaluate", lambda: stage.evaluate.content)
    content = stage.evaluate.content
    assert content is not None
    for part in evaluating.parts:
        stage.time("choose a part", lambda part=part: evaluating.choose_part(part))
        stage.click("evaluate", content.summary.start, lambda: evaluating.is_current and not evaluating.is_busy)
    for cell in ((1, 1), (1, 7)):
        stage.time("open a cell", lambda cell=cell: content.matrix.view.chosen.emit(*cell))
    stage.time("show shares", lambda: content.matrix.normalisation.chosen.emit(1))
    stage.time("show the hits", lambda: content.gallery.shown.chosen.emit(1))
    insight = stage.session.insight
    stage.click("look inside the network", content.line.views.buttons[INSIDE], lambda: insight.followed)
    for position in (1, 2):
        stage.time(
            "follow another picture",
            lambda position=position: content.selection.set_position(position),
            lambda: insight.followed and insight.followed.row == content.selection.row,
        )
    stage.click("look at the mistakes again", content.line.views.buttons[MISTAKES])
    use_figures(stage)


def use_figures(stage: Stage) -> None:
    tools, folder = stage.session.evaluation_tools, Path(os.environ["WORKBENCH_WORKSPACE"])
    actions: dict[str, Callable[[], object]] = {
        "save the report": lambda: tools.save_report(folder / "report.html"),
        "save the predictions": lambda: tools.save_predictions(folder / "predictions.csv"),
        "leave out duplicates": tools.leave_out_copies,
        "calibrate": tools.calibrate,
        "save the calibrated model": lambda: tools.save_calibrated(folder / "calibrated.workbench"),
    }
    for action, act in actions.items():
        stage.time(action, act, lambda: not tools.is_busy)


def tick_runs(stage: Stage) -> None:
    comparison = stage.session.comparison
    for run in stage.session.runs.runs:
        stage.time("tick a run", lambda run=run: comparison.tick(run.run_id, True), lambda: not comparison.is_reading)


def ask(stage: Stage, action: str) -> None:
    predictions, count = stage.session.predictions, len(stage.session.predictions.entries)
    picture = next(Path(os.environ["WORKBENCH_WORKSPACE"]).glob("*.png"))
    stage.time(
        action,
        lambda: drop(stage.window, local(picture)),
        lambda: len(predictions.entries) > count and not predictions.is_busy,
    )


def use_data(stage: Stage) -> None:
    stage.open_page("data")
    content = stage.data.content
    assert content is not None
    selection = content.selection
    stage.time("filter by split", lambda: selection.set_split(None))
    stage.time("filter by class", lambda: selection.set_label(1))
    stage.time("filter by class", lambda: selection.set_label(None))
    stage.click("filter by a bar", content.classes.bars[0])
    stage.click("filter by a bar", content.classes.bars[0])
    bar = content.images.grid.verticalScrollBar()
    for step in range(5):
        stage.time("scroll the thumbnails", lambda step=step: bar.setValue(bar.maximum() * step // 5))
    stage.time("choose a picture", lambda: selection.set_position(100))


def use_design(stage: Stage) -> None:
    stage.open_page("design")
    design, content = stage.session.design, stage.design.content
    assert content is not None
    stage.time(
        "choose a recipe", lambda: content.experiment.recipes.edited.emit(content.experiment.recipes.itemText(1))
    )
    stage.time("choose a recipe", lambda: design.start_from("digits-mlp"))
    stage.time("choose a recipe", design.start_blank)
    stage.time("choose a recipe", lambda: design.start_from("digits-quick"))
    for _ in range(4):
        stage.time("add a layer", lambda: design.add_layer("Dense"))
    stage.time("open 30 layers", lambda: design.open_draft(with_layers(design.draft, LAYERS)))
    stage.time("choose a layer", lambda: design.choose_layer(2))
    stage.time("choose a layer", lambda: design.choose_layer(LAYERS // 2))
    for change in (design.copy_layer, lambda: design.move_layer(1), design.remove_layer, design.undo, design.redo):
        stage.time("change 30 layers", change)
    for units in ("6", "64", "640"):
        stage.time("type a number", lambda units=units: design.set_value("network.layers[1].units", int(units)))
    for section in content.training.sections.values():
        stage.click("fold a section", section.heading)
    stage.time("choose an optimizer", lambda: design.set_value("optimizer", {"type": "Adam"}))
    stage.time("choose a recipe", lambda: design.start_from("digits-quick"))


def use_train(stage: Stage) -> None:
    stage.open_page("design")
    training, history = stage.session.training, stage.session.history
    long = {"epochs": 10_000}
    stage.session.design.open_draft(stage.session.design.draft | long)
    stage.time("train", stage.session.design.train, lambda: training.run and len(training.run.curves) > 1)
    stage.time("queue a run", lambda: training.start(training.run.experiment, training.run.source))
    stage.time("remove from the queue", lambda: training.remove(training.queue[0]))
    for key in ("design", "data", "predict", "train"):
        stage.click("change the page during a run", stage.window.rail.buttons[key])
    run_id = history.earlier[0].run_id
    stage.time("overlay a run", lambda: history.compare(run_id, is_compared=True), lambda: not history.is_reading)
    stage.press("stop the run", Qt.Key.Key_Period, lambda: not training.is_busy)


def use_predict(stage: Stage) -> None:
    stage.open_page("predict")
    models, predictions = stage.session.models, stage.session.predictions
    ask(stage, "a picture on Predict")
    stage.time("choose a model", lambda: models.choose(models.entries[-1]), lambda: not models.is_reading)
    folder = Path(os.environ["WORKBENCH_WORKSPACE"], "pictures")
    stage.time("a folder on Predict", lambda: drop(stage.window, local(folder)), lambda: predictions.answered > 100)
    stage.time("clear the pictures", predictions.clear)


def use_window(stage: Stage, key: str) -> None:
    stage.open_page(key)
    window, name = stage.window, key.capitalize()
    for appearance in (Appearance.DARK, Appearance.LIGHT):
        stage.time(f"switch light and dark on {name}", lambda wanted=appearance: stage.theme.set_appearance(wanted))
    for size in (QSize(900, 600), QSize(1600, 1000), QSize(1280, 800)):
        stage.time(f"resize on {name}", lambda size=size: window.resize(size))
    stage.time("move the mouse", lambda: QTest.mouseMove(window, QPoint(400, 400)))


def with_layers(draft: dict[str, object], count: int) -> dict[str, object]:
    hidden = [{"type": "Dense", "units": 20 + place, "activation": "relu"} for place in range(count - 2)]
    return draft | {"network": {"layers": [{"type": "Flatten"}, *hidden, {"type": "Dense", "units": 10}]}}


def main() -> None:
    application = QApplication(sys.argv[:1])
    stage = Stage()
    scene, *arguments = sys.argv[1:]
    globals()[scene](stage, *arguments)
    stage.close()
    del application
    print(json.dumps(stage.delays))  # noqa: T201


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
