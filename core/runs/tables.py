"""The statements behind the run store; each works inside a transaction that its caller has opened."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.experiment.draft import validate
from core.runs.failures import damage
from core.runs.records import Artifact, RunRecord, RunSummary
from core.training.events import EpochEnded, EpochMetrics, Outcome, Started

_INSERT_RUN = """
INSERT INTO runs (key, run_id, name, parent, source, data_sha256, backend, architecture, blas_threads, created, started,
    ended, reason, parameters, device, epochs_planned, epochs_done, seconds, best_epoch, best_validation_accuracy,
    checkpoint, experiment)
VALUES (:key, :run_id, :name, :parent, :source, :data_sha256, :backend, :architecture, :blas_threads, :created,
    :started, :ended, :reason, :parameters, :device, :epochs_planned, :epochs_done, :seconds, :best_epoch,
    :best_validation_accuracy, :checkpoint, :experiment)
"""
_INSERT_EPOCH = """
INSERT INTO epochs (run, epoch, train_loss, train_accuracy, validation_loss, validation_accuracy, objective,
    learning_rate, seconds, images_per_second, dead_units)
VALUES (:run, :epoch, :train_loss, :train_accuracy, :validation_loss, :validation_accuracy, :objective,
    :learning_rate, :seconds, :images_per_second, :dead_units)
"""
_COUNT_EPOCH = """
UPDATE runs SET epochs_done = :epoch, seconds = seconds + :seconds, checkpoint = :checkpoint,
    best_epoch = CASE WHEN :best THEN :epoch ELSE best_epoch END,
    best_validation_accuracy = CASE WHEN :best THEN :accuracy ELSE best_validation_accuracy END
WHERE key = :run
"""
# A child's best epoch may be one of the runs that it extends; only then are those looked for.
_BEST_LOSS = """coalesce(
    (SELECT validation_loss FROM epochs WHERE run = runs.key AND epoch = runs.best_epoch),
    (WITH RECURSIVE line (key, parent) AS (
        SELECT runs.key, runs.parent
        UNION ALL SELECT earlier.key, earlier.parent FROM runs AS earlier JOIN line ON earlier.run_id = line.parent
    )
    SELECT validation_loss FROM epochs JOIN line ON epochs.run = line.key WHERE epoch = runs.best_epoch)
) AS best_validation_loss"""
_INHERIT_BEST = """
UPDATE runs SET (best_epoch, best_validation_accuracy) =
    (SELECT best_epoch, best_validation_accuracy FROM runs AS earlier WHERE earlier.run_id = runs.parent)
WHERE key = ?
"""
# Without the experiment and the checkpoint: a list of thousands of runs does not read thousands of specifications.
_SELECT_SUMMARIES = f"""
SELECT key, run_id, name, parent, source, data_sha256, backend, architecture, blas_threads, created, started, ended,
    outcome, reason, parameters, device, epochs_planned, epochs_done, seconds, best_epoch, best_validation_accuracy,
    {_BEST_LOSS},
    coalesce((SELECT text FROM notes WHERE run = runs.key), '') AS notes
