-- A workspace of version 1 of the tables, with one finished run.
BEGIN TRANSACTION;
CREATE TABLE artifacts (
    run INTEGER NOT NULL REFERENCES runs (key),
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (run, name)
) WITHOUT ROWID;
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
INSERT INTO "epochs" VALUES(1,1,2.0,0.5,2.1,0.5,2.2,0.1,0.25,60000.0,'{}');
INSERT INTO "epochs" VALUES(1,2,1.0,0.5,1.05,0.75,1.1,0.1,0.25,60000.0,'{}');
CREATE TABLE notes (
    run INTEGER PRIMARY KEY REFERENCES runs (key),
    text TEXT NOT NULL
);
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
    epochs_planned INTEGER NOT NULL,
    epochs_done INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    best_epoch INTEGER,
    best_validation_accuracy REAL,
    checkpoint TEXT,
    experiment TEXT NOT NULL
);
INSERT INTO "runs" VALUES(1,'20261124-0412-k3f9','digits',NULL,'street-digits:2000','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','numpy','1024-10',2,1764000000.0,1764000001.0,1764000009.0,'completed','',10250,2,2,0.5,2,0.75,NULL,'{"schema_version": 1, "name": "digits", "network": {"layers": [{"type": "Flatten"}, {"type": "Dense", "units": 10}]}, "epochs": 2}');
CREATE TABLE tags (
    run INTEGER NOT NULL REFERENCES runs (key),
    tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
) WITHOUT ROWID;
INSERT INTO "tags" VALUES(1,'good');
CREATE INDEX runs_running ON runs (key) WHERE outcome IS NULL;
CREATE TRIGGER finished_runs_are_immutable
BEFORE UPDATE OF key, run_id, parent, source, data_sha256, backend, architecture, blas_threads, created, started, ended,
    outcome, reason, parameters, epochs_planned, epochs_done, seconds, best_epoch, best_validation_accuracy, checkpoint,
    experiment
ON runs WHEN OLD.outcome <> 'interrupted'
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
CREATE TRIGGER epochs_of_finished_runs_are_immutable_on_INSERT
BEFORE INSERT ON epochs WHEN (SELECT outcome FROM runs WHERE key = NEW.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
CREATE TRIGGER epochs_of_finished_runs_are_immutable_on_UPDATE
BEFORE UPDATE ON epochs WHEN (SELECT outcome FROM runs WHERE key = OLD.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
CREATE TRIGGER epochs_of_finished_runs_are_immutable_on_DELETE
BEFORE DELETE ON epochs WHEN (SELECT outcome FROM runs WHERE key = OLD.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
CREATE TRIGGER artifacts_of_finished_runs_are_immutable_on_INSERT
BEFORE INSERT ON artifacts WHEN (SELECT outcome FROM runs WHERE key = NEW.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
CREATE TRIGGER artifacts_of_finished_runs_are_immutable_on_UPDATE
BEFORE UPDATE ON artifacts WHEN (SELECT outcome FROM runs WHERE key = OLD.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
CREATE TRIGGER artifacts_of_finished_runs_are_immutable_on_DELETE
BEFORE DELETE ON artifacts WHEN (SELECT outcome FROM runs WHERE key = OLD.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'A finished run cannot be changed but for its name, tags and notes.'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('runs',1);
COMMIT;
PRAGMA application_id = 1463963203;
PRAGMA user_version = 1;
