"""The pictures that were tried, at this start and at earlier ones."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.asking import Picture
from workbench.state.background import Background
from workbench.state.keeper import Keeper
from workbench.state.models import Models
from workbench.state.predictions import Predictions
from workbench.state.tried_file import MOST_KEPT, TriedFolder, TriedPicture, answered_anew, as_json

if TYPE_CHECKING:
    from core.models.answers import Answer

_FOLDER = "tried"
# A drawing or what a camera sees is worth keeping once it stands still.
_STILL_MS = 700
Waiting = tuple[Picture, "Answer", str]


class Tried(QObject):
    """Keeps the latest pictures with their answers; made beside the window, once all that was asked has its answer.

    A picture stands in it once, with its latest answer. What was removed comes back with `undo`, until something else
    is removed or the window is closed.

    Attributes:
        pictures: The newest first.
        removed: How many an undo would bring back.
    """

    changed = Signal()
    failed = Signal(WorkbenchError)
    """Why they cannot be kept, or one cannot be saved."""

    def __init__(
        self, workspace: Path, models: Models, predictions: Predictions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.pictures: list[TriedPicture] = []
        self._before: list[TriedPicture] | None = None
        self._is_known = False
        self._folder = TriedFolder(workspace / _FOLDER)
        self._models, self._predictions = models, predictions
        self._waiting: dict[str, Waiting] = {}
        self._unwanted: set[str] = set()
        # Those of this start by name: a drawing changes with every stroke, and a run that trains with every epoch.
        self._latest: dict[str, tuple[Picture, TriedPicture]] = {}
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._still.timeout.connect(self._make)
        self._keeper = Keeper(self._folder.list_file, self, what="The list of pictures tried")
        self._keeper.failed.connect(self.failed)
        self._reading, self._making, self._saving = Background(self), Background(self), Background(self)
        self._reading.succeeded.connect(self._take_list)
        self._making.succeeded.connect(self._take)
        self._saving.failed.connect(self.failed)
        predictions.answers_changed.connect(self._note)
        predictions.busy_changed.connect(self._make)

    @property
    def removed(self) -> int:
        """How many pictures an undo would bring back."""
        return len(self._before) - len(self.pictures) if self._before is not None else 0

    def recall(self) -> None:
        """Read what was tried at earlier starts, once somebody wants to see it."""
        if self._is_known or self._reading.is_busy:
            return
        folder = self._folder
        self._reading.start(lambda _progress: folder.read())

    def show_again(self, tried: TriedPicture) -> None:
        """Make a picture the current one; one that is not in the list any more is asked about again."""
        for place, entry in enumerate(self._predictions.entries):
            if entry.picture.file == tried.file and (not tried.kept or self._kept_of(entry.picture) == tried.kept):
                self._predictions.choose(place)
                return
        folder = self._folder
        self._predictions.ask_found(lambda _progress: [folder.picture_of(tried)])

    def remove(self, tried: TriedPicture) -> None:
        """Forget a picture; its file, where it has one, is left alone."""
        self._leave([one for one in self.pictures if one is not tried])

    def clear(self) -> None:
        """Forget all of them."""
        self._leave([])

    def undo(self) -> None:
        """Bring back what was removed last."""
        if self._before is not None:
            self.pictures, self._before = self._before, None
            self._unwanted -= {_key_of(one) for one in self.pictures}
            self._keep()

    def save_picture(self, tried: TriedPicture, path: Path) -> None:
        """Save a picture upright, as the kind of file that the path's ending says; why it could not be is signalled."""
        self._saving.start(partial(_save, self._folder, tried, path))

    def close(self) -> None:
        """Write what is still to be written."""
        self._still.stop()
        for background in (self._reading, self._making, self._saving):
            background.close()
        self._keeper.finish()
        if self.pictures or self._before is not None:
            self._folder.forget_others(self.pictures)

    def _leave(self, pictures: list[TriedPicture]) -> None:
        self._before, self.pictures = self.pictures, pictures
        self._unwanted |= {_key_of(one) for one in self._before if one not in pictures}
        self._keep()

    def _note(self, first: int, last: int) -> None:
        current = self._models.current
        title = self._models.title_of(current) if current else ""
        # Of thousands, the last are all that would be left.
        for entry in self._predictions.entries[max(first, last + 1 - MOST_KEPT) : last + 1]:
            is_growing = entry.picture.file == self._predictions.growing
            if entry.answer is not None and entry.answer.error is None and not entry.is_outdated and not is_growing:
                self._waiting[entry.picture.file] = (entry.picture, entry.answer, title)
        self._still.start()

    def _make(self) -> None:
        is_at_work = self._predictions.is_busy or self._making.is_busy or self._reading.is_busy
        if not self._waiting or is_at_work or self._still.isActive():
            return
        # Whatever is kept now takes the place of what was kept before.
        if not self._is_known:
            self.recall()
            return
        wanted = list(self._waiting.values())[-MOST_KEPT:]
        self._waiting.clear()
        self._making.start(partial(_remembered, self._folder, wanted, dict(self._latest)))

    def _take(self, made: list[tuple[Picture, TriedPicture]]) -> None:
        new = {}
        for picture, one in made:
            before = self._latest.get(one.file)
            self._latest[one.file] = picture, one
            if before is not None and before[1].kept != one.kept:
                self.pictures = [other for other in self.pictures if other.kept != before[1].kept]
            if _key_of(one) not in self._unwanted:
                new[_key_of(one)] = one
        if new:
            self.pictures = [new.pop(_key_of(one), one) for one in self.pictures]
            self.pictures = [*reversed(new.values()), *self.pictures][:MOST_KEPT]
            self._keep()
        self._make()

    def _take_list(self, pictures: list[TriedPicture]) -> None:
        self._is_known, self.pictures = True, pictures
        self.changed.emit()
        self._make()

    def _kept_of(self, picture: Picture) -> str:
        """The file that keeps a picture of this start; empty where it was not made yet."""
        before = self._latest.get(picture.file)
        return before[1].kept if before is not None and before[0] is picture else ""

    def _keep(self) -> None:
        self._keeper.keep(as_json(self.pictures))
        self.changed.emit()


def _key_of(tried: TriedPicture) -> str:
    """The same for the same picture: its file, or what follows from its bytes."""
    return tried.kept or tried.file


def _remembered(
    folder: TriedFolder, wanted: list[Waiting], known: dict[str, tuple[Picture, TriedPicture]], progress: Progress
) -> list[tuple[Picture, TriedPicture]]:
    made = []
    for done, (picture, answer, title) in enumerate(wanted):
        progress("Remembering", done, len(wanted))
        before = known.get(picture.file)
        # A picture that has gone since, or has no room, is not remembered: nobody asked for that.
        with suppress(WorkbenchError, OSError):
            if before is not None and before[0] is picture:
                made.append((picture, answered_anew(before[1], answer, title)))
            else:
                made.append((picture, folder.remember(picture, answer, title)))
    return made


def _save(folder: TriedFolder, tried: TriedPicture, path: Path, progress: Progress) -> None:
    progress("Saving", 0, 0)
    image = folder.picture_of(tried).decoded()
    try:
        image.save(path)
    except (OSError, ValueError) as error:
        raise WorkbenchError(
            f"{path} cannot be written: {error}.", "Choose another place, and an ending such as .png or .jpg."
        ) from error
