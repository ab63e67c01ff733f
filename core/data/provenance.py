"""Where the images of a dataset came from: the file of each, and what that file held before it was made to fit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Self

from core.files import write_atomic


@dataclass(frozen=True)
class PictureForm:
    """A picture file's own size, upright, and its mode in Pillow's words ("L", "RGB", "P", "RGBA", ...)."""

    width: int
    height: int
    mode: str


@dataclass(frozen=True)
class Provenance:
    """The picture files behind the rows of a dataset.

    Attributes:
        files: Name of each row's file, relative to the source.
        forms: The different forms that occur.
        form_of: For each row the index of its form in `forms`.
    """

    files: tuple[str, ...]
    forms: tuple[PictureForm, ...]
    form_of: tuple[int, ...]

    @classmethod
    def of(cls, files: Sequence[str], forms: Sequence[PictureForm]) -> Self:
        """From the file and the form of each row."""
        places = {form: place for place, form in enumerate(dict.fromkeys(forms))}
        return cls(tuple(files), tuple(places), tuple(places[form] for form in forms))

    def save(self, path: Path) -> None:
        """Write it to a file."""
        document = {"files": self.files, "forms": [astuple(form) for form in self.forms], "form_of": self.form_of}
        write_atomic(path, json.dumps(document))


def load_provenance(path: Path | None) -> Provenance | None:
    """What `Provenance.save` wrote; None where there is no such file, or no whole one."""
    try:
        document = json.loads(path.read_bytes()) if path else None
        if document is None:
            return None
        forms = tuple(PictureForm(*form) for form in document["forms"])
        return Provenance(tuple(document["files"]), forms, tuple(document["form_of"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
