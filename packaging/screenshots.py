"""Pictures of the window's pages in use, taken of the program itself.

    .venv/bin/python packaging/screenshots.py            the README's pictures, into resources/screenshots/
    .venv/bin/python packaging/screenshots.py FOLDER     all of them, light and dark, at 100% and 200%, into a folder

A page is added by an entry in SHOTS, and what it needs by a function that does what a user would do.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from PIL import Image
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from workbench.app.window import MainWindow
from workbench.state.live_run import Phase
from workbench.state.session import Session
from workbench.state.sweep_order import Effort, SweepOrder
from workbench.views.theme import Appearance, Theme

ROOT: Final = Path(__file__).resolve().parent.parent
README_FOLDER: Final = ROOT / "resources" / "screenshots"
SIZE: Final = (1280, 800)
SCALES: Final = ("1", "2")
SECONDS: Final = 120.0
MILLISECONDS_STILL: Final = 200
LARGEST_FOR_README: Final = 200_000
COLORS: Final = 256
SOURCE: Final = "street-digits:4000"
HALF_WAY: Final = 17
PICTURES, SHOWN = 8, 2
REPEATED_ON: Final = "street-digits:2000", "sketch-faces:1000"
REPEATED_ROWS: Final = "digits/plain-1", "digits/plain-2", "keras/elastic-net", "keras/deep", "keras/committee"
STOPPED_ROW: Final = "digits/dropout-2"
SWEPT: Final = ("optimizer.learning_rate", 0.003, 0.3, True), ("network.layers[2].rate", 0.0, 0.5, False)
SWEPT_TRIALS, SWEPT_EPOCHS = 10, 4


def nothing(_window: MainWindow) -> None:
    """The page as it is when it is opened first."""


def open_street_digits(window: MainWindow) -> None:
    """Open the built-in digits, as the button on the empty page does."""
    datasets = window.session.datasets
    datasets.open(SOURCE)
    wait_until(lambda: datasets.dataset is not None)


def design_deeper(window: MainWindow) -> None:
    """Start from a recipe and change it."""
    design = window.session.design
    window.show_page("design")
    design.start_from("digits-mlp")
    design.set_value("epochs", 40)
    design.set_value("early_stopping", None)
    design.choose_layer(1)
    design.set_value("network.layers[1].units", 300)


def train_half_way(window: MainWindow) -> None:
    """Train the ready recipe to its end, then hold what was designed in the middle, with another run behind it."""
    training, design = window.session.training, window.session.design
    training.start_recipe("digits-quick", SOURCE)
    wait_until(lambda: training.run is not None and not training.is_busy)
    for _ in range(2):
        design.train()
    wait_until(lambda: training.run is not None and training.run.epoch > HALF_WAY)
    training.pause()
    wait_until(lambda: training.run is not None and training.run.phase is Phase.PAUSED)
    window.session.history.compare(window.session.history.earlier[0].run_id, is_compared=True)


def ask_about_digits(window: MainWindow) -> None:
    """Stop and keep the run, and ask its model about a few pictures that it has not seen."""
    session, dataset = window.session, window.session.datasets.dataset
    assert dataset is not None  # noqa: S101 - it was opened for the first picture
    for queued in session.training.queue:
        session.training.remove(queued)
    session.training.stop()
    wait_until(lambda: not session.training.is_busy)
    folder = session.workspace / "pictures"
    folder.mkdir()
    for number, row in enumerate(dataset.splits["test"][:PICTURES]):
        Image.fromarray(dataset.images[row]).save(folder / f"house-number-{number + 1}.png")
    session.models.choose_run(session.training.run.run_id if session.training.run else "")
    wait_until(lambda: session.models.predictor is not None and not session.models.is_reading)
    session.predictions.ask([folder])
    wait_until(
        lambda: len(session.predictions.entries) == PICTURES and all(e.answer for e in session.predictions.entries)
    )
    session.predictions.choose(SHOWN)


def evaluate_on_test(window: MainWindow) -> None:
    """Measure the kept run's model on the images that it has not seen."""
    evaluating = window.session.evaluating
    evaluating.start()
    wait_until(lambda: evaluating.outcome is not None)


