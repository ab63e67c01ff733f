"""Dialogs that ask where runs go to and come from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.state.run_actions import RunActions

_RUNS = "Exported runs (*.zip);;All files (*)"


def export_run(parent: QWidget, actions: RunActions, run_id: str) -> None:
    """Ask for a file, and export a run to it."""
    file, _ = QFileDialog.getSaveFileName(parent, "Export the run", f"{run_id}.zip", _RUNS)
    if file:
        path = Path(file)
        actions.export(run_id, path if path.suffix else path.with_suffix(".zip"))


def import_runs(parent: QWidget, actions: RunActions) -> None:
    """Ask for files, one or several, and take in the runs in them."""
    files, _ = QFileDialog.getOpenFileNames(parent, "Import runs", "", _RUNS)
    if files:
        actions.import_files([Path(file) for file in files])
