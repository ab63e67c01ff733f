"""Reports that can be passed on: they tell where the program was, and not where its user keeps things."""

from __future__ import annotations

import re
import sys
import sysconfig
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parent.parent
# A path may hold spaces, so that only a quotation mark or the end of the line surely ends it.
_REST: Final = r"[^\"'\n]*"
_PATHS: Final = re.compile(r"(?<![\w:/.~<>])(?:/[^/\s\"'<>]+/|[A-Za-z]:[\\/]|\\\\\w)" + _REST)


def without_paths(text: str) -> str:
    """A text without the places of a user: what lies below their folder is `~`, anything else of theirs `<path>`.

    Places of the program and of Python are told from there on: they are the same for everybody.
    """
    for folder, name in _own_places():
        text = text.replace(f"{folder}/", f"<{name}>/").replace(f"{folder}\\", f"<{name}>/")
    text = re.sub(re.escape(str(Path.home())) + _REST, "~", text)
    return _PATHS.sub("<path>", text)


def _own_places() -> list[tuple[str, str]]:
    """Folders and what stands for them, the innermost first."""
    paths = sysconfig.get_paths()
    found = {
        str(_ROOT): "workbench",
        paths["purelib"]: "packages",
        paths["platlib"]: "packages",
        paths["stdlib"]: "python",
        str(Path(sys.executable).resolve().parent): "bin",
    }
    return sorted(found.items(), key=lambda place: -len(place[0]))
