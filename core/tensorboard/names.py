"""One folder of links to the event folders of all runs, under names that people know.

TensorBoard calls a run by its folder, and runs lie in folders named by their ids. The links are relative, so that a
workspace can be moved with them.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.runs.identifiers import short

EVENTS: Final = "tensorboard"
"""Of a run's folder: where its event files are. Of a workspace: where the links are."""
# What no file system or web address has trouble with.
_UNSAFE: Final = re.compile(r"[^\w .,+=()\[\]-]+")
_LONGEST_NAME: Final = 60


def readable_name(name: str, run_id: str) -> str:
    """What TensorBoard calls a run: its name, and its short id, which tells it from others of that name."""
    cleaned = " ".join(_UNSAFE.sub(" ", name).split())[:_LONGEST_NAME].strip(" .")
    return f"{cleaned} {short(run_id)}".strip()


def link_runs(workspace: Path) -> Path:
    """Bring the links up to date with the runs that there are, and with their present names.

    Returns:
        The folder of the links.

    Raises:
        OSError: The workspace cannot be written.
    """
    links = workspace / EVENTS
    links.mkdir(parents=True, exist_ok=True)
    wanted = {readable_name(name, folder.name): folder for folder, name in _logged_runs(workspace)}
    for link in links.iterdir():
        if _is_link(link) and link.name not in wanted:
            _remove_link(link)
    for name, folder in wanted.items():
        link_run(folder, name)
    return links


def link_run(folder: Path, name: str) -> None:
    """Link the events of one run.

    Args:
        folder: The run's, in a workspace.
        name: From `readable_name`.
    """
    link = folder.parent.parent / EVENTS / name
    link.parent.mkdir(exist_ok=True)
    # Another process may be doing the same.
    with suppress(FileExistsError):
        _link(link, folder / EVENTS)


def unlink_run(folder: Path) -> None:
    """Take away the links to the events of one run."""
    links, events = folder.parent.parent / EVENTS, (folder / EVENTS).resolve()
    for link in links.iterdir() if links.is_dir() else ():
        if _is_link(link) and link.resolve() == events:
            _remove_link(link)


def _logged_runs(workspace: Path) -> Iterator[tuple[Path, str]]:
    """Folder and name of the runs that have event files."""
    for events in (workspace / "runs").glob(f"*/{EVENTS}"):
        try:
            description = json.loads((events.parent / "run.json").read_bytes())
            yield events.parent, str(description["name"])
        except (OSError, ValueError, KeyError):
            # A folder that is no run's, or not any more: shown by its id.
            yield events.parent, ""


if sys.platform == "win32":
    import _winapi

    # A junction, which anybody may make; links need rights that few have.
    def _link(link: Path, target: Path) -> None:
        _winapi.CreateJunction(str(target), str(link))

    def _is_link(path: Path) -> bool:
        return bool(path.lstat().st_reparse_tag)

    def _remove_link(link: Path) -> None:
        link.rmdir()

else:

    def _link(link: Path, target: Path) -> None:
        link.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)

    def _is_link(path: Path) -> bool:
        return path.is_symlink()

    def _remove_link(link: Path) -> None:
        link.unlink(missing_ok=True)
