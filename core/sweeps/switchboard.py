"""Between this process and those that train for it on this machine: events one way, requests the other.

Every attempt has a connection of its own. What a killed process leaves half-said ends with its connection, and holds
up nobody else, as it would in a queue that all share.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from typing import Any, Final

from core.training.control import Request
from core.training.events import TrainingEvent

_BACKLOG: Final = 64


@dataclass(frozen=True)
class Number:
    """Where a switchboard is reached: by processes of this machine that were told so."""

    address: Any
    key: bytes

    def call(self, run_id: str, attempt: int) -> Connection:
        """Connect an attempt. What it hears first, and at once, is what is asked of its run; None: it is given up.

        Raises:
            OSError: Nobody answers any more.
        """
        connection: Connection = Client(self.address, authkey=self.key)
        connection.send((run_id, attempt))
        return connection


class Switchboard:
    """Listens until it is closed.

    Args:
        hear: Called as `hear(run_id, attempt, event)`, from threads of the switchboard.
    """

    def __init__(self, hear: Callable[[str, int, TrainingEvent], None]) -> None:
        self._hear = hear
        key = secrets.token_bytes(32)
        # A socket of the file system, or a named pipe: never one that other machines can reach.
        self._listener = Listener(backlog=_BACKLOG, authkey=key)
        self.number = Number(self._listener.address, key)
        self._turn = threading.Lock()
        self._lines: dict[str, Connection] = {}
        self._asked: dict[str, Request] = {}
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._answer, name="switchboard")]
        self._threads[0].start()

    def ask(self, run_id: str, request: Request) -> None:
        """Ask something of a run, now or as soon as it calls."""
        with self._turn:
            if self._asked.get(run_id) not in (Request.STOP, Request.DISCARD):
                self._asked[run_id] = request
            if line := self._lines.get(run_id):
                # Who has hung up needs no request any more.
                with suppress(OSError):
                    line.send(request)

    def close(self) -> None:
        """Hang up: whoever is still training hears that by it."""
        with self._turn:
            if self._closing.is_set():
                return
            self._closing.set()
            for line in self._lines.values():
                with suppress(OSError):
                    line.send(None)
        # Nothing else wakes a listener, which hears out all who called before.
        with suppress(OSError, EOFError, AuthenticationError):
            self.number.call("", 0).close()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _answer(self) -> None:
        while True:
            # Who is killed while calling, or does not know the key, is no reason to stop listening.
            with suppress(OSError, EOFError, AuthenticationError):
                line = self._listener.accept()
                run_id, attempt = line.recv()
                if not run_id:
                    line.close()
                    return
                thread = threading.Thread(target=self._listen, args=(line, run_id, attempt), name="line")
                self._threads.append(thread)
                thread.start()

    def _listen(self, line: Connection, run_id: str, attempt: int) -> None:
        with suppress(OSError, EOFError):
            with self._turn:
                self._lines[run_id] = line
                line.send(None if self._closing.is_set() else self._asked.get(run_id, Request.RUN))
            while True:
                self._hear(run_id, attempt, line.recv())
        with self._turn:
            if self._lines.get(run_id) is line:
                del self._lines[run_id]
            line.close()
