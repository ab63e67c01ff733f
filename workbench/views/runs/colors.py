"""The colours of runs beside each other."""

from __future__ import annotations

from PySide6.QtGui import QColor

from workbench.views.theme import Theme

COLORS = 6


def run_color(theme: Theme, place: int) -> QColor:
    """Of the run at a place; beyond the last colour they come again, told apart by their dashes."""
    return theme.color(f"run_{place % COLORS + 1}")
