"""Pictures that were tried, as they are kept from start to start: a list of them, and those that are no files."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.files import write_atomic
from workbench.state.asking import Picture
from workbench.state.keeper import read_kept, set_aside

if TYPE_CHECKING:
    from core.models.answers import Answer
    from core.vision.framing import Choice

MOST_KEPT = 60
THUMBNAIL = 96
"""The longer side of a thumbnail, in pixels."""
_LIST = "tried.json"
_QUALITY = 85


@dataclass(frozen=True)
class TriedPicture:
    """A picture, and what a model said about it.

    Attributes:
        file: Its file, or what else it is called.
        kept: Name of the file that keeps a picture that is none of its own; empty for others.
        model: Which model answered.
        label: What it answered.
        probability: Of that class.
        probabilities: Of all classes, by name in the model's order.
        thumbnail: A small JPEG of it.
        part: Which part of it the model was asked about: "auto", "whole", or a box as it is written.
    """

    file: str
    kept: str
    model: str
    label: str
    probability: float
    probabilities: dict[str, float]
    thumbnail: bytes
    part: str = "auto"

    @property
    def name(self) -> str:
        """What to call it in a list."""
        return self.file if self.kept else Path(self.file).name or self.file


class TriedFolder:
    """Where they are kept.

    Args:
        folder: Made when there is something to keep.

    Attributes:
        list_file: The list.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.list_file = folder / _LIST

    def read(self) -> list[TriedPicture]:
        """The list; empty where there is none. One that cannot be read is set aside."""
        kept = read_kept(self.list_file)
        if kept is None:
            return []
        try:
            if not isinstance(kept, list):
                raise TypeError("not a list")
            return [_from_document(entry) for entry in kept]
        except (TypeError, ValueError, KeyError):
            set_aside(self.list_file)
            return []

    def remember(self, picture: Picture, answer: Answer, model: str) -> TriedPicture:
        """Make the entry of a picture, and keep the picture where it is no file of its own.

        Raises:
            WorkbenchError: The picture cannot be read any more.
            OSError: There is no room for it.
        """
        image = picture.decoded()
        image.thumbnail((THUMBNAIL, THUMBNAIL))
        small = io.BytesIO()
        image.save(small, "JPEG", quality=_QUALITY)
        kept = ""
        if picture.content:
            kept = f"{hashlib.sha256(picture.content).hexdigest()[:16]}.picture"
            if not (self._folder / kept).exists():
                write_atomic(self._folder / kept, picture.content)
        facts = (answer.label, answer.probability, answer.probabilities, small.getvalue())
        return TriedPicture(picture.file, kept, model, *facts, part=_written(picture.choice))

    def picture_of(self, tried: TriedPicture) -> Picture:
        """The picture itself."""
        choice = _read(tried.part)
        if not tried.kept:
            return Picture(tried.file, choice=choice)
        try:
            return Picture(tried.file, content=(self._folder / tried.kept).read_bytes(), choice=choice)
        except OSError:
            # Said as of any picture that cannot be read.
            return Picture(str(self._folder / tried.kept))

    def forget_others(self, tried: Iterable[TriedPicture]) -> None:
        """Delete the pictures kept for entries that are no more."""
        wanted = {one.kept for one in tried}
        for path in self._folder.glob("*.picture"):
            if path.name not in wanted:
                with suppress(OSError):
                    path.unlink()


def answered_anew(tried: TriedPicture, answer: Answer, model: str) -> TriedPicture:
    """The same picture with another answer."""
    shares = answer.probabilities
    return replace(tried, model=model, label=answer.label, probability=answer.probability, probabilities=shares)


def as_json(tried: Iterable[TriedPicture]) -> str:
    """The list as it is kept."""
    entries = [asdict(one) | {"thumbnail": base64.b64encode(one.thumbnail).decode()} for one in tried]
    return json.dumps(entries, indent=1)


def _written(choice: Choice) -> str:
    return choice if isinstance(choice, str) else choice.written


def _read(part: str) -> Choice:
    from core.vision.boxes import parse_box  # noqa: PLC0415 - imported where it is needed, as all of the core

    if part == "whole":
        return "whole"
    return "auto" if part == "auto" else parse_box(part)


def _from_document(entry: dict[str, Any]) -> TriedPicture:
    read = TriedPicture(**entry)
    words = (read.file, read.kept, read.model, read.label, read.part)
    shares = (read.probability, *read.probabilities.values())
    if not all(isinstance(word, str) for word in words) or not all(isinstance(share, float) for share in shares):
        raise TypeError("not what was written")
    # It names a file of the folder, and nothing beyond it.
    if Path(read.kept).name != read.kept:
        raise ValueError("not a file's name")
    return replace(read, thumbnail=base64.b64decode(entry["thumbnail"]))