def compare_runs(window: MainWindow) -> None:
    """Tick the runs to lay their curves over each other."""
    comparison, runs = window.session.comparison, window.session.runs
    window.show_page("runs")
    wait_until(lambda: runs.is_known)
    for run in runs.runs:
        comparison.tick(run.run_id, is_ticked=True)
    wait_until(lambda: len(comparison.runs) == len(runs.runs))


def repeat_some_rows(window: MainWindow) -> None:
    """Train a few rows of the report's tables and its committee on few images, and stop another one half way."""
    reproducing, training = window.session.reproducing, window.session.training
    reproducing.choose(digits=REPEATED_ON[0], faces=REPEATED_ON[1], engine="numpy")
    window.show_page("report")
    reproducing.begin()
    for row in REPEATED_ROWS:
        reproducing.train(row)
        wait_until(lambda: reproducing.orders.is_going)
        wait_until(lambda: not reproducing.orders.is_going and not reproducing.is_reading)
    reproducing.train(STOPPED_ROW)
    wait_until(
        lambda: reproducing.orders.current is not None and training.run is not None and training.run.epoch > HALF_WAY
    )
    reproducing.stop()
    wait_until(lambda: not reproducing.orders.is_going and not reproducing.is_reading)


def search_rates(window: MainWindow) -> None:
    """Sweep two fields of the quick recipe, to the end."""
    session, sweeping = window.session, window.session.sweeping
    session.design.start_from("digits-quick")
    session.design.set_value("epochs", SWEPT_EPOCHS)
    for path, low, high, log in SWEPT:
        how = {"type": "range", "path": path, "low": low, "high": high, "log": log}
        session.design.varying.set(path, how)
    space = session.design.varying.space({"sampler": "random", "trials": SWEPT_TRIALS})
    sweeping.start(SweepOrder(space, SOURCE, Effort(runs_at_a_time=2)))
    wait_until(lambda: not sweeping.is_going and sweeping.view is not None)


class Shot(NamedTuple):
    """A picture of a page.

    Attributes:
        page: The page's key.
        prepare: Brings the window there; what the shots before have opened stays.
        file: Name of the picture, without appearance and ending.
    """

    page: str
    prepare: Callable[[MainWindow], None]
    file: str


SHOTS: Final = (
    Shot("data", nothing, "data-empty"),
    Shot("design", nothing, "design-empty"),
    Shot("train", nothing, "train-empty"),
    Shot("evaluate", nothing, "evaluate-empty"),
    Shot("predict", nothing, "predict-empty"),
    Shot("sweeps", nothing, "sweeps-empty"),
    Shot("report", nothing, "report-empty"),
    Shot("data", open_street_digits, "data"),
    Shot("design", design_deeper, "design"),
    Shot("train", train_half_way, "train"),
    Shot("predict", ask_about_digits, "predict"),
    Shot("evaluate", evaluate_on_test, "evaluate"),
    Shot("runs", compare_runs, "runs"),
    Shot("report", repeat_some_rows, "report"),
    Shot("sweeps", search_rates, "sweeps"),
)
IN_README: Final = ("train-light.png", "predict-dark.png")


