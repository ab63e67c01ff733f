"""The sweeps of a workspace: `sweeps/<id>/` holds what is searched (`sweep.json`) and what was tried (`journal.log`).

The id follows from what is searched and on which images, so that the same command finds the same sweep, and goes on
with it. One process at a time may; any number may look (`core.sweeps.view`).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.files import write_atomic
from core.runs.failures import explained
from core.runs.liveness import FileLock, is_held
from core.sweeps.space import SearchSpace, base_of

_FOLDER: Final = "sweeps"
_FILE: Final = "sweep.json"
# What a sweep may be extended or renamed by.
_INDECISIVE: Final = {"name", "description", "base", "trials", "seconds"}


class SweepRecord(BaseModel):
    """What is searched, and on what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    sweep_id: str
    space: SearchSpace = Field(description="With its base as a whole experiment.")
    source: str = Field(description="Where the images came from.")
    data_sha256: str = Field(description="Digest of pixels, labels and class names.")
    created: float = Field(description="Seconds since 1970.")

    @property
    def tag(self) -> str:
        """What all its runs are tagged with."""
        return f"sweep:{self.sweep_id}"


def keep_sweep(workspace: Path, space: SearchSpace, dataset: ImageDataset) -> SweepRecord:
    """The sweep of that space on those images in a workspace, begun now or found again with its new budget.

    Args:
        workspace: Its folder.
        space: What is searched.
        dataset: Of the base's image size.

    Raises:
        WorkbenchError: The workspace cannot be written.
    """
    sweep_id = _id_of(space, dataset.sha256)
    path = workspace / _FOLDER / sweep_id / _FILE
    created = _read(path).created if path.exists() else time.time()
    record = SweepRecord(
        sweep_id=sweep_id, space=space, source=dataset.source, data_sha256=dataset.sha256, created=created
    )
    with explained(path):
        write_atomic(path, record.model_dump_json(indent=1))
    return record


def sweeps(workspace: Path) -> list[SweepRecord]:
    """All sweeps of a workspace that can be read, newest first."""
    found = []
    for path in (workspace / _FOLDER).glob(f"*/{_FILE}"):
        try:
            found.append(_read(path))
        except WorkbenchError:
            continue
    return sorted(found, key=lambda record: record.created, reverse=True)


def find_sweep(workspace: Path, text: str) -> SweepRecord:
    """The one sweep whose id is, or begins with, a text.

    Raises:
        WorkbenchError: None does, or several do.
    """
    known = sweeps(workspace)
    fitting = [one for one in known if one.sweep_id == text] or [one for one in known if one.sweep_id.startswith(text)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise WorkbenchError(f"There is no sweep {text}.", "`workbench sweeps list` shows those of this workspace.")
    raise WorkbenchError(f'"{text}" fits {len(fitting)} sweeps.', "Write more of the sweep's id.")


def journal_of(workspace: Path, record: SweepRecord) -> Path:
    """The file of what was tried; there is none before the first trial."""
    return _folder(workspace, record) / "journal.log"


def is_running(workspace: Path, record: SweepRecord) -> bool:
    """Whether some process tries something at this moment."""
    with _looking(workspace, record):
        return is_held(_lock_file(workspace, record))


@contextmanager
def held(workspace: Path, record: SweepRecord) -> Iterator[None]:
    """For as long as this lasts, no other process goes on with the sweep.

    Raises:
        WorkbenchError: One does.
    """
    alive = FileLock(_lock_file(workspace, record))
    with _looking(workspace, record):
        is_ours = alive.acquire()
    if not is_ours:
        raise WorkbenchError(
            f"Another process is working on the sweep {record.sweep_id}.", "Wait until it has ended, or stop it there."
        )
    try:
        yield
    finally:
        alive.release()


def delete_sweep(workspace: Path, record: SweepRecord) -> None:
    """Forget a sweep; its runs stay.

    Raises:
        WorkbenchError: A process is working on it, or it cannot be deleted.
    """
    with held(workspace, record), explained(_folder(workspace, record)):
        (_folder(workspace, record) / _FILE).unlink()
    with explained(_folder(workspace, record)):
        shutil.rmtree(_folder(workspace, record))


@contextmanager
def _looking(workspace: Path, record: SweepRecord) -> Iterator[None]:
    """One at a time: whoever looks at a lock holds it for a moment, and must not be taken for its owner."""
    with explained(_folder(workspace, record)), FileLock(_folder(workspace, record) / "looking.lock"):
        yield


def _lock_file(workspace: Path, record: SweepRecord) -> Path:
    return _folder(workspace, record) / "alive.lock"


def _folder(workspace: Path, record: SweepRecord) -> Path:
    return workspace / _FOLDER / record.sweep_id


def _id_of(space: SearchSpace, data_sha256: str) -> str:
    decisive = space.model_dump(mode="json", exclude=_INDECISIVE)
    data = base_of(space).data.model_copy(update={"source": None})
    base = base_of(space).model_copy(update={"name": "", "description": "", "data": data}).model_dump(mode="json")
    digest = hashlib.sha256(json.dumps([decisive, base, data_sha256], sort_keys=True).encode()).hexdigest()
    name = re.sub(r"[^a-z0-9]+", "-", space.name.lower()).strip("-")[:40].strip("-") or "sweep"
    return f"{name}-{digest[:6]}"


def _read(path: Path) -> SweepRecord:
    try:
        return SweepRecord.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        message = f"The sweep in {path.parent} cannot be read."
        raise WorkbenchError(message, "Delete that folder.", str(error)) from error
