"""Pictures with what they are and what the model takes them for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Signal

from workbench.state.evaluating import Evaluating
from workbench.state.outcome import Outcome, Places
from workbench.state.selection import ImageSelection
from workbench.views.cards import Card, percent, wrapped
from workbench.views.choice import Choice
from workbench.views.data.group_grid import GroupGrid
from workbench.views.signs import LEADS_TO
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_MISTAKES, _HITS, _COPIES = "Most confident mistakes", "Least confident hits", "Also in training"


class _Pictures(NamedTuple):
    """What can be shown: its name, the places of its pictures, and what is said where it has none."""

    title: str
    places: Places
    empty: str


class GalleryCard(Card):
    """The surest mistakes, the least sure hits, the pictures of a cell of the matrix, or duplicates.

    Attributes:
        shown: Which of them.
        grid: The pictures.
        words: What is said in place of pictures.
        places: Of the pictures among all that were measured.
    """

    current_changed = Signal()
    """Another picture is looked at closely."""

    def __init__(self, theme: Theme, evaluating: Evaluating, selection: ImageSelection) -> None:
        super().__init__("Pictures")
        self._evaluating, self._selection = evaluating, selection
        self.places: Places = np.empty(0, np.int64)
        self._offered: list[_Pictures] = []
        self.shown = Choice(theme, "")
        self.words = wrapped("", "name")
        self.grid = GroupGrid(theme, selection, "Pictures with their answers", self._caption, lines=2)
        self.grid.setMinimumHeight(Size.LEAST_GALLERY)
        self.header.addWidget(self.shown)
        self.body.addWidget(self.words)
        self.body.addWidget(self.grid, 1)
        self.shown.chosen.connect(self._choose)
        selection.current_changed.connect(self.current_changed)
        evaluating.changed.connect(self._start_over)
        self._start_over()

    @property
    def outcome(self) -> Outcome | None:
        """What was measured."""
        return self._evaluating.outcome

    @property
    def place(self) -> int | None:
        """The current picture's place among all that were measured; None where there are no pictures."""
        position = self._selection.position
        return int(self.places[position]) if position < len(self.places) else None

    def show_cell(self, true: int, predicted: int) -> None:
        """Show the pictures of a cell of the matrix, by its classes."""
        outcome = self.outcome
        if outcome is None:
            return
        title = _title_of_cell(outcome, true, predicted)
        self._show_more(_Pictures(title, outcome.cell(true, predicted), f"There are none: {title} never."))

    def show_copies(self, places: Places) -> None:
        """Show the pictures that the model was trained on."""
        self._show_more(_Pictures(_COPIES, places, ""))

    def _show_more(self, pictures: _Pictures) -> None:
        """Offer this beside mistakes and hits, and show it."""
        self._offer([*self._offered[:2], pictures])
        self._choose(2)

    def _start_over(self) -> None:
        outcome = self.outcome
        # Places among the images that were measured before are none among those of now.
        self.places = self.places[:0]
        mistakes, hits = (outcome.mistakes, outcome.hits) if outcome else (self.places, self.places)
        self._offer(
            [
                _Pictures(_MISTAKES, mistakes, "There are none: every answer is right."),
                _Pictures(_HITS, hits, "There are none: no answer is right."),
            ]
        )
        if outcome is not None:
            self._selection.set_dataset(outcome.examination.dataset)
        self._choose(0)

    def _offer(self, pictures: list[_Pictures]) -> None:
        self._offered = pictures
        self.shown.offer([one.title for one in pictures])

    def _choose(self, place: int) -> None:
        outcome = self.outcome
        self.shown.show_chosen(place)
        if outcome is None:
            return
        _, self.places, empty = self._offered[place]
        self._selection.set_rows(outcome.examination.rows[self.places])
        self.grid.show_groups([1] * len(self.places))
        self.show_title("Pictures", f"{len(self.places):,}")
        self.words.setText(empty)
        self.words.setVisible(not len(self.places))

    def _caption(self, position: int) -> Sequence[str]:
        outcome = self.outcome
        if outcome is None or position >= len(self.places):
            return "", ""
        true, predicted, share = outcome.answer(int(self.places[position]))
        return f"{true} {LEADS_TO} {predicted}", percent(share)


def _title_of_cell(outcome: Outcome, true: int, predicted: int) -> str:
    names = outcome.classes
    return f"{names[true]} recognised" if true == predicted else f"{names[true]} taken for {names[predicted]}"
