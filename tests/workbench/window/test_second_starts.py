"""What other programs say to the window's socket does it no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from workbench.app.instance import only_instance, socket_name

SECONDS = 5_000


@pytest.mark.parametrize("line", [b"Dear window", b"5", b"[5]", b"[" * 100_000, b"\xff"])
def test_a_line_that_is_no_request_is_not_answered_and_the_next_start_is(
    qtbot: QtBot, tmp_path: Path, line: bytes
) -> None:
    instance = only_instance(tmp_path, [])
    assert instance is not None
    with instance:
        instance.listen()
        assert told(qtbot, tmp_path, line) == b""
        with qtbot.waitSignal(instance.asked) as request:
            assert told(qtbot, tmp_path, b'["/pets"]') == b"here\n"
        assert request.args == [[Path("/pets")]]


def told(qtbot: QtBot, workspace: Path, line: bytes) -> bytes:
    """What comes back for a line."""
    socket = QLocalSocket()
    socket.connectToServer(socket_name(workspace))
    assert socket.waitForConnected(SECONDS)
    socket.write(line + b"\n")
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=SECONDS)
    return bytes(socket.readAll().data())
