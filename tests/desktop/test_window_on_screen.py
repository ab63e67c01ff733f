"""The program on a real screen: it comes at once, alone, opens what it is given, and goes when it is told to."""

from __future__ import annotations

import os
import signal
import statistics
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resources.palette import DARK
from tests.desktop.conftest import Start
from tests.desktop.driver import TITLE, Program, Screen, wait_until

pytestmark = pytest.mark.desktop

SECONDS_TO_WINDOW = 1.5
MIDDLE = (700, 420)
CORNER = (80, 60)
MIDDLE_OF_RAIL = (44, 400)


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """A folder of two class folders."""
    generator = np.random.default_rng(0)
    for name in ("cats", "dogs"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(6):
            Image.fromarray(generator.integers(0, 256, (8, 8), np.uint8)).save(
                tmp_path / "pets" / name / f"{number}.png"
            )
    return tmp_path / "pets"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A dataset in one file."""
    np.savez(tmp_path / "squares.npz", images=np.zeros((40, 8, 8), np.uint8), labels=np.arange(40) % 2)
    return tmp_path / "squares.npz"


def seconds_to_window(workbench: Start) -> float:
    started = time.monotonic()
    program = workbench()
    assert program.window
    seconds = time.monotonic() - started
    assert program.close()[0] == 0
    return seconds


def libraries_of(program: Program) -> set[str]:
    """The folders of the files that are mapped into a process: a package's libraries lie in the package."""
    maps = Path(f"/proc/{program.process.pid}/maps").read_text(encoding="utf-8")
    return {folder for line in maps.splitlines() for folder in line.split("/")[1:-1]}


@pytest.mark.timed
def test_the_window_is_there_before_one_wonders_whether_it_was_started(workbench: Start) -> None:
    seconds_to_window(workbench)
    assert statistics.median(seconds_to_window(workbench) for _ in range(3)) < SECONDS_TO_WINDOW


def test_an_open_window_waits_for_no_library_that_it_does_not_need(workbench: Start) -> None:
    program = workbench()
    assert program.window
    loaded = libraries_of(program)
    assert "PySide6" in loaded
    # NumPy is loaded behind it, in a quiet moment.
    assert not loaded & {"tensorflow", "scipy", "cv2"}


def test_closing_by_keyboard_ends_the_program_without_complaint(workbench: Start) -> None:
    assert workbench().close() == (0, "", "")


def test_a_path_given_at_the_start_is_opened(workbench: Start, pets: Path) -> None:
    program = workbench("pets", cwd=pets.parent)
    program.wait_for_title("pets")
    assert program.title == f"pets \N{EM DASH} {TITLE}"
    assert not libraries_of(program) & {"tensorflow", "scipy", "cv2"}


def test_a_dataset_is_opened_by_keyboard_alone(workbench: Start, screen: Screen, table: Path) -> None:
    program = workbench()
    program.focus()
    screen.key("ctrl+o")
    screen.wait_for_dialog("Open a dataset")
    screen.type_text(str(table))
    screen.key("Return")
    program.wait_for_title("squares")


def test_the_appearance_chosen_before_is_there_from_the_start(workbench: Start, screen: Screen, tmp_path: Path) -> None:
    Path(os.environ["WORKBENCH_WORKSPACE"], "window.ini").write_text("[General]\nappearance=DARK\n", encoding="utf-8")
    workbench().focus()

    def is_dark() -> bool:
        pixels = screen.pixels(tmp_path / "screen.png")
        return "#{:02X}{:02X}{:02X}".format(*pixels[MIDDLE_OF_RAIL[1], MIDDLE_OF_RAIL[0]]) == DARK.card

    wait_until(is_dark, "the rail in the dark palette")


def test_a_bad_path_is_one_line_and_no_window(workbench: Start, tmp_path: Path) -> None:
    status, out, err = workbench(tmp_path / "nowhere.zip").wait()
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "nowhere.zip" in err


def test_a_second_start_brings_the_first_window_to_the_front_and_opens_its_path_there(
    workbench: Start, drag_source: Start, screen: Screen, pets: Path
) -> None:
    first = workbench()
    window = first.window
    other = drag_source(pets)
    other.focus()
    wait_until(lambda: screen.active_window() == other.window, "another window is in front")

    assert workbench(pets).wait() == (0, "Already open: its window was brought to the front.\n", "")
    wait_until(lambda: screen.active_window() == window, "the first window is in front")
    first.wait_for_title("pets")


def test_of_two_starts_at_once_one_becomes_the_window(workbench: Start) -> None:
    programs = [workbench(), workbench()]
    second = wait_until(lambda: next((one for one in programs if one.process.poll() is not None), None), "one ends")
    assert second.wait() == (0, "Already open: its window was brought to the front.\n", "")
    first = next(one for one in programs if one is not second)
    assert first.close() == (0, "", "")


def test_a_minimised_window_comes_back_for_a_second_start(workbench: Start, screen: Screen) -> None:
    first = workbench()
    window = first.window
    screen.xdotool("windowminimize", "--sync", window)
    wait_until(lambda: not screen.windows(first.process.pid), "the window is minimised")

    assert workbench().wait()[0] == 0
    assert first.window == window


def test_a_killed_program_does_not_stand_in_the_way_of_the_next_start(workbench: Start) -> None:
    killed = workbench()
    assert killed.window
    killed.process.send_signal(signal.SIGKILL)
    assert killed.wait()[0] == -signal.SIGKILL

    assert workbench().close() == (0, "", "")


def test_a_window_that_hangs_is_named_instead_of_waited_for(workbench: Start) -> None:
    first = workbench()
    assert first.window
    first.process.send_signal(signal.SIGSTOP)
    status, out, err = workbench().wait()
    first.process.send_signal(signal.SIGCONT)

    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "does not answer" in err


def test_a_workspace_that_cannot_be_written_is_named_with_what_to_do(workbench: Start, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, out, err = workbench(WORKBENCH_WORKSPACE=str(tmp_path / "file" / "workspace")).wait()
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "file" in err
    assert "Choose another workspace" in err


def test_a_folder_dragged_from_another_program_is_opened(
    workbench: Start, drag_source: Start, screen: Screen, pets: Path
) -> None:
    program = workbench()
    assert program.window
    words = drag_source(pets).process.stdout
    assert words is not None

    def accepted() -> None:
        assert words.readline() == "accepted\n"

    screen.drag(CORNER, MIDDLE, accepted)
    program.wait_for_title("pets")
    assert words.readline() == "dropped\n"


def test_the_window_opens_again_with_the_dataset_that_was_open(workbench: Start, pets: Path) -> None:
    first = workbench(pets)
    first.wait_for_title("pets")
    assert first.close()[0] == 0
    settings = Path(os.environ["WORKBENCH_WORKSPACE"], "window.ini").read_text(encoding="utf-8")
    assert str(pets) in settings

    workbench().wait_for_title("pets")
