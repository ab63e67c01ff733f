"""Pictures decoded and searched for faces once for all who ask: for the answer, to be shown, while a box is dragged."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.progress import Progress

if TYPE_CHECKING:  # loaded by the thread that needs it
    from core.data.photos import Photo
    from core.vision.boxes import Box
    from core.vision.faces import Face
    from core.vision.subject import Subject

Key = tuple[str, bytes, tuple[int, int]]

# A photograph holds ten megabytes: the one that is looked at, and the next.
_KEPT = 2


class Sight:
    """One picture; whoever comes first does the work, and others wait for it."""

    def __init__(self, file: str, content: bytes) -> None:
        self._file, self._content = file, content
        self._turn, self._turn_of_others = threading.RLock(), threading.Lock()
        self._others: tuple[Face, ...] | None = None

    @property
    def photo(self) -> Photo:
        """Decoded, upright.

        Raises:
            WorkbenchError: It is no picture, or cannot be read.
        """
        with self._turn:
            return self._photo

    def found(self, subject: Subject) -> tuple[Box, ...]:
        """What a model of that subject may be asked about: faces, or digits from left to right.

        Of the faces, first those that the first answer is chosen from, and then the others as far as they were searched
        for; of each the largest first.
        """
        if subject == "face":
            return (*self.faces, *(face.box for face in self._others or ()))
        with self._turn:
            return self._digits if subject == "digit" else ()

    @property
    def faces(self) -> tuple[Box, ...]:
        """The faces in it that the first answer is chosen from, the largest first."""
        with self._turn:
            return tuple(face.box for face in self._faces)

    @property
    def may_have_more(self) -> bool:
        """Whether nobody has searched for the other faces."""
        return self._others is None

    def find_others(self, progress: Progress) -> tuple[Box, ...]:
        """Search for the other faces; nobody who asks for anything else waits for that."""
        from core.vision.faces import patient_face_finder  # noqa: PLC0415

        with self._turn:
            photo, known = self._photo, self._faces
        with self._turn_of_others:
            if self._others is None:
                self._others = patient_face_finder().find_others(photo, known, progress)
        return tuple(face.box for face in self._others)

    @cached_property
    def _photo(self) -> Photo:
        from core.data.photos import decode_photo, load_photo  # noqa: PLC0415 - loads NumPy, off the window's thread
        from core.data.pictures import quiet_decoding  # noqa: PLC0415

        if not self._content:
            return load_photo(Path(self._file))
        with quiet_decoding():
            return decode_photo(self._content, self._file)

    @cached_property
    def _faces(self) -> tuple[Face, ...]:
        from core.vision.faces import face_finder  # noqa: PLC0415

        return face_finder().find(self._photo)

    @cached_property
    def _digits(self) -> tuple[Box, ...]:
        from core.vision.glyphs import find_digits  # noqa: PLC0415

        return find_digits(self._photo)


class Sights:
    """The pictures that were looked at last."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._kept: OrderedDict[Key, Sight] = OrderedDict()

    def of(self, file: str, content: bytes) -> Sight:
        """The one of a picture; a file that was changed since is another picture."""
        key = (file, content, (0, 0) if content else _version(file))
        with self._turn:
            sight = self._kept.pop(key, None) or Sight(file, content)
            self._kept[key] = sight
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return sight


SIGHTS = Sights()
"""Of all windows of the program."""


def _version(file: str) -> tuple[int, int]:
    try:
        about = Path(file).stat()
    except (OSError, ValueError):
        return 0, 0
    return about.st_mtime_ns, about.st_size
