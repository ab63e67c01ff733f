"""Opening the window, where there is a screen to open it on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from core.errors import WorkbenchError
from core.opening import kind_of
from workbench.display import has_display


def open_window(paths: Sequence[Path] = ()) -> int:
    """Show the window until it is closed; where there is one on the workspace already, bring that to the front.

    Args:
        paths: What to open in it.

    Returns:
        The exit status.

    Raises:
        WorkbenchError: There is no display, a path is nothing that can be opened, the workspace cannot be written, or
            its window does not answer.
    """
    # In a windowed program there is no standard error to say it on: the window does.
    if sys.stderr is not None:
        for path in paths:
            kind_of(path)
    if not has_display():
        raise WorkbenchError("There is no display to open the window on.", "Run `workbench demo` in the terminal.")
    from workbench.app.main import start  # noqa: PLC0415 - Qt is needed for the window alone

    return start(paths)
