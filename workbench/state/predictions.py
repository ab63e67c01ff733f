"""The pictures that were asked about, and what the model says about each."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from workbench.state.asking import (
    Arrived,
    Find,
    Look,
    Pack,
    Picture,
    ask_all,
    found_pictures,
    packed_picture,
)
from workbench.state.background import Background
from workbench.state.entry import Entry
from workbench.state.gathering import Gathering
from workbench.state.looking import Looking
from workbench.state.models import Models

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.answers import Answer
    from core.models.committee_predictor import AnyPredictor
    from core.vision.framing import Choice


class Predictions(QObject):
    """Asks the model at hand about pictures, one after the other, beside the window.

    Another model is asked about all of them anew. So is a run's model that has been trained further, and the answers
    before stand until then. Pictures that come while there is no model wait for one.

    Attributes:
        entries: In the order in which they were given.
        position: Place of the current entry; -1 while there are none.
        answered: How many entries have an answer.
        growing: What the picture is called that is still being drawn or filmed; empty where none is.
        failed: Of how many of those it is that there is none.
        error: What was given and is no picture that could stand in the list.
    """

    entries_changed = Signal()
    answers_changed = Signal(int, int)
    """Places of the first and the last entry whose answer is new."""
    current_changed = Signal()
    look_changed = Signal()
    more_found = Signal()
    """The look has more boxes than before, and is otherwise the same."""
    progressed = Signal()
    busy_changed = Signal()
    error_changed = Signal()
    asked = Signal(list)
    """Paths were given to ask about."""

    def __init__(self, models: Models, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self.position = -1
        self.answered = self.failed = 0
        self.growing = ""
        self.error: WorkbenchError | None = None
        self._models = models
        # The run whose model answers, if it is one of a run, and its classes: its pipeline stays as it is.
        self._asked: tuple[str, tuple[str, ...]] = ("", ())
        self._arrived: Arrived = deque()
        self._pasted = 0
        self._gathering, self._asking = Gathering(self._add, self), Background(self)
        self._looking = Looking(self._to_look_at, self)
        self._gathering.busy_changed.connect(self.busy_changed)
        self._gathering.failed.connect(self._refuse)
        self._asking.progressed.connect(self._take_arrived)
        self._asking.succeeded.connect(self._take_last)
        self._asking.failed.connect(self._refuse)
        self._looking.changed.connect(self.look_changed)
        self._looking.changed.connect(self._search_on)
        self._looking.more_found.connect(self.more_found)
        models.changed.connect(self._ask_anew)

    @property
    def current(self) -> Entry | None:
        """The entry that is looked at closely."""
        return self.entries[self.position] if self.entries else None

    @property
    def look(self) -> Look | None:
        """The current picture as it is and as the network sees it; while another is read, still the one before."""
        return self._looking.look

    @property
    def is_busy(self) -> bool:
        """Whether answers are on their way, or pictures looked for."""
        return self._gathering.is_busy or (self._asking.is_busy and self.answered < len(self.entries))

    @property
    def is_asking(self) -> bool:
        """Whether the model is at work, also on answers that stand already."""
        return self._asking.is_busy

    def ask(self, paths: Sequence[Path]) -> None:
        """Ask about picture files, and about all pictures below folders; the first of them becomes the current one."""
        self.ask_found(partial(found_pictures, paths))
        self.asked.emit(list(paths))

    def ask_about(self, pack: Pack) -> None:
        """Ask about a picture that is no file; packing it up as one takes its time, and is done beside the window."""
        self._pasted += 1
        self.ask_found(partial(packed_picture, f"pasted picture {self._pasted}", pack))

    def redraw(self, name: str, content: bytes) -> None:
        """Ask about a picture that is being drawn: it takes the place of the one of that name, if there is one.

        Args:
            name: Of the drawing.
            content: The bytes that a file of it would have.
        """
        self.growing = name
        picture = Picture(name, content=content)
        position = self._place_of(name)
        if position is None:
            self._add([picture])
            return
        self.entries[position].picture = picture
        self.entries[position].is_outdated = True
        if position == self.position:
            self._looking.follow()
        self._go_on()

    def reframe(self, choice: Choice) -> None:
        """Ask about another part of the current picture; of choices that come quickly, the last one counts."""
        current = self.current
        if current is None or current.picture.choice == choice:
            return
        current.picture = replace(current.picture, choice=choice)
        current.is_outdated = current.answer is not None
        self._looking.follow()
        self._go_on()

    def settle(self) -> None:
        """What was drawn or filmed stays as it is."""
        position, self.growing = self._place_of(self.growing), ""
        if position is not None and not self.entries[position].waits:
            self.answers_changed.emit(position, position)
        self._search_on()

    def withdraw(self, name: str) -> None:
        """Take the drawing of that name from the list: the paper is white again."""
        position = self._place_of(name)
        if position is not None:
            self._keep([entry for place, entry in enumerate(self.entries) if place != position])
            self._go_on()

    def ask_found(self, find: Find) -> None:
        """Ask about pictures, wherever `find`, beside the window, has them from."""
        self.report(None)
        self._gathering.find(find)

    def choose(self, position: int) -> None:
        """Make another entry the current one."""
        if position != self.position and 0 <= position < len(self.entries):
            self.position = position
            self._show_current()

    def cancel(self) -> None:
        """Stop asking; what has no answer yet is taken from the list."""
        self._take_arrived()
        self._keep([entry for entry in self.entries if entry.answer is not None])

    def clear(self) -> None:
        """Forget all pictures."""
        self._keep([])

    def save_csv(self, path: Path) -> None:
        """Write the answers as a table.

        Raises:
            WorkbenchError: The place cannot be written.
        """
        from core.models.prediction_table import save_csv  # noqa: PLC0415 - there are answers, so NumPy is there

        save_csv(path, self._classes(), self._answers())

    def as_text(self) -> str:
        """The answers as a table to be pasted into a spreadsheet."""
        from core.models.prediction_table import as_text  # noqa: PLC0415

        return as_text(self._classes(), self._answers(), delimiter="\t", line_end="\n")

    def report(self, error: WorkbenchError | None) -> None:
        """Say what went wrong; None: nothing."""
        self.error = error
        self.error_changed.emit()

    def close(self) -> None:
        """Leave no work behind."""
        for work in (self._gathering, self._asking, self._looking):
            work.close()

    def _add(self, pictures: Sequence[Picture]) -> None:
        first = len(self.entries)
        self.entries += [Entry(picture) for picture in pictures]
        self.entries_changed.emit()
        self.choose(first)
        self._go_on()

    def _ask_anew(self) -> None:
        current, before = self._models.current, self._asked
        self._asked = current.key if current and current.is_run else "", self._classes()
        self._stop_asking()
        if self._asked[0] and self._asked == before:
            for entry in self.entries:
                entry.is_outdated = entry.answer is not None
        else:
            self._forget_answers()
        self._go_on()

    def _forget_answers(self) -> None:
        self.answered = self.failed = 0
        for entry in self.entries:
            entry.answer, entry.is_outdated = None, False
        if self.entries:
            self.answers_changed.emit(0, len(self.entries) - 1)
            self._show_current()

    def _go_on(self) -> None:
        """Ask about what has no answer yet."""
        predictor = self._models.predictor
        waiting = [(place, entry.picture) for place, entry in enumerate(self.entries) if entry.waits]
        if waiting and predictor is not None and not self._asking.is_busy:
            self._arrived = deque()
            self._asking.start(partial(ask_all, predictor, waiting, self._arrived))
        self.progressed.emit()
        self.busy_changed.emit()

    def _stop_asking(self) -> None:
        self._asking.cancel()
        # What the thread still brings is left to itself.
        self._arrived = deque()

    def _keep(self, entries: list[Entry]) -> None:
        """Stop all work, and be left with these entries."""
        self._gathering.cancel()
        self._stop_asking()
        self.entries, self.answered = entries, sum(entry.answer is not None for entry in entries)
        self.failed = sum(entry.answer is not None and entry.answer.error is not None for entry in entries)
        self.position = min(self.position, len(entries) - 1)
        self.entries_changed.emit()
        self._show_current()
        self.busy_changed.emit()

    def _take_last(self) -> None:
        self._take_arrived()
        self._go_on()

    def _take_arrived(self) -> None:
        places = []
        while self._arrived:
            place, picture, answer = self._arrived.popleft()
            entry = self.entries[place]
            self.answered += entry.answer is None
            self.failed += (answer.error is not None) - (entry.answer is not None and entry.answer.error is not None)
            # What was drawn further since is asked about again; until then this is the newest that there is.
            entry.answer, entry.is_outdated = answer, entry.picture is not picture
            places.append(place)
        if places:
            self.answers_changed.emit(places[0], places[-1])
            self.progressed.emit()
            self._search_on()

    def _refuse(self, error: WorkbenchError) -> None:
        self.cancel()
        self.report(error)

    def _show_current(self) -> None:
        self.current_changed.emit()
        self._looking.begin()

    def _to_look_at(self) -> tuple[AnyPredictor, Picture] | None:
        current, predictor = self.current, self._models.predictor
        if current is None or predictor is None or current.is_unreadable:
            return None
        return predictor, current.picture

    def _search_on(self) -> None:
        """Once there is an answer about a picture that stands still, its other faces are looked for."""
        current = self.current
        if current is not None and not current.waits and current.picture.file != self.growing:
            self._looking.search_on()

    def _place_of(self, name: str) -> int | None:
        """Where in the list a picture that is no file is."""
        places = (place for place, entry in enumerate(self.entries) if entry.picture.content)
        return next((place for place in places if self.entries[place].picture.file == name), None)

    def _classes(self) -> tuple[str, ...]:
        return self._models.predictor.classes if self._models.predictor else ()

    def _answers(self) -> list[Answer]:
        return [entry.answer for entry in self.entries if entry.answer is not None]
