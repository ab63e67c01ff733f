"""What is done beside the window to get an answer about a picture."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Cancelled, WorkbenchError
from core.progress import Progress
from workbench.state.sights import SIGHTS, Sight

if TYPE_CHECKING:  # loaded by the thread that needs it
    from PIL.Image import Image

    from core.data.dataset import UInt8Images
    from core.models.answers import Answer
    from core.models.committee_predictor import AnyPredictor
    from core.vision.boxes import Box
    from core.vision.framing import Choice, Framed

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
        choice: Which part of it the model is asked about.
    """

    file: str
    content: bytes = b""
    problem: WorkbenchError | None = None
    choice: Choice = "auto"

    @property
    def name(self) -> str:
        """What to call it in a list."""
        return self.file if self.content else Path(self.file).name or self.file

    def shows_same(self, other: Picture) -> bool:
        """Whether another one is the same picture, whatever part of it is meant."""
        return (self.file, self.content) == (other.file, other.content)

    def sight(self) -> Sight:
        """What there is to see, which is shared by all who look at it.

        Raises:
            WorkbenchError: It is known that there is no picture.
        """
        if self.problem is not None:
            raise self.problem
        return SIGHTS.of(self.file, self.content)

    def decoded(self) -> Image:
        """The picture for one who looks once, and may change it: upright, a large one as a smaller copy.

        Raises:
            WorkbenchError: It is no picture, or cannot be read.
        """
        if self.problem is not None:
            raise self.problem
        return Sight(self.file, self.content).photo.image

    def framed(self, classes: tuple[str, ...]) -> Framed:
        """The part of it that a model with those classes is asked about.

        Raises:
            NoFaceFound: The model is one of faces, and none is found.
            WorkbenchError: It is no picture, or cannot be read.
        """
        from core.vision.boxes import Box  # noqa: PLC0415
        from core.vision.framing import frame_face, framed_part, whole  # noqa: PLC0415
        from core.vision.subject import subject_of  # noqa: PLC0415

        sight = self.sight()
        if subject_of(classes) == "face":
            return frame_face(sight.photo, self.choice, lambda: sight.faces)
        return framed_part(sight.photo, self.choice) if isinstance(self.choice, Box) else whole(sight.photo)


@dataclass(frozen=True)
class Look:
    """A picture as it is, and as the network sees it.

    Attributes:
        picture: Which one.
        size: Its width and height.
        pixels: uint8 (H, W, C); of a very large picture, a smaller copy.
        seen: uint8 (H, W, C), exactly what the network gets; None where it gets nothing, for want of a face.
        part: Width and height of what was cut out for it.
        box: Around the part that it gets; None where it is the whole picture.
        found: Around all parts that were found: faces, those first that came with the first certain one, and of each
            the largest first; or digits from left to right.
        reading: What the model says of those digits one by one, as one number.
        may_have_more: Whether there may be faces that were not searched for yet.
    """

    picture: Picture
    size: tuple[int, int]
    pixels: UInt8Images
    seen: UInt8Images | None
    part: tuple[int, int]
    box: Box | None = None
    found: tuple[Box, ...] = ()
    reading: str = ""
    may_have_more: bool = False


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

    asked = ((picture.file, partial(picture.framed, predictor.classes)) for _, picture in pictures)
    with closing(ask_each(predictor, asked)) as answers:
        for done, (place, picture) in enumerate(pictures):
            progress("Asking", done, len(pictures))
            arrived.append((place, picture, next(answers)))


def look_at(predictor: AnyPredictor, picture: Picture, progress: Progress) -> Look:
    """Read a picture to be shown."""
    from core.data.pictures import pixels  # noqa: PLC0415
    from core.models.numbers import read_number  # noqa: PLC0415
    from core.vision.framing import NoFaceFound  # noqa: PLC0415
    from core.vision.subject import subject_of  # noqa: PLC0415

    progress("Reading", 0, 0)
    sight = picture.sight()
    photo = sight.photo
    shown = photo.image
    if max(shown.size) > _MOST_SHOWN:
        shown = shown.copy()
        shown.thumbnail((_MOST_SHOWN, _MOST_SHOWN))
    subject = subject_of(predictor.classes)
    size, found = (photo.width, photo.height), sight.found(subject)
    try:
        framed = picture.framed(predictor.classes)
    except NoFaceFound:
        return Look(picture, size, pixels(shown), None, (0, 0))
    seen, part = predictor.see(framed.picture), framed.picture.size
    reading = read_number(predictor, photo, found, framed.box) if subject == "digit" else ""
    may_have_more = subject == "face" and bool(found) and sight.may_have_more
    return Look(picture, size, pixels(shown), seen, part, framed.box, found, reading, may_have_more)


def other_faces(picture: Picture, progress: Progress) -> tuple[Box, ...]:
    """Around the faces that the first answer did not wait for."""
    return picture.sight().find_others(progress)


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