def wait_until(is_reached: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    deadline = time.monotonic() + SECONDS
    while not is_reached():
        if time.monotonic() > deadline:
            raise SystemExit(f"The window did not get that far in {SECONDS:.0f} s.")
        QApplication.processEvents()
        time.sleep(0.01)


def take_all(folder: Path, scale: str, wanted: Collection[str] = (), shots: Sequence[Shot] = SHOTS) -> None:
    """Open a window on a workspace of its own and take the pictures.

    Args:
        folder: Where to.
        scale: Device pixels to a pixel of the window.
        wanted: Names of the pictures to take, small ones; without it all are taken, as they are.
        shots: Of what.
    """
    # Read when Qt starts.
    os.environ["QT_SCALE_FACTOR"] = scale
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    theme = Theme(application, Appearance.LIGHT)
    with tempfile.TemporaryDirectory() as temporary:
        window = MainWindow(theme, Session(Path(temporary, "workspace"), application))
        window.showNormal()
        window.resize(*SIZE)
        for shot in shots:
            shot.prepare(window)
            window.show_page(shot.page)
            for appearance in (Appearance.LIGHT, Appearance.DARK):
                name = f"{shot.file}-{appearance.name.lower()}{'' if scale == '1' else f'@{scale}x'}.png"
                if not wanted or name in wanted:
                    theme.set_appearance(appearance)
                    wait_until(lambda: theme.is_settled)
                    picture = picture_of(window)
                    save(in_few_colors(picture, theme) if wanted else picture, folder / name)
        window.close()


def picture_of(window: MainWindow) -> Image.Image:
    """The window, once nothing in it changes any more: thumbnails are painted a few at a time."""
    before, now = QImage(), window.grab().toImage()
    while now != before:
        wait_until(QDeadlineTimer(MILLISECONDS_STILL).hasExpired)
        before, now = now, window.grab().toImage()
    rgb = now.convertToFormat(QImage.Format.Format_RGB888)
    return Image.frombuffer(
        "RGB", (rgb.width(), rgb.height()), bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine()
    )


def in_few_colors(picture: Image.Image, theme: Theme) -> Image.Image:
    """A third of the bytes: the theme's colours stay exactly what they are, those of photos become the nearest of few.

    Pillow's own mapping is near, but not exact: it would tint the white of the cards.
    """
    own = np.array([list(bytes.fromhex(color.removeprefix("#"))) for color in vars(theme.colors).values()])
    colors, places = np.unique(np.asarray(picture).reshape(-1, 3), axis=0, return_inverse=True)
    is_own = (colors[:, None] == own).all(-1).any(-1)
    photos = np.asarray(picture).reshape(-1, 3)[~is_own[places]]
    few = Image.fromarray(photos[None]).quantize(COLORS - len(own)).getpalette() or []
    palette = np.concatenate([own, np.reshape(few, (-1, 3))])
    # |a - b|^2 = |a|^2 - 2 a.b + |b|^2, of which the first is the same for every b.
    nearest = ((palette**2).sum(-1) - 2 * colors.astype(np.int64) @ palette.T).argmin(-1)
    result = Image.fromarray(nearest[places].reshape(picture.height, picture.width).astype(np.uint8), "P")
    result.putpalette(palette.astype(np.uint8).tobytes())
    return result


def save(picture: Image.Image, file: Path) -> None:
    """Write a picture as small as it gets without further loss."""
    picture.save(file, optimize=True)
    print(f"{file}: {picture.width} x {picture.height}, {file.stat().st_size / 1000:,.0f} kB")


def main() -> None:
    """Take the pictures; each scale in a process of its own, for Qt has one at a time."""
    parser = argparse.ArgumentParser(description="Take pictures of the window's pages.")
    parser.add_argument("folder", type=Path, nargs="?", help="where to; without it, the README's pictures are made")
    parser.add_argument("--scale", choices=SCALES, help="take the pictures of one scale")
    parser.add_argument(
        "--until", choices=[shot.file for shot in SHOTS], help="take the first pictures, up to this one"
    )
    arguments = parser.parse_args()
    folder: Path = arguments.folder or README_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.folder is None:
        take_all(folder, "1", IN_README)
        too_large = [name for name in IN_README if (folder / name).stat().st_size > LARGEST_FOR_README]
        sys.exit(f"Too large for the README: {', '.join(too_large)}." if too_large else 0)
    if arguments.scale:
        files = [shot.file for shot in SHOTS]
        count = files.index(arguments.until) + 1 if arguments.until else len(files)
        take_all(folder, arguments.scale, shots=SHOTS[:count])
        return
    for scale in SCALES:
        subprocess.run([sys.executable, __file__, str(folder), "--scale", scale], check=True)


if __name__ == "__main__":
    main()
