"""What pages are made of is loaded beside the window."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workbench.state.preloading import Preloading


def test_libraries_are_loaded_whether_anybody_waits_for_them_or_not(qtbot: QtBot) -> None:
    owner, acted = QObject(), []
    alone, awaited = Preloading(owner), Preloading(owner)
    alone.start_soon()
    awaited.when_done(lambda: acted.append("then"))

    qtbot.waitUntil(lambda: alone.is_done and awaited.is_done, timeout=10_000)

    awaited.when_done(lambda: acted.append("at once"))
    assert acted == ["then", "at once"]
    alone.close()
    awaited.close()
