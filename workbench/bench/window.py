"""How smooth the window is: `python -m workbench.bench.window FOLDER` prints its figures as JSON.

A window of its own on a workspace in FOLDER trains, scrolls and draws; nobody has to look.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal

import numpy as np
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from core.backends.registry import unavailable_reason
from core.benchmarks.waits import WindowWait
from core.data.dataset import ImageDataset
from core.experiment.draft import draft_of, validate
from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from workbench.app.window import MainWindow
from workbench.bench.metronome import Metronome, running_seconds
from workbench.state.curves import CURVES, Curves
from workbench.state.selection import ImageSelection
from workbench.state.session import Session
from workbench.views.data.thumbnails import ThumbnailGrid
from workbench.views.theme import Appearance, Theme

SOURCE: Final = "street-digits:2000"
EPOCHS: Final = 40
ENGINES: Final[tuple[Literal["numpy", "keras"], ...]] = ("numpy", "keras")
THUMBNAILS: Final = 70_000
SCROLLS: Final = 300
POINTS: Final = 100_000
REDRAWS: Final = 50


def main(folder: Path) -> None:
    """Measure everything, and print it."""
    application = QApplication(sys.argv[:1])
    theme = Theme(application, Appearance.LIGHT)
    rows = [*_training(theme, folder), _scrolling(theme, folder), _drawing(theme)]
    sys.stdout.write(json.dumps([row.model_dump(mode="json") for row in rows]) + "\n")


def _training(theme: Theme, folder: Path) -> Iterator[WindowWait]:
    """The delays of the event loop from the order to train until the run has ended, the start of Keras included."""
    session = Session(folder / "workspace")
    window = MainWindow(theme, session)
    window.show()
    try:
        # What the first run of all loads is loaded then.
        _train(window, _experiment("numpy", epochs=1))
        for engine in ENGINES:
            title = f"event loop while training, backend {engine}"
            if reason := unavailable_reason(engine):
                yield WindowWait(name=title, unavailable=reason)
            else:
                yield WindowWait.of(title, _train(window, _experiment(engine, EPOCHS)))
    finally:
        session.close()
        window.close()


def _experiment(engine: Literal["numpy", "keras"], epochs: int) -> Experiment:
    return validate(draft_of(load_recipe("digits-quick")) | {"backend": engine, "epochs": epochs})


def _train(window: MainWindow, experiment: Experiment) -> list[float]:
    metronome, training = Metronome(), window.session.training
    window.show_page("train")
    metronome.begin()
    training.start(experiment, SOURCE)
    _wait_while(lambda: training.is_busy)
    metronome.stop()
    return metronome.delays


def _wait_while(busy: Callable[[], bool]) -> None:
    loop, look = QEventLoop(), Metronome()
    look.timeout.connect(lambda: None if busy() else loop.quit())
    look.begin()
    loop.exec()
    look.stop()


def _scrolling(theme: Theme, folder: Path) -> WindowWait:
    """Every fourth step is a jump to a place never seen, which is the hardest."""
    images = np.lib.format.open_memmap(folder / "images.npy", "w+", np.uint8, (THUMBNAILS, 28, 28, 1))
    images[:] = np.arange(THUMBNAILS).astype(np.uint8)[:, None, None, None]
    labels, classes = np.arange(THUMBNAILS) % 10, tuple("0123456789")
    dataset = ImageDataset("digits", "npz", "", images, labels, classes, {"train": range(THUMBNAILS)}, "")
    selection = ImageSelection()
    grid = ThumbnailGrid(theme, selection)
    grid.resize(720, 760)
    selection.set_dataset(dataset)
    grid.show()
    bar = grid.verticalScrollBar()

    def scroll(step: int) -> None:
        bar.setValue(bar.maximum() * step // SCROLLS if step % 4 == 0 else bar.value() + 40)
        grid.viewport().repaint()

    wait = WindowWait.of(f"a frame of {THUMBNAILS:,} thumbnails", _timed(scroll, SCROLLS))
    grid.close()
    return wait


def _drawing(theme: Theme) -> WindowWait:
    """A curve that gets longer by an epoch each time, as it does while a run goes on."""
    from workbench.views.train.plot import CurvePlot  # noqa: PLC0415 - loads pyqtgraph, as the window does: late

    plot, curves = CurvePlot(theme, "loss", "Loss"), Curves()
    plot.widget.resize(640, 360)
    plot.widget.show()
    plot.set_axes(POINTS + REDRAWS, 2.4)
    for _ in range(POINTS):
        _add_epoch(curves)

    def draw(_: int) -> None:
        _add_epoch(curves)
        plot.show_curves(curves, None)
        plot.widget.repaint()

    wait = WindowWait.of(f"a curve of {POINTS:,} points redrawn", _timed(draw, REDRAWS))
    plot.widget.close()
    return wait


def _add_epoch(curves: Curves) -> None:
    epoch = len(curves) + 1
    curves.epochs.append(epoch)
    for name in CURVES:
        curves.columns[name].append(1 + np.sin(epoch / 500) / 2)


def _timed(act: Callable[[int], None], times: int) -> list[float]:
    seconds = []
    for number in range(times):
        began = running_seconds()
        act(number)
        QApplication.processEvents()
        seconds.append(running_seconds() - began)
    return seconds


if __name__ == "__main__":
    main(Path(sys.argv[1]))
