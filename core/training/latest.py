"""The model of a run at any moment: the one that it left, or, before that, the one after its last finished epoch.

A run that goes on is not asked for anything, and does not notice. What is read are two files that nothing changes any
more once they have their names: the manifest, kept at its first batch, and its latest checkpoint. That one is removed
as soon as the next one is stored; who comes too late reads the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import WorkbenchError
from core.models.bundle import ModelBundle, load_bundle
from core.runs.manifests import MANIFEST_ARTIFACT, manifest_of
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.checkpoint import load_checkpoint
from core.training.members import model_of
from core.training.start import MODEL_ARTIFACT


@dataclass(frozen=True)
class RunModel:
    """A model, and the run as it was when the model was read.

    Attributes:
        bundle: The model.
        run: What was known about its run. Where that had left no model yet, this one is of its last epoch.
    """

    bundle: ModelBundle
    run: RunRecord


def model_file(run: RunRecord) -> Path | None:
    """The file that a run's model is read from: what it left, or its latest checkpoint; None before its first one."""
    return run.artifact(MODEL_ARTIFACT) or (run.checkpoint_path if run.artifact(MANIFEST_ARTIFACT) else None)


def open_run(store: RunStore, run: str) -> RunModel:
    """Read the model of a run, whether it is over or not.

    Args:
        store: Where the run is recorded.
        run: Its id, or the beginning of it.

    Returns:
        The model that it left. Where there is none, that of its latest checkpoint, with averaged weights where the
        experiment averages them, as they were validated; nobody chose it, and it has no measurements.

    Raises:
        WorkbenchError: There is no such run, it has finished no epoch yet, or a file of it is damaged.
    """
    record = store.run(run)
    while True:
        try:
            return RunModel(_read(record), record)
        except WorkbenchError:
            before, record = record, store.run(record.run_id)
            if model_file(record) == model_file(before):
                raise


def _read(record: RunRecord) -> ModelBundle:
    if record.artifact(MODEL_ARTIFACT) is None and record.checkpoint_path:
        manifest = manifest_of(record)
        if manifest:
            checkpoint = load_checkpoint(record.checkpoint_path)
            weights = checkpoint.weights_to_keep(manifest.experiment.weight_averaging)
            return ModelBundle(manifest.model_copy(update={"epoch": checkpoint.epoch}), weights)
    return load_bundle(model_of(record))
