"""What is done beside the window to get an answer about a picture."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Cancelled, WorkbenchError
from core.progress import Progress

if TYPE_CHECKING:  # loaded by the thread that needs it
    from PIL.Image import Image

    from core.data.dataset import UInt8Images
    from core.models.answers import Answer
    from core.models.committee_predictor import AnyPredictor

Arrived = deque[tuple[int, "Picture", "Answer"]]
"""Answers with their pictures and the places of these, from the thread that asks to the window's."""

Find = Callable[[Progress], list["Picture"]]
"""What brings the pictures that were given."""
Pack = Callable[[], bytes]
"""Gives the bytes that a file of a picture would have: there is one way from bytes to a picture."""

# As many as the largest pane of a large screen can show; a photograph has more, which only cost time.
_MOST_SHOWN = 2_560


@dataclass(frozen=True)
class Picture:
    """A picture to ask about.

    Attributes:
        file: Its file, or what else it is called.
        content: The bytes of a picture that is no file.
        problem: Why there is no picture, where that is known already.
    """

    file: str
    content: bytes = b""
    problem: WorkbenchError | None = None

    @property
    def name(self) -> str:
        """What to call it in a list."""
        return self.file if self.content else Path(self.file).name or self.file

    def load(self) -> Image:
        """Read it, upright, with 8 bits a channel.

        Raises:
            WorkbenchError: It is no picture, or cannot be read.
        """
        from core.data.pictures import decode_picture, load_picture, quiet_decoding  # noqa: PLC0415

        if self.problem is not None:
            raise self.problem
        if not self.content:
            return load_picture(Path(self.file))
        with quiet_decoding():
            return decode_picture(self.content, self.file)


@dataclass(frozen=True)
class Look:
    """A picture as it is, and as the network sees it.

    Attributes:
        picture: Which one.
        size: Its width and height.
        pixels: uint8 (H, W, C); of a very large picture, a smaller copy.
        seen: uint8 (H, W, C), exactly what the network gets.
    """

    picture: Picture
    size: tuple[int, int]
    pixels: UInt8Images
    seen: UInt8Images


def found_pictures(paths: Sequence[Path], progress: Progress) -> list[Picture]:
    """Files as they are, and in place of each folder the pictures below it."""
    return [picture for path in paths for picture in _below(path, progress)]


def packed_picture(name: str, pack: Pack, progress: Progress) -> list[Picture]:
    """A picture that is no file; where it cannot be packed up, that is the answer about it."""
    progress("Packing", 0, 0)
    try:
        return [Picture(name, content=pack())]
    except WorkbenchError as error:
        return [Picture(name, problem=error)]


def ask_all(
    predictor: AnyPredictor, pictures: Sequence[tuple[int, Picture]], arrived: Arrived, progress: Progress
) -> None:
    """Ask about pictures, one after the other; answers are in `arrived` as soon as they are there."""
    from core.models.answers import ask_each  # noqa: PLC0415

    with closing(ask_each(predictor, ((picture.file, picture.load) for _, picture in pictures))) as answers:
        for done, (place, picture) in enumerate(pictures):
            progress("Asking", done, len(pictures))
            arrived.append((place, picture, next(answers)))


def look_at(predictor: AnyPredictor, picture: Picture, progress: Progress) -> Look:
    """Read a picture to be shown."""
    from core.data.pictures import pixels  # noqa: PLC0415

    progress("Reading", 0, 0)
    image = picture.load()
    size, seen = image.size, predictor.see(image)
    image.thumbnail((_MOST_SHOWN, _MOST_SHOWN))
    return Look(picture, size, pixels(image), seen)


def _below(path: Path, progress: Progress) -> list[Picture]:
    from core.data.picture_files import find_pictures  # noqa: PLC0415

    if not path.is_dir():
        return [Picture(str(path))]
    try:
        return [Picture(str(file)) for file in find_pictures(path, progress)]
    except Cancelled:
        raise
    except WorkbenchError as error:
        return [Picture(str(path), problem=error)]
