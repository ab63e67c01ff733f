"""What a run's models are, apart from their weights: a file kept with the run from its first batch on.

With it every checkpoint of the run is a model, also while the run goes on and where its process was killed.
"""

from __future__ import annotations

from core.files import write_atomic
from core.models.archive import MANIFEST
from core.models.bundle import Manifest, parse_manifest
from core.runs.failures import explained
from core.runs.records import RunRecord
from core.runs.writer import RunWriter

MANIFEST_ARTIFACT = "manifest"


def keep_manifest(writer: RunWriter, manifest: Manifest) -> None:
    """Record with a run what its models are. A run that goes on has it already, and needs no room for it.

    Raises:
        WorkbenchError: The disk is full.
    """
    path = writer.folder / MANIFEST
    if not path.exists():
        with explained(path):
            write_atomic(path, manifest.model_dump_json(indent=1))
    writer.add_artifact(MANIFEST_ARTIFACT, path)


def manifest_of(record: RunRecord) -> Manifest | None:
    """The same, read back; None where the run never came to its first batch, or was made before this was kept.

    Raises:
        WorkbenchError: The file is missing or damaged.
    """
    path = record.artifact(MANIFEST_ARTIFACT)
    if path is None:
        return None
    with explained(path):
        content = path.read_bytes()
    return parse_manifest(str(path), content)
