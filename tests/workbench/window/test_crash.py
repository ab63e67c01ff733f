"""A fault of the program is shown wherever it comes up, once, and never keeps anybody from working."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from core.logs import LOG_FILE
from core.paths import log_folder

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import sys, threading
from PySide6.QtCore import QTimer, QThread
from PySide6.QtWidgets import QApplication
from workbench.app import main
from workbench.app.crash import CrashDialog

opened = []

class InQThread(QThread):
    def run(self):
        raise LookupError("in a thread of Qt")

def in_thread():
    raise OverflowError("in a thread of Python")

class Faulty(main.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.again = QTimer(self, interval=2)
        self.again.timeout.connect(self.fail)
        self.again.start()
        self.looking = QTimer(self, interval=30)
        self.looking.timeout.connect(self.look)
        self.looking.start()
        self.thread = InQThread(self)
        self.thread.start()
        threading.Thread(target=in_thread).start()
        QTimer.singleShot(1500, self.end)

    def fail(self):
        raise ZeroDivisionError("in a slot, again and again")

    def look(self):
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, CrashDialog) and dialog.isVisible():
                opened.append(dialog.report.toPlainText())
                dialog.reject()

    def end(self):
        print(len(opened))
        print("\\n".join(opened))
        self.thread.wait()
        QApplication.exit(7)

main.MainWindow = Faulty
sys.exit(main.start())
"""

DYING = """
import faulthandler, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from workbench.app import main

class Dying(main.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        QTimer.singleShot(50, self.go)

    def go(self):
        if sys.argv[1] == "die":
            faulthandler._sigsegv()
        print(self.bad_end.isVisible())
        self.bad_end.show_report.click()
        dialog = next(w for w in QApplication.topLevelWidgets() if w.windowTitle() == "A fault in the program")
        print(dialog.report.toPlainText())
        dialog.reject()
        self.close()

main.MainWindow = Dying
sys.exit(main.start())
"""


def python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False, timeout=60)


def test_faults_on_every_thread_are_shown_and_one_that_comes_again_is_shown_once() -> None:
    result = python(PROGRAM)
    assert result.returncode == 7, result.stderr
    count, _, told = result.stdout.partition("\n")
    assert 1 <= int(count) <= 3
    for words in ("in a slot, again and again", "in a thread of Python", "in a thread of Qt"):
        assert f"Error: {words}" in told
    assert "Screens:" in told
    kept = (log_folder() / LOG_FILE).read_text()
    assert kept.count("ZeroDivisionError: in a slot") == 3


def test_a_crash_in_native_code_is_offered_as_a_report_at_the_next_start() -> None:
    assert python(DYING, "die").returncode < 0
    again = python(DYING, "look")
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("True")
    assert "Segmentation fault" in again.stdout
    assert "Engines:" in again.stdout
    assert "Segmentation fault" in (log_folder() / LOG_FILE).read_text()
