"""The committees of a workspace: models made of the models of its runs.

A committee is no run: nothing was trained, and it has no epochs. It lies in `committees/<id>/` as the one file that it
is, which says all there is to say about it; the database need not know of it. A kill leaves the whole file or none.
"""

from __future__ import annotations

from pathlib import Path

from core.models.committee import CommitteeBundle, save_model
from core.paths import MODEL_SUFFIX
from core.runs import identifiers
from core.runs.failures import explained

_FOLDER = "committees"
_FILE = f"committee{MODEL_SUFFIX}"


def keep_committee(workspace: Path, committee: CommitteeBundle) -> Path:
    """Save a committee in a workspace. Returns its file; the folder's name is its id.

    Raises:
        WorkbenchError: The workspace cannot be written.
    """
    folder = workspace / _FOLDER
    with explained(workspace):
        folder.mkdir(parents=True, exist_ok=True)
        committee_id = identifiers.reserve(folder)
    path = folder / committee_id / _FILE
    save_model(path, committee)
    return path


def committees(workspace: Path) -> dict[str, Path]:
    """The files of all committees of a workspace by their ids, newest first."""
    files = sorted((workspace / _FOLDER).glob(f"*/{_FILE}"), reverse=True)
    return {file.parent.name: file for file in files}
