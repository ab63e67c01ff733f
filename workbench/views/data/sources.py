"""Sources in the words of the window: what the built-in ones are, and what to call a file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from workbench.views.signs import TIMES


class BuiltIn(NamedTuple):
    """A source that needs no file."""

    source: str
    title: str
    words: str


BUILT_IN = (
    BuiltIn("street-digits", "Street digits", f"10,000 drawn house numbers, 32 {TIMES} 32 in colour"),
    BuiltIn("drawn-digits", "Drawn digits", f"10,000 digits as a hand writes them, 32 {TIMES} 32 in colour"),
    BuiltIn("sketch-faces", "Sketched faces", f"10,000 drawn expressions, 48 {TIMES} 48 in gray"),
)
FILE_FILTER = "Datasets (*.zip *.mat *.csv *.npz);;All files (*)"
READ_AS = {
    "svhn-mat": ".mat files",
    "class-folders": "class folders",
    "zip": ".zip",
    "fer-csv": "FER .csv",
    "npz": ".npz",
    "generated": "built in",
    "combined": "several sources",
}


def short_name(source: str) -> str:
    """What to call a source in a list: a built-in one by its name, a file by its last two parts."""
    if source.partition(":")[0] in {built_in.source for built_in in BUILT_IN}:
        return source
    return str(Path(*Path(source).parts[-2:]))
