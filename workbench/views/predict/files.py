"""Dialogs that ask for pictures and models."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.paths import KERAS_SUFFIX, MODEL_SUFFIX
from workbench.state.session import Session

_PICTURES = "Pictures (*.jpg *.jpeg *.png *.bmp *.webp *.gif);;All files (*)"
_MODELS = f"Models (*{MODEL_SUFFIX} *{KERAS_SUFFIX});;All files (*)"


def open_pictures(parent: QWidget, session: Session) -> None:
    """Ask for picture files, one or several, and ask the model about them."""
    files, _ = QFileDialog.getOpenFileNames(parent, "Open pictures", "", _PICTURES)
    if files:
        session.predictions.ask([Path(file) for file in files])


def open_folder(parent: QWidget, session: Session) -> None:
    """Ask for a folder, and ask the model about every picture below it."""
    folder = QFileDialog.getExistingDirectory(parent, "Open a folder of pictures")
    if folder:
        session.predictions.ask([Path(folder)])


def open_model(parent: QWidget, session: Session) -> None:
    """Ask for a model file and let it answer."""
    file, _ = QFileDialog.getOpenFileName(parent, "Open a model", "", _MODELS)
    if file:
        session.models.choose_file(Path(file))
