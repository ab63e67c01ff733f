"""How many images a run left out, and why: a file kept with the run, where there were any."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.data.cleaning import Excluded
from core.files import write_atomic
from core.runs.failures import explained
from core.runs.records import RunRecord
from core.runs.writer import RunWriter

LEFT_OUT_ARTIFACT = "left out"
_LIST = TypeAdapter(tuple[Excluded, ...])


def keep_left_out(writer: RunWriter, excluded: Sequence[Excluded]) -> None:
    """Record with a run what its experiment left out.

    Raises:
        WorkbenchError: The disk is full.
    """
    if excluded:
        path = writer.folder / "left-out.json"
        with explained(path):
            write_atomic(path, _LIST.dump_json(tuple(excluded), indent=1))
        writer.add_artifact(LEFT_OUT_ARTIFACT, path)


def left_out_of(record: RunRecord) -> tuple[Excluded, ...]:
    """What a run left out; nothing where it left out nothing, or where nobody knows any more."""
    path: Path | None = record.artifact(LEFT_OUT_ARTIFACT)
    try:
        return _LIST.validate_json(path.read_bytes()) if path else ()
    except (OSError, ValidationError):
        return ()
