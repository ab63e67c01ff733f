"""Drives the real program on a real X screen from outside, as a person would: by keyboard, mouse and what can be seen.

The program has no hooks for tests. What a test knows of it is its window's title, the pixels on the screen, the files
that it writes and how its process ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from core.data.dataset import UInt8Images

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent
PROGRAMS = ("Xvfb", "openbox", "xdotool")
TITLE = "Classifier Workbench"
SIZE = (1280, 800)
SECONDS = 20.0
BUNDLED = os.environ.get("WORKBENCH_PROGRAM")
"""The program of a bundle, to be driven in place of the checkout's; see packaging/test_bundle.py."""
_LOOK_EVERY = 0.01
_STEPS_OF_A_DRAG = 12

Found = TypeVar("Found")


def missing_programs() -> list[str]:
    return [program for program in PROGRAMS if not shutil.which(program)]


def wait_until(look: Callable[[], Found], what: str, seconds: float = SECONDS) -> Found:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(_LOOK_EVERY)
    return found


@dataclass(frozen=True)
class Screen:
    """An X display of its own with a window manager."""

    display: str

    @property
    def environment(self) -> dict[str, str]:
        """For programs that are to appear on it."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND_"))}
        return variables | {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def xdotool(self, *arguments: str | int, check: bool = True) -> str:
        result = subprocess.run(
            ["xdotool", *map(str, arguments)], env=self.environment, text=True, capture_output=True, check=False
        )
        assert not check or result.returncode == 0, f"xdotool {arguments}: {result.stderr}"
        return result.stdout.strip()

    def has_manager(self) -> bool:
        """Whether windows are managed: only then there are desktops to ask for; what is written is 0 in any case."""
        command = ["xdotool", "get_desktop"]
        return subprocess.run(command, env=self.environment, capture_output=True, check=False).returncode == 0

    def key(self, *keys: str) -> None:
        """Press keys, one after the other: "ctrl+2", "Tab", "Return"."""
        self.xdotool("key", "--clearmodifiers", *keys)

    def type_text(self, text: str) -> None:
        self.xdotool("type", "--clearmodifiers", text)

    def active_window(self) -> str:
        """Id of the window that has the keyboard; nothing where none has."""
        return self.xdotool("getactivewindow", check=False)

    def wait_for_dialog(self, title: str) -> None:
        """Until a window of that title has the keyboard."""
        wait_until(
            lambda: self.xdotool("getactivewindow", "getwindowname", check=False) == title, f"a dialog {title!r}"
        )

    def windows(self, pid: int) -> list[str]:
        """Ids of the windows with a title that a process shows."""
        return self.xdotool("search", "--all", "--onlyvisible", "--pid", pid, "--name", ".", check=False).split()

    def place(self, window: str) -> tuple[int, int, int, int]:
        """Where a window is: left, top, width, height."""
        words = dict(line.split("=") for line in self.xdotool("getwindowgeometry", "--shell", window).split())
        left, top, width, height = (int(words[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
        return left, top, width, height

    def save_picture(self, file: Path) -> None:
        """Keep what is on the screen."""
        command = [sys.executable, str(FOLDER / "grab_screen.py"), str(file)]
        subprocess.run(command, env=self.environment, check=True, timeout=SECONDS)

    def pixels(self, file: Path) -> UInt8Images:
        """What is on the screen (height, width, 3), kept as a file too."""
        self.save_picture(file)
        with Image.open(file) as picture:
            return np.asarray(picture.convert("RGB"))

    def drag(self, start: tuple[int, int], end: tuple[int, int], until_accepted: Callable[[], object]) -> None:
        """Drag with the left button; the button is let go when the target has said that it accepts."""
        self.xdotool("mousemove", "--sync", *start, "mousedown", 1)
        for step in range(1, _STEPS_OF_A_DRAG + 1):
            x, y = (round(a + (b - a) * step / _STEPS_OF_A_DRAG) for a, b in zip(start, end, strict=True))
            self.xdotool("mousemove", "--sync", x, y)
        until_accepted()
        self.xdotool("mouseup", 1)


class Program:
    """A program that was started on a screen, and its first window."""

    def __init__(self, screen: Screen, process: subprocess.Popen[str]) -> None:
        self.screen = screen
        self.process = process

    @property
    def window(self) -> str:
        """Id of its window, as soon as that is shown."""

        def look() -> list[str]:
            status = self.process.poll()
            assert status is None, f"ended with {status} and showed no window: {self.process.communicate()}"
            return self.screen.windows(self.process.pid)

        return wait_until(look, "the program shows a window")[0]

    @property
    def title(self) -> str:
        return self.screen.xdotool("getwindowname", self.window)

    def wait_for_title(self, words: str, seconds: float = SECONDS) -> None:
        wait_until(lambda: words in self.title, f"a title with {words!r}; it is {self.title!r}", seconds)

    def focus(self) -> None:
        """Give its window the keyboard."""
        self.screen.xdotool("windowactivate", "--sync", self.window)

    def wait(self) -> tuple[int, str, str]:
        """Exit status, standard output and standard error, once it has ended."""
        out, err = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, err

    def close(self) -> tuple[int, str, str]:
        """Close it as people do."""
        self.focus()
        self.screen.key("ctrl+q")
        return self.wait()


def start(screen: Screen, *command: str | Path, cwd: Path = ROOT, **environment: str) -> Program:
    """Start a command of this interpreter on a screen."""
    return _started(screen, [sys.executable, *command], cwd, {"PYTHONPATH": str(ROOT)} | environment)


def start_workbench(screen: Screen, *arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Program:
    """Start the program itself: the checkout's, or a bundle's, where there is then no Python to be found."""
    if BUNDLED is None:
        return start(screen, "-m", "workbench", *arguments, cwd=cwd, **environment)
    return _started(screen, [BUNDLED, *arguments], cwd, {"PATH": ""} | environment)


def _started(screen: Screen, command: Sequence[str | Path], cwd: Path, environment: dict[str, str]) -> Program:
    process = subprocess.Popen(
        [*map(str, command)],
        cwd=cwd,
        env=screen.environment | environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    return Program(screen, process)


@contextmanager
def open_screen() -> Iterator[Screen]:
    """A new screen in memory, on a display number that nobody uses."""
    with ExitStack() as stack:
        readable, writable = os.pipe()
        # Without -noreset it would begin anew, and refuse whoever comes meanwhile, each time its last client leaves.
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        command = ["Xvfb", "-displayfd", str(writable), "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
        server = subprocess.Popen(command, pass_fds=[writable], stderr=subprocess.DEVNULL)
        stack.callback(_end, server)
        os.close(writable)
        with os.fdopen(readable) as told:
            number = told.readline().strip()
        assert number, "Xvfb does not start"
        screen = Screen(f":{number}")
        manager = subprocess.Popen(["openbox"], env=screen.environment, stderr=subprocess.DEVNULL)
        stack.callback(_end, manager)
        wait_until(screen.has_manager, "the window manager is there")
        yield screen


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(SECONDS)
