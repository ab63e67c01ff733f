"""The tables of a workspace, version 2.

A metric that is not a number is stored as NULL, since SQLite knows no NaN; every metric has a value, so that NULL can
mean nothing else. `runs` carries what a list of runs shows (best epoch, epochs done, seconds), kept up to date with
each epoch, so that listing never reads `epochs`. Rows are ordered by `key`, which counts up whatever the clock does.

The triggers make finished runs immutable for every program that opens the file. An interrupted run is not finished:
nobody was there to say how it ended, so it can be resumed, or its supervisor can still say that it failed.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = 2
APPLICATION_ID: Final = 0x57424E43  # "WBNC", in the file's header: tells our database from another program's

TABLES: Final = """
CREATE TABLE runs (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    parent TEXT,
    source TEXT NOT NULL,
    data_sha256 TEXT NOT NULL,
    backend TEXT NOT NULL,
    architecture TEXT NOT NULL,
    blas_threads INTEGER NOT NULL,
    created REAL NOT NULL,
    started REAL,
    ended REAL,
    outcome TEXT,
    reason TEXT NOT NULL DEFAULT '',
    parameters INTEGER,
    device TEXT NOT NULL DEFAULT '',
    epochs_planned INTEGER NOT NULL,
    epochs_done INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    best_epoch INTEGER,
    best_validation_accuracy REAL,
    checkpoint TEXT,
    experiment TEXT NOT NULL
);
CREATE INDEX runs_running ON runs (key) WHERE outcome IS NULL;
CREATE TABLE epochs (
    run INTEGER NOT NULL REFERENCES runs (key),
    epoch INTEGER NOT NULL,
    train_loss REAL,
    train_accuracy REAL,
    validation_loss REAL,
    validation_accuracy REAL,
    objective REAL,
    learning_rate REAL,
    seconds REAL,
    images_per_second REAL,
    dead_units TEXT NOT NULL,
    PRIMARY KEY (run, epoch)
) WITHOUT ROWID;
CREATE TABLE artifacts (
    run INTEGER NOT NULL REFERENCES runs (key),
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (run, name)
) WITHOUT ROWID;
CREATE TABLE tags (
    run INTEGER NOT NULL REFERENCES runs (key),
    tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
) WITHOUT ROWID;
CREATE TABLE notes (
    run INTEGER PRIMARY KEY REFERENCES runs (key),
    text TEXT NOT NULL
);
"""

_RUNS_TRIGGER = """
CREATE TRIGGER finished_runs_are_immutable
BEFORE UPDATE OF key, run_id, parent, source, data_sha256, backend, architecture, blas_threads, created, started, ended,
    outcome, reason, parameters, device, epochs_planned, epochs_done, seconds, best_epoch, best_validation_accuracy,
    checkpoint, experiment
ON runs WHEN OLD.outcome <> 'interrupted'
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
"""

_TRIGGER = """
CREATE TRIGGER {table}_of_finished_runs_are_immutable_on_{verb}
BEFORE {verb} ON {table} WHEN (SELECT outcome FROM runs WHERE key = {row}.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
"""

TRIGGERS: Final = _RUNS_TRIGGER + "".join(
    _TRIGGER.format(table=table, verb=verb, row="NEW" if verb == "INSERT" else "OLD")
    for table in ("epochs", "artifacts")
    for verb in ("INSERT", "UPDATE", "DELETE")
)

MIGRATIONS: Final = {
    1: f"""
ALTER TABLE runs ADD COLUMN device TEXT NOT NULL DEFAULT '';
DROP TRIGGER finished_runs_are_immutable;
{_RUNS_TRIGGER}
""",
}
"""By version: what turns tables of that version into those of the next."""
