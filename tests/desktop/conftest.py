"""A screen for all tests of this folder, and the programs that a test starts on it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop import driver
from tests.desktop.driver import Program, Screen

Start = Callable[..., Program]
_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    if not sys.platform.startswith("linux"):
        pytest.skip("looks at the program as Linux shows it")
    if missing := driver.missing_programs():
        pytest.skip(f"needs {', '.join(missing)} (apt-get install xvfb openbox xdotool)")
    with driver.open_screen() as screen:
        yield screen


@pytest.fixture
def started(screen: Screen, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Program]]:
    """What the test has started; ended behind it, with a picture of the screen and their words where it failed."""
    programs: list[Program] = []
    yield programs
    is_failed = request.node.stash.get(_FAILED, False)
    if is_failed:
        screen.save_picture(tmp_path / "screen.png")
        request.node.add_report_section("call", "screen", f"as it was: {tmp_path / 'screen.png'}")
    for program in programs:
        if program.process.poll() is None:
            program.process.send_signal(signal.SIGKILL)
        words = "".join(program.process.communicate())
        if is_failed:
            command = " ".join(map(str, program.process.args))
            request.node.add_report_section("call", command, f"ended with {program.process.returncode}: {words}")


@pytest.fixture
def workbench(screen: Screen, started: list[Program]) -> Start:
    """Starts the program, as often as a person would, on the test's workspace."""

    def start(*arguments: str | Path, **options: str | Path) -> Program:
        program = driver.start_workbench(screen, *arguments, **options)
        started.append(program)
        return program

    return start


@pytest.fixture
def drag_source(screen: Screen, started: list[Program]) -> Start:
    """Starts a foreign program at the top left of the screen to drag files from."""

    def start(*files: Path) -> Program:
        program = driver.start(screen, driver.FOLDER / "drag_source.py", *files)
        started.append(program)
        assert program.process.stdout is not None
        assert program.process.stdout.readline() == "ready\n"
        return program

    return start


class Clipboard:
    """The screen's clipboard, as foreign programs use it."""

    def __init__(self, screen: Screen, started: list[Program]) -> None:
        self._screen = screen
        self._started = started

    def put(self, text: str) -> None:
        """Copy a text."""
        self._put(text)

    def put_image(self, file: Path) -> None:
        """Copy the pixels of a picture, as a program that shows it does."""
        self._put("--image", file)

    def _put(self, *words: str | Path) -> None:
        program = driver.start(self._screen, driver.FOLDER / "clipboard.py", *words)
        self._started.append(program)
        assert program.process.stdout is not None
        assert program.process.stdout.readline() == "ready\n"

    def text(self) -> str:
        """What would be pasted now."""
        return driver.start(self._screen, driver.FOLDER / "clipboard.py").wait()[1]


@pytest.fixture
def clipboard(screen: Screen, started: list[Program]) -> Clipboard:
    return Clipboard(screen, started)
