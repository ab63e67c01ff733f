"""Saving what an answer hangs on, for `workbench predict --why`."""

from __future__ import annotations

import io
from enum import StrEnum
from pathlib import Path

from PIL import Image

from core.data.photos import load_photo
from core.data.pictures import pixels
from core.errors import WorkbenchError
from core.evaluation.overlay import overlaid
from core.files import write_atomic
from core.models.answers import Answer
from core.models.committee_predictor import AnyPredictor
from core.models.saliency import Saliency, explain
from core.vision.framing import Framed

# More pixels than a map of a few thousand numbers fills.
_LONGEST_SIDE = 2_048

Why = tuple[Path, Saliency]
"""A picture under its map, and the map."""


class WhyChoice(StrEnum):
    """The ways that the command offers."""

    GRADIENT = "gradient"
    OCCLUSION = "occlusion"


class WhyFolder:
    """A folder that pictures under their maps are saved in, each under the name of its picture.

    Args:
        folder: Made when it is needed.
        way: How the maps are found.
    """

    def __init__(self, folder: Path, way: WhyChoice) -> None:
        self._folder, self._way = folder, way
        self._taken: set[str] = set()

    def save(self, predictor: AnyPredictor, answer: Answer, framed: Framed) -> Why:
        """Explain an answer about a picture file, and save the picture under the map as a PNG.

        Args:
            predictor: Who answered.
            answer: What.
            framed: The part of the picture that it is about.

        Raises:
            WorkbenchError: The picture cannot be read any more, or the folder cannot be written.
        """
        photo = load_photo(Path(answer.file))
        found = explain(predictor, framed.picture, self._way.value, answer.label)
        picture = photo.image.copy()
        picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        place = framed.cut.scaled(picture.width / photo.width) if framed.cut else None
        content = io.BytesIO()
        Image.fromarray(overlaid(pixels(picture), found.scaled, place)).save(content, "PNG")
        path = self._folder / self._free_name(Path(answer.file).stem)
        try:
            write_atomic(path, content.getvalue())
        except OSError as error:
            raise WorkbenchError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error
        return path, found

    def _free_name(self, stem: str) -> str:
        """Pictures of several folders may be called the same."""
        number, name = 1, f"{stem}-{self._way}.png"
        while name in self._taken:
            number += 1
            name = f"{stem}-{self._way}-{number}.png"
        self._taken.add(name)
        return name


def why_folder(way: WhyChoice | None, folder: Path | None) -> WhyFolder | None:
    """Where to save maps; None where none are wanted.

    Raises:
        WorkbenchError: One of the two options is given without the other.
    """
    if way is None and folder is None:
        return None
    if way is None or folder is None:
        raise WorkbenchError(
            "--why and --save-why go together.",
            "Say how to explain and where to save, as in --why gradient --save-why maps.",
        )
    return WhyFolder(folder, way)
