"""Dialogs that ask where search spaces come from."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.state.sweeping import Sweeping

FILES = "Sweeps (*.json);;All files (*)"


def open_sweep_file(parent: QWidget, sweeping: Sweeping) -> None:
    """Ask for a file, and how to begin with what is in it."""
    file, _ = QFileDialog.getOpenFileName(parent, "Open a sweep", "", FILES)
    if file:
        sweeping.want(file)