FROM runs ORDER BY key DESC
"""  # noqa: S608 - the words stand above


def insert(connection: sqlite3.Connection, record: RunRecord, key: int | None = None) -> int:
    """Add a run with all that belongs to it, as the newest unless it has a key already. Returns its key."""
    values = record.model_dump(exclude={"experiment", "epochs", "artifacts", "tags", "notes", "outcome"})
    values |= {"key": key, "experiment": record.experiment.model_dump_json()}
    key = connection.execute(_INSERT_RUN, values).lastrowid or 0
    for metrics in record.epochs:
        _insert_epoch(connection, key, metrics)
    for artifact in record.artifacts:
        put_artifact(connection, key, artifact)
    add_tags(connection, key, record.tags)
    put_notes(connection, key, record.notes)
    # Last, since the run is immutable from here on.
    connection.execute("UPDATE runs SET outcome = ? WHERE key = ?", (record.outcome, key))
    return key


def inherit_best(connection: sqlite3.Connection, key: int) -> None:
    """Count the best epoch of the run that this one extends as its own, until there is a better one."""
    connection.execute(_INHERIT_BEST, (key,))


def delete(connection: sqlite3.Connection, key: int) -> None:
    """Remove a run and all that belongs to it."""
    # The run itself goes first: what belongs to a finished run cannot be removed while the run is there.
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("DELETE FROM runs WHERE key = ?", (key,))
    for table in ("epochs", "artifacts", "tags", "notes"):
        connection.execute(f"DELETE FROM {table} WHERE run = ?", (key,))  # noqa: S608 - the names stand above


def key_of(connection: sqlite3.Connection, run_id: str) -> int | None:
    """The key of a run; None where no run has that id."""
    row = connection.execute("SELECT key FROM runs WHERE run_id = ?", (run_id,)).fetchone()
    return int(row["key"]) if row else None


def run_ids(connection: sqlite3.Connection) -> list[str]:
    """The ids of all runs, newest first."""
    return [row["run_id"] for row in connection.execute("SELECT run_id FROM runs ORDER BY key DESC")]


def running(connection: sqlite3.Connection) -> dict[int, str]:
    """Keys and ids of the runs that no outcome was recorded for."""
    rows = connection.execute("SELECT key, run_id FROM runs WHERE outcome IS NULL")
    return {row["key"]: row["run_id"] for row in rows}


def summaries(connection: sqlite3.Connection) -> list[RunSummary]:
    """All runs, newest first."""
    tags: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute("SELECT run, tag FROM tags ORDER BY run, tag"):
        tags[row["run"]].append(row["tag"])
    found = []
    for row in connection.execute(_SELECT_SUMMARIES):
        values = dict(row)
        key = values.pop("key")
        with _damage_told():
            found.append(RunSummary(**values, tags=tuple(tags[key])))
    return found


def artifact_paths(connection: sqlite3.Connection, name: str) -> dict[str, str]:
    """Paths of the artifacts of one name, by the ids of the runs that have one."""
    rows = connection.execute(
        "SELECT run_id, path FROM artifacts JOIN runs ON artifacts.run = runs.key WHERE artifacts.name = ?", (name,)
    )
    return {row["run_id"]: row["path"] for row in rows}


def record(connection: sqlite3.Connection, run_id: str, folder: Path) -> RunRecord:
    """Everything about a run that exists.

    Raises:
        WorkbenchError: Its experiment was written by a newer version of the program, or what is kept of it is damaged.
    """
    with _damage_told():
        return _record(connection, run_id, folder)


def _record(connection: sqlite3.Connection, run_id: str, folder: Path) -> RunRecord:
    values = dict(
        connection.execute(
            f"SELECT *, {_BEST_LOSS} FROM runs WHERE run_id = ?",  # noqa: S608 - the words stand above
            (run_id,),
        ).fetchone()
    )
    key = values.pop("key")
    experiment = validate(json.loads(values.pop("experiment")), where=f"The experiment of run {run_id}")
    rows = connection.execute("SELECT * FROM epochs WHERE run = ? ORDER BY epoch", (key,))
    epochs = tuple(_metrics(row) for row in rows)
    artifacts = connection.execute("SELECT name, path FROM artifacts WHERE run = ? ORDER BY name", (key,))
    tags = connection.execute("SELECT tag FROM tags WHERE run = ? ORDER BY tag", (key,))
    notes = connection.execute("SELECT text FROM notes WHERE run = ?", (key,)).fetchone()
    return RunRecord(
        **values,
        experiment=experiment,
        epochs=epochs,
        artifacts=tuple(Artifact(name=row["name"], path=row["path"]) for row in artifacts),
        tags=tuple(row["tag"] for row in tags),
        notes=notes["text"] if notes else "",
        folder=folder,
    )


def start(connection: sqlite3.Connection, key: int, event: Started) -> None:
    """Record that the first batch is next. A resumed run keeps the time at which it first started."""
    connection.execute(
        "UPDATE runs SET started = coalesce(started, ?), parameters = ?, device = ? WHERE key = ?",
        (event.time, event.parameters, event.device, key),
    )


def end_epoch(connection: sqlite3.Connection, key: int, event: EpochEnded, checkpoint: str) -> None:
    """Add an epoch's row and make `checkpoint` the one to resume from."""
    metrics = event.metrics
    _insert_epoch(connection, key, metrics)
    connection.execute(
        _COUNT_EPOCH,
        {
            "run": key,
            "epoch": metrics.epoch,
            "seconds": metrics.seconds,
            "checkpoint": checkpoint,
            "best": event.best,
            "accuracy": metrics.validation_accuracy,
        },
    )


def finish(connection: sqlite3.Connection, key: int, outcome: Outcome, reason: str, ended: float | None) -> None:
    """Record how a run ended; from here on it is immutable."""
    connection.execute(
        "UPDATE runs SET outcome = ?, reason = ?, ended = ? WHERE key = ?", (outcome, reason, ended, key)
    )


def reopen(connection: sqlite3.Connection, key: int) -> None:
    """Mark an interrupted run as running again."""
    connection.execute("UPDATE runs SET outcome = NULL, reason = '', ended = NULL WHERE key = ?", (key,))


def forget_files(connection: sqlite3.Connection, key: int) -> None:
    """Drop the checkpoint and the artifacts of a run that is being discarded."""
    connection.execute("UPDATE runs SET checkpoint = NULL WHERE key = ?", (key,))
    connection.execute("DELETE FROM artifacts WHERE run = ?", (key,))


def put_artifact(connection: sqlite3.Connection, key: int, artifact: Artifact) -> None:
    """Add an artifact, in place of one of the same name."""
    connection.execute("REPLACE INTO artifacts (run, name, path) VALUES (?, ?, ?)", (key, artifact.name, artifact.path))


def rename(connection: sqlite3.Connection, key: int, name: str) -> None:
    """Change what a run is called."""
    connection.execute("UPDATE runs SET name = ? WHERE key = ?", (name, key))


def add_tags(connection: sqlite3.Connection, key: int, tags: tuple[str, ...]) -> None:
    """Add the tags that the run does not have yet."""
    connection.executemany("INSERT OR IGNORE INTO tags (run, tag) VALUES (?, ?)", [(key, tag) for tag in tags])


def remove_tags(connection: sqlite3.Connection, key: int, tags: tuple[str, ...]) -> None:
    """Remove those of the tags that the run has."""
    connection.executemany("DELETE FROM tags WHERE run = ? AND tag = ?", [(key, tag) for tag in tags])


def put_notes(connection: sqlite3.Connection, key: int, text: str) -> None:
    """Replace the run's notes."""
    connection.execute("REPLACE INTO notes (run, text) VALUES (?, ?)", (key, text))


def _insert_epoch(connection: sqlite3.Connection, key: int, metrics: EpochMetrics) -> None:
    values = metrics.model_dump() | {"run": key, "dead_units": json.dumps(metrics.dead_units)}
    connection.execute(_INSERT_EPOCH, values)


def _metrics(row: sqlite3.Row) -> EpochMetrics:
    values: dict[str, Any] = {name: math.nan if value is None else value for name, value in dict(row).items()}
    del values["run"]
    return EpochMetrics(**values | {"dead_units": json.loads(values["dead_units"])})


@contextmanager
def _damage_told() -> Iterator[None]:
    """Bits that changed inside a text are nothing that SQLite would notice."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise damage(str(error)) from error
