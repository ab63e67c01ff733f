"""A run as one zip file, to be taken to another workspace: its description and all files of its folder.

An archive may come from anywhere. Nothing in it is run; a name that leads out of the run's folder, a file that the
description does not fit, or more than a run can hold is refused before anything is kept.
"""

from __future__ import annotations

import secrets
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from pydantic import ValidationError

from core.errors import WorkbenchError
from core.files import atomic_path
from core.runs.failures import explained
from core.runs.records import RunRecord
from core.runs.recovery import DESCRIPTION
from core.zips import DAMAGED_ZIP

_LEFT_BEHIND: Final = ("alive.lock", DESCRIPTION)
# Weights do not get smaller, and reading them back is quicker as they are.
_AS_THEY_ARE: Final = (".safetensors", ".workbench", ".png")
_LARGEST_DESCRIPTION: Final = 256 * 2**20
_LARGEST_RUN: Final = 16 * 2**30
_DAMAGE: Final = (*DAMAGED_ZIP, KeyError)


def export_run(record: RunRecord, target: Path) -> None:
    """Write a run that is not running to a zip file, whole or not at all.

    Raises:
        WorkbenchError: The run is running, or the file cannot be written.
    """
    if record.outcome is None:
        raise WorkbenchError(f"Run {record.run_id} is running.", "Export it once it has ended.")
    with explained(target), atomic_path(target) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        archive.writestr(DESCRIPTION, record.model_dump_json(indent=1), zipfile.ZIP_DEFLATED)
        for path in sorted(record.folder.rglob("*")):
            name = path.relative_to(record.folder).as_posix()
            if path.is_file() and not path.is_symlink() and name not in _LEFT_BEHIND and not path.name.startswith("."):
                kind = zipfile.ZIP_STORED if path.suffix in _AS_THEY_ARE else zipfile.ZIP_DEFLATED
                archive.write(path, name, kind)


def unpack_run(source: Path, runs_folder: Path) -> tuple[RunRecord, Path]:
    """Read an archive into a folder of its own beside the runs, from where it can be moved to its place.

    Returns:
        What it says about the run, and the folder.

    Raises:
        WorkbenchError: The file is missing, no exported run, damaged, or holds what no run holds.
    """
    folder = runs_folder / f".import-{secrets.token_hex(8)}"
    with explained(folder):
        folder.mkdir()
    try:
        with explained(source), zipfile.ZipFile(source) as archive:
            record = _description(archive, source)
            for member in archive.infolist():
                if member.filename != DESCRIPTION:
                    _unpack(archive, member, folder)
            _check_files(record, folder)
    except _DAMAGE as error:
        shutil.rmtree(folder)
        raise _damaged(source, str(error)) from error
    except BaseException:
        shutil.rmtree(folder)
        raise
    return record.model_copy(update={"folder": folder}), folder


def _description(archive: zipfile.ZipFile, source: Path) -> RunRecord:
    if sum(member.file_size for member in archive.infolist()) > _LARGEST_RUN:
        raise zipfile.BadZipFile("it would unpack to more than 16 GiB")
    if archive.getinfo(DESCRIPTION).file_size > _LARGEST_DESCRIPTION:
        raise zipfile.BadZipFile("its description is larger than it can be")
    try:
        record = RunRecord.model_validate_json(archive.read(DESCRIPTION))
    except ValidationError as error:
        raise _damaged(source, str(error)) from error
    if record.outcome is None or PurePosixPath(record.run_id).name != record.run_id or record.run_id in ("", ".", ".."):
        raise zipfile.BadZipFile("its description is not that of a run that has ended")
    return record


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> None:
    name = PurePosixPath(member.filename)
    outside = name.is_absolute() or ".." in name.parts or "\\" in member.filename or ":" in member.filename
    if outside or not name.parts:
        raise zipfile.BadZipFile(f"{member.filename} leads out of the run's folder")
    if member.is_dir():
        return
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("xb") as file:
        shutil.copyfileobj(packed, file, 2**20)


def _check_files(record: RunRecord, folder: Path) -> None:
    """What the description refers to is in the archive, so that no record can point to another file of this machine."""
    named = [artifact.path for artifact in record.artifacts] + ([record.checkpoint] if record.checkpoint else [])
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if missing := [name for name in named if name not in here]:
        raise zipfile.BadZipFile(f"it lacks the file {missing[0]}")


def _damaged(source: Path, details: str) -> WorkbenchError:
    return WorkbenchError(
        f"{source} is not an exported run, is damaged, or was written by a newer version.",
        "Export the run again, with `workbench runs export` or in the window.",
        details,
    )
