"""How soon the window answers: `python -m workbench.bench.start FOLDER ROUNDS` prints its figures as JSON.

Each time the whole program is started on an empty workspace in FOLDER, and asked to come forward until it says that it
has. A window of Qt's with an empty plot, and nothing else, is what no such program can be faster than.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QThread

from core.benchmarks.waits import WindowWait
from core.errors import WorkbenchError
from workbench.app.instance import handed_over

_LONGEST_MS: Final = 60_000
_POLL_MS: Final = 5

BARE_WINDOW: Final = """
import sys
import pyqtgraph
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
window.show()
QTimer.singleShot(0, lambda: print("here", flush=True))
application.exec()
"""


def main(folder: Path, rounds: int) -> None:
    """Start both in turns, and print how long they took."""
    QCoreApplication(sys.argv[:1])
    ours, bare = [], []
    for number in range(rounds + 1):
        ours.append(_seconds_to_answer(folder / f"workspace-{number}"))
        bare.append(_seconds_to_bare_window())
    # The first finds its files on the disk, those after it in memory.
    rows = [
        WindowWait.of("from start to a window that answers", ours[1:]),
        WindowWait.of("a bare window of Qt with a plot", bare[1:]),
        WindowWait.of("the first of all", ours[:1]),
    ]
    sys.stdout.write(json.dumps([row.model_dump(mode="json") for row in rows]) + "\n")


def _seconds_to_answer(workspace: Path) -> float:
    began = time.perf_counter()
    environment = os.environ | {"WORKBENCH_WORKSPACE": str(workspace)}
    process = subprocess.Popen([sys.executable, "-m", "workbench"], env=environment)
    deadline = QDeadlineTimer(_LONGEST_MS)
    try:
        while not handed_over(workspace, [], deadline):
            if process.poll() is not None or deadline.hasExpired():
                raise WorkbenchError("The window did not open.")
            QThread.msleep(_POLL_MS)
        return time.perf_counter() - began
    finally:
        process.kill()
        process.wait()


def _seconds_to_bare_window() -> float:
    began = time.perf_counter()
    command = [sys.executable, "-c", BARE_WINDOW]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - the text above
        assert process.stdout is not None  # noqa: S101 - it was asked for
        process.stdout.readline()
        seconds = time.perf_counter() - began
        process.kill()
    return seconds


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
