"""Work in a process of its own, started afresh, so that what is measured there has nothing of what was before."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final, TypeVar

from core.errors import WorkbenchError

Answer = TypeVar("Answer")

_LOOK_SECONDS: Final = 0.2


def apart(work: Callable[..., Answer], *arguments: object, waiting: Callable[[], None]) -> Answer:
    """What a function returns that a new process calls.

    Args:
        work: Can be imported by name there.
        arguments: Of it.
        waiting: Called five times a second; may raise, which ends the process.

    Raises:
        WorkbenchError: The process ended without an answer, or the function raised.
    """
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(far, work, arguments), daemon=True)
    process.start()
    far.close()
    try:
        while not near.poll(_LOOK_SECONDS):
            waiting()
        answer, failure = near.recv()
    except EOFError as error:
        raise WorkbenchError("A process that was to measure something ended without a word.") from error
    finally:
        near.close()
        process.terminate()
        process.join()
    if failure:
        raise WorkbenchError(failure)
    measured: Answer = answer
    return measured


def _answer(far: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    try:
        far.send((work(*arguments), ""))
    except Exception as error:  # noqa: BLE001 - said by the process that asked
        far.send((None, f"{type(error).__name__}: {error}"))
