"""Opening the window, where there is a screen to open it on."""

from __future__ import annotations

import os
import sys

from core.errors import WorkbenchError


def has_display() -> bool:
    """Whether a window can be shown; Windows and macOS always can."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def open_window() -> int:
    """Show the window until it is closed.

    Returns:
        The exit status.

    Raises:
        WorkbenchError: There is no display.
    """
    if not has_display():
        raise WorkbenchError("There is no display to open the window on.", "Run `workbench demo` in the terminal.")
    from workbench.app.main import start  # noqa: PLC0415 - Qt is needed for the window alone

    return start()
