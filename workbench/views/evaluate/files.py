"""Dialogs that ask where the figures of a model go to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.paths import MODEL_SUFFIX
from workbench.state.evaluation_tools import EvaluationTools

_REPORTS = "Reports (*.html)"
_TABLES = "Tables (*.csv)"
_MODELS = f"Models (*{MODEL_SUFFIX})"


def save_report(parent: QWidget, tools: EvaluationTools) -> None:
    """Ask for a file, and write the report to it."""
    path = _chosen(parent, "Save the report", f"{_name(tools)}, {_split(tools)}.html", _REPORTS)
    if path:
        tools.save_report(path)


def save_predictions(parent: QWidget, tools: EvaluationTools) -> None:
    """Ask for a file, and write the answer about every image to it."""
    path = _chosen(parent, "Save the predictions", f"{_name(tools)}, {_split(tools)}.csv", _TABLES)
    if path:
        tools.save_predictions(path)


def save_calibrated(parent: QWidget, tools: EvaluationTools) -> None:
    """Ask for a file, and write the calibrated model to it."""
    path = _chosen(parent, "Save the calibrated model", f"{_name(tools)}, calibrated{MODEL_SUFFIX}", _MODELS)
    if path:
        tools.save_calibrated(path)


def _chosen(parent: QWidget, title: str, suggestion: str, kinds: str) -> Path | None:
    file, _ = QFileDialog.getSaveFileName(parent, title, suggestion.replace("/", "-"), kinds)
    if not file:
        return None
    path = Path(file)
    return path if path.suffix else path.with_suffix(Path(suggestion).suffix)


def _name(tools: EvaluationTools) -> str:
    return tools.outcome.title if tools.outcome else ""


def _split(tools: EvaluationTools) -> str:
    return tools.outcome.evaluation.split if tools.outcome else ""
