"""Starting the application and running it until its window is closed."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from core.about import about
from core.logs import FatalLog, log_to_folder
from core.paths import default_workspace
from workbench.app.crash import CrashReporter
from workbench.app.instance import Instance, only_instance
from workbench.app.messages import log_messages_of_qt
from workbench.app.window import TITLE, MainWindow
from workbench.state.session import Session
from workbench.views.theme import Theme

_log = logging.getLogger(__name__)


def start(paths: Sequence[Path] = ()) -> int:
    """Show the window until it is closed, or bring the workspace's window to the front where it has one.

    Args:
        paths: What to open in it.

    Returns:
        The exit status.

    Raises:
        WorkbenchError: The workspace cannot be written, or its window does not answer.
    """
    # Ctrl+C in the terminal ends the program; Qt's loop would not let Python see it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    instance = only_instance(default_workspace(), paths)
    if instance is None:
        _say("Already open: its window was brought to the front.")
        return 0
    log_to_folder()
    with instance:
        fatal = FatalLog(instance.workspace)
        former = fatal.begin()
        status = _run(instance, paths, former)
        _log.info("Ended with status %d", status)
        fatal.end()
        return status


def _run(instance: Instance, paths: Sequence[Path], former_crash: str) -> int:
    log_messages_of_qt()
    application = QApplication(sys.argv[:1])
    application.setApplicationName(TITLE)
    theme = Theme(application)
    CrashReporter(application, theme).install()
    session = Session(instance.workspace, application)
    theme.take(session.settings.current)
    window = MainWindow(theme, session)
    if former_crash:
        _log.error("The process before ended here:\n%s", former_crash)
        window.say_ended_badly(former_crash)
    instance.asked.connect(window.come_forward)
    instance.asked.connect(session.open_paths)
    instance.listen()
    window.show()
    session.resume()
    session.preloading.start_soon()
    session.open_paths(paths)
    _log.info("Started: %s", about().line)
    return application.exec()


def _say(line: str) -> None:
    # In a windowed program there is no standard output.
    if sys.stdout is not None:
        sys.stdout.write(line + "\n")
