"""The model of a run leaves the window for other programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.workbench.window.contents import wait_for
from workbench.app.window import MainWindow
from workbench.views.runs.content import Content


def test_a_runs_model_is_exported_as_a_script(
    content: Content, on_runs: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(on_runs.session.models.entries_changed):
        on_runs.session.models.refresh()
    card = content.runs
    assert not card.buttons.export_model.isEnabled()
    card.table.selectRow(0)
    chosen = str(tmp_path / "second.py"), "Script that needs Keras alone (*.py)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    card.buttons.export_model.click()
    wait_for(card.export.folder.isVisible)
    assert "import keras" in (tmp_path / "second.py").read_text()
    assert (tmp_path / "second.npz").exists()
