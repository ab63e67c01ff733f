"""A window of its own for each test, closed at its end with nothing left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QThread, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.data.dataset import ImageDataset
from tests.workbench.window.contents import content_on, page_of, wait_for
from workbench.app.window import MainWindow
from workbench.state.session import Session
from workbench.views.data.page import DataPage
from workbench.views.theme import Appearance, Theme

SMALL = "street-digits:300"


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Appearance.LIGHT)


@pytest.fixture(autouse=True)
def _nothing_left_of_qt(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a window, a running timer or a running thread behind."""
    before = set(QApplication.topLevelWidgets())
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # Parts of plots refer to each other, and go when that is noticed; the window keeps that from being looked for.
    gc.unfreeze()
    gc.collect()
    left: list[QObject] = [*(set(QApplication.topLevelWidgets()) - before)]
    # The class is looked at, not the object: some objects answer for their class, and load what they stand for.
    known = [found for found in gc.get_objects() if issubclass(type(found), QTimer | QThread) and isValid(found)]
    left += [timer for timer in known if isinstance(timer, QTimer) and timer.isActive()]
    left += [thread for thread in known if isinstance(thread, QThread) and thread.isRunning()]
    assert not left, f"left behind: {left}"


@pytest.fixture
def open_window(qtbot: QtBot, theme: Theme) -> Iterator[Callable[[], MainWindow]]:
    """Opens a window on the test's workspace, as often as a user would start the program."""
    windows: list[tuple[MainWindow, Session]] = []

    def start() -> MainWindow:
        session = Session(Path(os.environ["WORKBENCH_WORKSPACE"]))
        window = MainWindow(theme, session)
        qtbot.addWidget(window)
        windows.append((window, session))
        window.show()
        qtbot.waitExposed(window)
        return window

    yield start
    for window, session in windows:
        # First: a window with a run that is going would ask what is to become of it.
        session.close()
        window.close()
        window.deleteLater()
        session.deleteLater()
    if theme.appearance is not Appearance.LIGHT:
        theme.set_appearance(Appearance.LIGHT)
    wait_for(lambda: theme.is_settled)


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


@pytest.fixture
def open_source(qtbot: QtBot) -> Callable[[MainWindow, str], ImageDataset]:
    """Opens a dataset in a window and waits until it is there."""

    def open_and_wait(window: MainWindow, source: str) -> ImageDataset:
        datasets = window.session.datasets
        with qtbot.waitSignal(datasets.changed, timeout=60_000):
            datasets.open(source)
        content_on(page_of(window, DataPage))
        assert datasets.dataset is not None
        return datasets.dataset

    return open_and_wait


@pytest.fixture
def loaded(window: MainWindow, open_source: Callable[[MainWindow, str], ImageDataset]) -> MainWindow:
    """A window with a small built-in dataset."""
    open_source(window, SMALL)
    return window


@pytest.fixture
def picture_folder(tmp_path: Path) -> Path:
    """Two classes of four gray pictures each, and a file that is none."""
    generator = np.random.default_rng(0)
    for name in ("cats & dogs", "others"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(4):
            image = generator.integers(0, 256, (8, 8), np.uint8)
            Image.fromarray(image).save(tmp_path / "pets" / name / f"{number}.png")
    (tmp_path / "pets" / "others" / "broken.png").write_bytes(b"\x89PNG, and then nothing")
    return tmp_path / "pets"


@pytest.fixture
def asking(with_runs: Path, open_window: Callable[[], MainWindow], qtbot: QtBot) -> MainWindow:
    """A window whose newest run's model is ready to answer."""
    window = open_window()
    with qtbot.waitSignal(window.session.models.changed):
        window.session.models.refresh()
    window.show_page("predict")
    return window


class Desktop(QObject):
    """Takes what the window lets others open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url)


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    """In place of the desktop's viewers and browsers."""
    one = Desktop()
    for scheme in ("file", "http"):
        QDesktopServices.setUrlHandler(scheme, one, "open")
    yield one
    for scheme in ("file", "http"):
        QDesktopServices.unsetUrlHandler(scheme)
