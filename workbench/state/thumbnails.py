"""Small pictures of those asked about, made beside the window as they come into view."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.asking import Picture
from workbench.state.background import Background

if TYPE_CHECKING:
    from core.data.dataset import UInt8Images

SIDE = 64
_MOST_KEPT = 4_000
_AT_ONCE = 8
# What was passed by in scrolling is not made any more.
_MOST_WAITING = 64


class Thumbnails(QObject):
    """Made when asked for, the ones asked for last first; the ones used last are kept."""

    made = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[Picture, UInt8Images | None] = OrderedDict()
        self._wanted: OrderedDict[Picture, None] = OrderedDict()
        self._background = Background(self)
        self._background.succeeded.connect(self._take)

    def of(self, picture: Picture) -> UInt8Images | None:
        """uint8 (H, W, C) of a picture, `SIDE` at most; None where it cannot be read, or is not made yet."""
        if picture in self._kept:
            self._kept.move_to_end(picture)
            return self._kept[picture]
        self._wanted[picture] = None
        self._wanted.move_to_end(picture)
        if len(self._wanted) > _MOST_WAITING:
            self._wanted.popitem(last=False)
        self._go_on()
        return None

    def close(self) -> None:
        """Leave no work behind."""
        self._background.close()

    def _go_on(self) -> None:
        if self._wanted and not self._background.is_busy:
            some = [self._wanted.popitem()[0] for _ in range(min(_AT_ONCE, len(self._wanted)))]
            self._background.start(partial(_shrunk, some))

    def _take(self, made: list[tuple[Picture, UInt8Images | None]]) -> None:
        self._kept.update(made)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        self.made.emit()
        self._go_on()


def _shrunk(pictures: list[Picture], progress: Progress) -> list[tuple[Picture, UInt8Images | None]]:
    return [(picture, _small(picture, progress)) for picture in pictures]


def _small(picture: Picture, progress: Progress) -> UInt8Images | None:
    from core.data.pictures import pixels  # noqa: PLC0415 - loads NumPy, off the window's thread

    progress("Shrinking", 0, 0)
    try:
        image = picture.decoded()
    except WorkbenchError:
        return None
    image.thumbnail((SIDE, SIDE))
    return pixels(image)
