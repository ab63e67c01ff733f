"""Starting the application and running it until its window is closed."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

TITLE = "Classifier Workbench"


def start() -> int:
    """Show the window until it is closed; returns the exit status."""
    application = QApplication(sys.argv[:1])
    application.setApplicationDisplayName(TITLE)
    window = QMainWindow()
    window.setWindowTitle(TITLE)
    window.show()
    return application.exec()
