"""Run ids: short enough to read aloud, sorted by time, and unique without anybody handing them out."""

from __future__ import annotations

import difflib
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from core.errors import WorkbenchError

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0 and 1, which look alike
_SHOWN: Final = 5


class UnknownRun(WorkbenchError):
    """No run has what was typed in its id."""


def reserve(runs_folder: Path) -> str:
    """A new id such as 20261124-0412-k3f9 (UTC), reserved among all processes by making the folder of that name.

    Raises:
        OSError: The folder cannot be made.
    """
    while True:
        letters = "".join(secrets.choice(_ALPHABET) for _ in range(4))
        run_id = f"{time.strftime('%Y%m%d-%H%M', time.gmtime())}-{letters}"
        try:
            (runs_folder / run_id).mkdir()
        except FileExistsError:
            continue
        return run_id


def short(run_id: str) -> str:
    """What to call a run where room is short: its last four letters, as in #k3f9."""
    return f"#{run_id.rpartition('-')[2]}"


def resolve(text: str, run_ids: Sequence[str], deleted: Callable[[], Sequence[str]] = list) -> str:
    """The one id that `text` stands for: the id itself, its beginning, or the beginning of its last four letters.

    Args:
        text: As typed.
        run_ids: All there are, newest first.
        deleted: Those in the trash, asked for where no other run fits.

    Raises:
        UnknownRun: None fits; the hint names what is near.
        WorkbenchError: Several do, or one that is in the trash.
    """
    if text in run_ids:
        return text
    fitting = _fitting(text, run_ids)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        shown = ", ".join(fitting[:_SHOWN]) + (", ..." if len(fitting) > _SHOWN else "")
        raise WorkbenchError(f'"{text}" fits {len(fitting)} runs: {shown}.', "Write more of the run's id.")
    if in_trash := _fitting(text, deleted()):
        where = f"`workbench runs restore {in_trash[0]}`, or Restore on the page Runs with its filter on the trash"
        raise WorkbenchError(f"Run {in_trash[0]} is in the trash.", f"Put it back first: {where}.")
    near = difflib.get_close_matches(text, run_ids, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`workbench runs list` shows the runs of this workspace."
    raise UnknownRun(f"There is no run {text}.", hint)


def _fitting(text: str, run_ids: Sequence[str]) -> list[str]:
    return [one for one in run_ids if one.startswith(text) or one.rpartition("-")[2].startswith(text)]
