"""Starting the application and running it until its window is closed."""

from __future__ import annotations

import signal
import sys

from PySide6.QtWidgets import QApplication

from core.paths import default_workspace
from workbench.app.crash import CrashReporter
from workbench.app.window import APPEARANCE, TITLE, MainWindow
from workbench.state.session import Session
from workbench.views.theme import Appearance, Theme


def start() -> int:
    """Show the window until it is closed; returns the exit status."""
    # Ctrl+C in the terminal ends the program; Qt's loop would not let Python see it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    application = QApplication(sys.argv[:1])
    application.setApplicationName(TITLE)
    CrashReporter(application).install()
    session = Session(default_workspace(), application)
    theme = Theme(application, _appearance(session))
    window = MainWindow(theme, session)
    window.show()
    session.resume()
    return application.exec()


def _appearance(session: Session) -> Appearance:
    """The appearance chosen before; the system's where none was."""
    return Appearance.__members__.get(session.preferences.word(APPEARANCE), Appearance.SYSTEM)
