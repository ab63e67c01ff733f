"""Folders of the program, shown by the desktop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.runs.failures import explained


def open_folder(folder: Path) -> bool:
    """Show a folder in the file manager, an empty one where there was none yet.

    Returns:
        Whether there is a program to show it.

    Raises:
        WorkbenchError: It cannot be made.
    """
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
