"""The worker process: trains a run where no crash, freeze or import can reach the window, and reports by a pipe.

The worker writes the run store itself, so the events in the pipe feed a screen and nothing else. The two ends watch
each other: where the worker dies, its supervisor records FAILED and says so in the one last event; where the
supervisor dies, the pipe closes, and the worker stops its run, keeps it and records that.

While an engine starts (`Preparing`), its libraries keep the worker from listening for seconds on end, and there is
nothing to keep. So whoever stops or discards a run then ends the process, and records DISCARDED.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from core.backends.errors import EngineBroken
from core.backends.registry import remember_broken
from core.errors import WorkbenchError
from core.printing import print_to
from core.runs.store import RunStore
from core.training.control import Control, Request
from core.training.events import Finished, Held, Outcome, Preparing, TrainingEvent

Train = Callable[..., Iterator[TrainingEvent]]

LOG_FILE: Final = "log.txt"
# A killed worker may leave children that hold the pipe open: then its end is only seen by looking for it.
_LOOK_SECONDS: Final = 0.5
# The run is closed when Finished arrives; what remains is the interpreter's own end.
_EXIT_SECONDS: Final = 10.0
_FINAL: Final = (Request.STOP, Request.DISCARD)
# SIGKILL, which Windows has no name for.
_OUT_OF_MEMORY: Final = 9


class Worker:
    """A training in a process of its own, as its supervisor sees it.

    One thread iterates `events`; any thread may control. Whoever lets go of the worker (`close`, the end of the
    program) does not lose the run: the worker stops and keeps it.

    Attributes:
        run_id: The run that is trained.
        log: What the worker and the libraries in it printed, and where a crash left its trace.
    """

    def __init__(self, store: RunStore, run_id: str, process: BaseProcess, pipe: Connection) -> None:
        self.run_id = run_id
        self.log = store.folder(run_id) / LOG_FILE
        self._store = store
        self._process = process
        self._pipe = pipe
        self._sending = threading.Lock()
        self._last_sequence = -1
        self._complaint = ""
        self._forced = False
        # What the run prepares for; the worker can be ended at any moment, and nothing is lost.
        self._preparing = ""
        self._given_up = ""
        self._asked = Request.RUN
        # At the program's end multiprocessing waits for its children, so the pipe has to be closed before that.
        self._hang_up = multiprocessing.util.Finalize(self, _hang_up, args=(pipe, self._sending), exitpriority=100)

    def events(self) -> Iterator[TrainingEvent]:
        """What happens in the run, until it has ended and the process is gone. Blocks while nothing happens.

        The last event is a `Finished`, always, and the only one; it says what the run store says.
        """
        event = self._receive()
        while event is not None and not isinstance(event, Finished):
            yield event
            event = self._receive()
        self._reap()
        yield event or self._obituary()

    def pause(self) -> None:
        """Hold the run after the current batches."""
        self._ask(Request.PAUSE)

    def resume(self) -> None:
        """Go on after `pause`."""
        self._ask(Request.RUN)

    def stop(self) -> None:
        """End the run after the current batches and keep the model."""
        self._ask(Request.STOP)

    def discard(self) -> None:
        """End the run after the current batches and keep nothing but a record of it."""
        self._ask(Request.DISCARD)

    def terminate(self, grace: float) -> None:
        """Stop and keep the run; end the process by force if it is still there after `grace` seconds."""
        self.stop()
        # The sentinel, not join: only the thread that iterates the events may collect the process's exit code.
        if not wait([self._process.sentinel], grace):
            self._forced = True
            self._process.kill()

    def close(self) -> None:
        """Let go of the worker, which stops its run, keeps it and ends by itself."""
        self._hang_up()

    def _ask(self, request: Request) -> None:
        # A worker that is gone, or a pipe that was closed, needs no request any more.
        with self._sending, suppress(OSError):
            if self._asked not in _FINAL:
                self._asked = request
            self._pipe.send(request)
            self._give_up_if_asked()

    def _give_up_if_asked(self) -> None:
        if self._preparing and self._asked in _FINAL:
            self._given_up = self._preparing
            self._process.kill()

    def _receive(self) -> TrainingEvent | None:
        """The next event; None where there will be none."""
        try:
            while not self._pipe.poll(_LOOK_SECONDS):
                if self._process.exitcode is not None and not self._pipe.poll():
                    return None
            message: TrainingEvent | WorkbenchError = self._pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(message, WorkbenchError):
            self._complaint = str(message)
            if isinstance(message, EngineBroken):
                remember_broken(message)
            return None
        self._last_sequence = message.sequence
        with self._sending:
            self._preparing = message.what if isinstance(message, Preparing) else ""
            self._give_up_if_asked()
        return message

    def _reap(self) -> None:
        # After `close` the worker is still about to save its run, and that takes the time that it takes.
        self._process.join(None if self._pipe.closed else _EXIT_SECONDS)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()

    def _obituary(self) -> Finished:
        outcome, reason = Outcome.FAILED, self._cause_of_death()
        if self._given_up:
            outcome, reason = (
                Outcome.DISCARDED,
                f"Given up before the first batch ({self._given_up}); there is nothing to keep.",
            )
        try:
            outcome, reason = self._store.record_death(self.run_id, reason, outcome)
        except WorkbenchError as error:
            reason = f"{reason} This could not be recorded: {error}"
        return Finished(
            run_id=self.run_id, sequence=self._last_sequence + 1, time=time.time(), outcome=outcome, reason=reason
        )

    def _cause_of_death(self) -> str:
        if self._complaint:
            return self._complaint
        code = self._process.exitcode or 0
        if self._forced:
            cause = "It did not stop in time and was ended by force."
        elif code < 0:
            cause = f"The training process was killed by signal {-code} ({signal.strsignal(-code) or 'unknown'})"
            cause += ", as happens where memory runs out." if -code == _OUT_OF_MEMORY else "."
        else:
            cause = f"The training process ended without saying how (exit code {code})."
        return f"{cause} Train it again; if that ends in the same way, report it with its log, {self.log}."


def start_worker(store: RunStore, run_id: str, train: Train, *arguments: Any) -> Worker:
    """Train in a new process.

    Args:
        store: Where the supervisor records the run's failure if the worker cannot; the worker opens its own.
        run_id: From `RunStore.reserve_run_id`; `train` creates or resumes the run of this id.
        train: A function at the top level of a module, called in the worker as `train(control, *arguments)`. It
            creates the run, records all that happens in the store before it yields it, and yields Finished last.
        *arguments: Values that can be sent to a process; the imports that they need happen in the worker.

    Returns:
        The worker, which is starting.
    """
    # Spawn, never fork: a fork copies Qt's and the engines' locks in whatever state their threads hold them.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    log = store.folder(run_id) / LOG_FILE
    process = context.Process(target=_work, args=(theirs, log, train, arguments), name=f"training {run_id}")
    process.start()
    theirs.close()
    return Worker(store, run_id, process, ours)


def _hang_up(pipe: Connection, sending: threading.Lock) -> None:
    with sending:
        pipe.close()


def _work(pipe: Connection, log: Path, train: Train, arguments: tuple[Any, ...]) -> None:
    """The worker's life. An exception becomes the complaint, and exit code 1."""
    print_to(log)
    # Control-C in a terminal reaches every process in it; what becomes of the run is for the supervisor to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = Control()
    # The session is being closed, or the machine shut down.
    signal.signal(signal.SIGTERM, lambda _number, _frame: control.stop())
    threading.Thread(target=_listen, args=(pipe, control), name="control", daemon=True).start()
    try:
        for event in train(control, *arguments):
            if isinstance(event, Held):
                # First: whoever hears of it may answer at once.
                control.pause()
            _say(pipe, event)
    except Exception as error:  # noqa: BLE001 - the border of a process: the log gets the trace, the supervisor the rest
        traceback.print_exc()
        unexpected = WorkbenchError(f"{type(error).__name__}: {error}", f"The details are in {log}.")
        _say(pipe, error if isinstance(error, WorkbenchError) else unexpected)
        sys.exit(1)


def _say(pipe: Connection, message: TrainingEvent | WorkbenchError) -> None:
    # Where nobody listens any more, the listening thread has asked the run to stop; its end is recorded all the same.
    with suppress(OSError):
        pipe.send(message)


def _listen(pipe: Connection, control: Control) -> None:
    actions = {
        Request.RUN: control.resume,
        Request.PAUSE: control.pause,
        Request.STOP: control.stop,
        Request.DISCARD: control.discard,
    }
    try:
        while True:
            actions[pipe.recv()]()
    except (EOFError, OSError):
        control.stop()
