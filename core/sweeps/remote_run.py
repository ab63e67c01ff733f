"""One run that is trained elsewhere, as it is recorded here: what its worker says becomes rows and files of the store.

The run's life is this process's hold on it. Workers come and go; where this process dies, the run opens as interrupted.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path, PurePosixPath

from core.errors import WorkbenchError
from core.files import write_atomic
from core.models.bundle import load_bundle
from core.runs.failures import explained
from core.runs.identifiers import UnknownRun
from core.runs.store import RunStore
from core.runs.writer import RunWriter
from core.sweeps.jobs import Attempt
from core.tensorboard.run_log import RunLog
from core.training.events import CheckpointSaved, EpochEnded, Finished, Outcome, Started, TrainingEvent
from core.training.start import MODEL_ARTIFACT


class RemoteRun:
    """The record of a run. One thread uses it.

    Args:
        attempt: What is trained.
        store: Where it is recorded.
    """

    def __init__(self, attempt: Attempt, store: RunStore) -> None:
        self._attempt, self._store = attempt, store
        self._open = ExitStack()
        self._writer: RunWriter | None = None
        self._log: RunLog | None = None

    def threads(self, usual: int) -> int:
        """Of the matrix library: those that the run had before, so that it goes on with the same bits."""
        before = self._attempt.job.goes_on
        return self._store.run(before).blas_threads if before else usual

    def last_state(self) -> bytes | None:
        """The checkpoint after the last epoch that was recorded; None before the first."""
        for run_id in (self._attempt.run_id, self._attempt.job.goes_on):
            with suppress(UnknownRun):
                record = self._store.run(run_id) if run_id else None
                while record and record.checkpoint_path is None and record.parent:
                    record = self._store.run(record.parent)
                if record and record.checkpoint_path:
                    return record.checkpoint_path.read_bytes()
        return None

    def begin(self, architecture: str, threads: int) -> None:
        """Record that the run begins, or goes on, unless it was begun for an earlier worker.

        Raises:
            WorkbenchError: The workspace cannot be written.
        """
        if self._writer:
            return
        run_id, job = self._attempt.run_id, self._attempt.job
        if job.goes_on == run_id:
            writer = self._store.resume_run(run_id)
        else:
            writer = self._store.create_run(
                job.experiment,
                data_sha256=job.dataset.sha256,
                source=job.dataset.source,
                architecture=architecture,
                blas_threads=threads,
                parent=job.goes_on or None,
                run_id=run_id,
            )
        self._writer = self._open.enter_context(writer)
        self._log = self._open.enter_context(closing(RunLog(writer.folder, job.experiment, architecture)))

    def end_epoch(self, event: EpochEnded, checkpoint: bytes) -> CheckpointSaved:
        """Record an epoch with the state after it, as one.

        Raises:
            WorkbenchError: The disk is full.
        """
        writer, log = self._begun()
        path = writer.end_epoch(event, lambda target: _write(target, checkpoint))
        log.take(event)
        stamp = {"run_id": event.run_id, "sequence": event.sequence + 1, "time": time.time()}
        return CheckpointSaved(**stamp, epoch=event.metrics.epoch, path=str(path))

    def take(self, event: TrainingEvent, files: Mapping[str, tuple[str, bytes]]) -> None:
        """Record anything else, with the files that came with it.

        Raises:
            WorkbenchError: The disk is full.
        """
        writer, log = self._begun()
        if isinstance(event, Started):
            writer.start(event)
            # Of an earlier worker.
            log.close()
        for name, (path, content) in files.items():
            self._keep_file(writer, log, name, path, content)
        log.take(event)
        if isinstance(event, Finished):
            writer.finish(event)
            self._open.close()

    def end(self, outcome: Outcome, reason: str) -> None:
        """Record how the run ended, where its worker did not say it; nothing happens where it never began."""
        if self._writer is not None:
            run_id = self._attempt.run_id
            finished = Finished(run_id=run_id, sequence=0, time=time.time(), outcome=outcome, reason=reason)
            # Then it opens as interrupted, which it is.
            with suppress(WorkbenchError):
                self._writer.finish(finished)
            self._open.close()
            self._writer = None

    def _begun(self) -> tuple[RunWriter, RunLog]:
        if self._writer is None or self._log is None:
            raise RuntimeError(f"run {self._attempt.run_id} was not begun")
        return self._writer, self._log

    def _keep_file(self, writer: RunWriter, log: RunLog, name: str, path: str, content: bytes) -> None:
        relative = PurePosixPath(path)
        if relative.is_absolute() or ".." in relative.parts:
            raise WorkbenchError(f"A worker sent a file for {path}, which is outside of the run's folder.")
        target = writer.folder / relative
        with explained(target):
            write_atomic(target, content)
        writer.add_artifact(name, target)
        if name == MODEL_ARTIFACT:
            manifest = load_bundle(target).manifest
            for part, measured in zip(("validation", "test"), manifest.measurements, strict=True):
                log.add_evaluation(manifest.epoch, part, measured.evaluation)


def _write(target: Path, content: bytes) -> None:
    target.write_bytes(content)
