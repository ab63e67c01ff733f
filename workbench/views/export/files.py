"""The dialog that asks what a model is exported to."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.state.model_entries import ModelEntry
from workbench.state.session import Session

# What the dialog offers: what a file then ends in, and what a script computes with.
_KINDS: Final[dict[str, tuple[str, Literal["numpy", "keras"]]]] = {
    "Keras (*.keras)": (".keras", "numpy"),
    "ONNX (*.onnx)": (".onnx", "numpy"),
    "Script that needs NumPy alone (*.py)": (".py", "numpy"),
    "Script that needs Keras alone (*.py)": (".py", "keras"),
}


def export_model(parent: QWidget, session: Session, entry: ModelEntry) -> None:
    """Ask for a file and its format, and export a model to it."""
    suggestion = f"{entry.name}.keras".replace("/", "-")
    file, kind = QFileDialog.getSaveFileName(parent, "Export the model", suggestion, ";;".join(_KINDS))
    if not file:
        return
    suffix, engine = _KINDS.get(kind, next(iter(_KINDS.values())))
    path = Path(file)
    known = {ending for ending, _ in _KINDS.values()}
    # A name that was typed with another ending than the kind's says more than the kind that happens to be chosen.
    session.exporting.export(entry, path if path.suffix.lower() in known else Path(f"{file}{suffix}"), engine)
