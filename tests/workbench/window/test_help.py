"""What there is to know of the program stands in the Help menu, and can be passed on without a worry."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.paths import log_folder
from tests.workbench.window.conftest import Desktop
from workbench.app.about import AboutDialog
from workbench.app.crash import CrashDialog
from workbench.app.diagnostics import report_of
from workbench.app.help import ABOUT, COPY_DIAGNOSTICS, OPEN_LOGS
from workbench.app.window import MainWindow
from workbench.views.commands import Command


def choose(window: MainWindow, command: Command) -> None:
    (entry,) = (action for action in window.rail.help.menu().actions() if action.text() == command.words)
    entry.trigger()


def test_about_names_the_version_and_the_terms_of_every_part(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, ABOUT)
    (dialog,) = window.findChildren(AboutDialog)
    assert "0.1.0" in dialog.what.text()
    assert "MIT License" in dialog.terms.toPlainText()
    names = [dialog.parts.item(row).text().partition(" ")[0] for row in range(dialog.parts.count())]
    dialog.parts.setCurrentRow(names.index("numpy"))
    assert "NumPy Developers" in dialog.terms.toPlainText()
    dialog.parts.setCurrentRow(names.index("pyside6-essentials"))
    assert "LGPL" in dialog.terms.toPlainText()
    dialog.reject()


def test_the_log_folder_is_opened_by_the_desktop(window: MainWindow, desktop: Desktop) -> None:
    choose(window, OPEN_LOGS)
    assert [url.toLocalFile() for url in desktop.opened] == [str(log_folder())]


def test_diagnostics_say_what_is_needed_and_name_no_file(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    log_folder().mkdir(exist_ok=True)
    (log_folder() / "workbench.log").write_text(f"reading {tmp_path}/secret plans/a.png\na line of the log\n")
    choose(window, COPY_DIAGNOSTICS)
    told = QGuiApplication.clipboard().text()
    for words in ("Classifier Workbench 0.1.0", "Qt 6", "Screens", "cores", "Memory", "NumPy", "a line of the log"):
        assert words in told
    assert "secret" not in told
    assert str(tmp_path) not in told


def test_a_fault_is_told_without_the_place_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "My Pictures.zip"
    try:
        file.read_bytes()
    except OSError as error:
        told = report_of(error)
    assert "FileNotFoundError" in told
    assert "My Pictures" not in told


def test_that_it_ended_badly_is_said_once_with_a_report_to_copy(window: MainWindow) -> None:
    assert not window.bad_end.isVisible()
    window.say_ended_badly("Fatal Python error: Segmentation fault")
    assert window.bad_end.isVisible()
    window.bad_end.show_report.click()
    (dialog,) = window.findChildren(CrashDialog)
    dialog.copy.click()
    assert "Segmentation fault" in QGuiApplication.clipboard().text()
    assert "Engines" in QGuiApplication.clipboard().text()
    dialog.reject()
    window.bad_end.dismiss.click()
    assert not window.bad_end.isVisible()
