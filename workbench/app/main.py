"""Starting the application and running it until its window is closed."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from core.paths import default_workspace
from workbench.app.crash import CrashReporter
from workbench.app.instance import Instance, only_instance
from workbench.app.window import TITLE, MainWindow
from workbench.state.session import Session
from workbench.views.theme import Theme


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
    with instance:
        return _run(instance, paths)


def _run(instance: Instance, paths: Sequence[Path]) -> int:
    application = QApplication(sys.argv[:1])
    application.setApplicationName(TITLE)
    theme = Theme(application)
    CrashReporter(application, theme).install()
    session = Session(instance.workspace, application)
    theme.take(session.settings.current)
    window = MainWindow(theme, session)
    instance.asked.connect(window.come_forward)
    instance.asked.connect(session.open_paths)
    instance.listen()
    window.show()
    session.resume()
    session.preloading.start_soon()
    session.open_paths(paths)
    return application.exec()


def _say(line: str) -> None:
    # In a windowed program there is no standard output.
    if sys.stdout is not None:
        sys.stdout.write(line + "\n")
