"""What whoever mends the program needs to know of it and of the machine; nothing of what its user does."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from contextlib import suppress

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from core.about import about
from core.logs import TAIL, last_lines
from core.redaction import without_paths
from workbench.views.growth import text_factor

_GIGABYTE = 2**30


def diagnostics() -> str:
    """All of it, with the latest lines of the log."""
    lines = [about().line, *_facts(), "", f"The latest {TAIL} lines of the log:", *last_lines()]
    return without_paths("\n".join(lines)) + "\n"


def report_of(error: BaseException) -> str:
    """What was wrong, and where."""
    return without_paths("".join(traceback.format_exception(error)))


def _facts() -> list[str]:
    scheme = QGuiApplication.styleHints().colorScheme().name
    return [
        f"System: {platform.platform()}",
        f"Qt {qVersion()} by PySide6 {pyside_version} on {QGuiApplication.platformName()}, {scheme.lower()} scheme",
        f"Screens: {', '.join(_screens())}; text at {text_factor():.0%}",
        f"Processor: {platform.machine()}, {os.cpu_count()} cores",
        f"Memory: {_memory()}",
        f"Engines: {', '.join(_engines())}",
    ]


def _screens() -> list[str]:
    found = []
    for screen in QGuiApplication.screens():
        size = screen.size()
        found.append(f"{size.width()} x {size.height()} at {screen.devicePixelRatio():g}")
    return found


def _memory() -> str:
    """Of the machine, where it tells."""
    with suppress(AttributeError, ValueError, OSError):
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / _GIGABYTE:.1f} GB"
    return "unknown"


def _engines() -> list[str]:
    # Loaded here alone: in a report about a library that cannot be loaded, that is said instead.
    try:
        from core.backends.registry import installed_version, unavailable_reason  # noqa: PLC0415
    except Exception as error:  # noqa: BLE001 - a report must not fail for what it reports
        return [f"{type(error).__name__}: {error}"]
    numpy = sys.modules["numpy"].__version__
    reason = unavailable_reason("keras")
    keras = f"Keras {installed_version('keras')} on TensorFlow {installed_version('tensorflow')}"
    return [f"NumPy {numpy}", reason or keras]
