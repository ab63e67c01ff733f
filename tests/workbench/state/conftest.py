"""Sessions without a window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from workbench.state.session import Session

SMALL = "street-digits:300"


@pytest.fixture
def start_session(qapp: QCoreApplication) -> Iterator[Callable[[], Session]]:
    """Begins a session on the test's workspace, as often as a user would start the program."""
    sessions: list[Session] = []

    def start() -> Session:
        sessions.append(Session(Path(os.environ["WORKBENCH_WORKSPACE"])))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()


@pytest.fixture
def session(start_session: Callable[[], Session]) -> Session:
    return start_session()


@pytest.fixture
def session_with_data(session: Session, qtbot: QtBot) -> Session:
    """A session with a small built-in dataset of ten classes, 32 by 32 in colour."""
    with qtbot.waitSignal(session.datasets.changed, timeout=60_000):
        session.datasets.open(SMALL)
    return session
