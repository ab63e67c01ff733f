"""Dialogs that ask where the tables go to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.state.reproducing import Reproducing


def save_page(parent: QWidget, reproducing: Reproducing) -> None:
    """Ask for a file, and write the page to it."""
    path = _chosen(parent, "Save the report", "report, repeated.html", "Reports (*.html)")
    if path and reproducing.found:
        reproducing.files.save_page(reproducing.found, path)


def save_figures(parent: QWidget, reproducing: Reproducing) -> None:
    """Ask for a file, and write the figures to it."""
    path = _chosen(parent, "Save the figures", "report, repeated.json", "Figures (*.json)")
    if path and reproducing.found:
        reproducing.files.save_figures(reproducing.found, path)


def _chosen(parent: QWidget, title: str, suggestion: str, kinds: str) -> Path | None:
    file, _ = QFileDialog.getSaveFileName(parent, title, suggestion, kinds)
    if not file:
        return None
    path = Path(file)
    return path if path.suffix else path.with_suffix(Path(suggestion).suffix)
