"""Pictures with what they are and what the model takes them for."""

from __future__ import annotations

from collections.abc import Sequence

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

_MISTAKES, _HITS = "Most confident mistakes", "Least confident hits"
_EMPTY = {
    _MISTAKES: "There are none: every answer is right.",
    _HITS: "There are none: no answer is right.",
}


class GalleryCard(Card):
    """The surest mistakes, the least sure hits, or the pictures of a cell of the matrix.

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
        self._cell: tuple[int, int] | None = None
        self.shown = Choice(theme, "")
        self.shown.offer((_MISTAKES, _HITS))
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
        self._cell = (true, predicted)
        self.shown.offer((_MISTAKES, _HITS, self._title_of_cell(outcome)))
        self._choose(2)

    def _start_over(self) -> None:
        outcome = self.outcome
        self._cell = None
        self.shown.offer((_MISTAKES, _HITS))
        # Places among the images that were measured before are none among those of now.
        self.places = self.places[:0]
        if outcome is not None:
            self._selection.set_dataset(outcome.examination.dataset)
        self._choose(0)

    def _choose(self, place: int) -> None:
        outcome = self.outcome
        self.shown.show_chosen(place)
        if outcome is None:
            return
        if place == 2 and self._cell is not None:
            self.places, empty = outcome.cell(*self._cell), f"There are none: {self._title_of_cell(outcome)} never."
        elif place == 1:
            self.places, empty = outcome.hits, _EMPTY[_HITS]
        else:
            self.places, empty = outcome.mistakes, _EMPTY[_MISTAKES]
        self._selection.set_rows(outcome.examination.rows[self.places])
        self.grid.show_groups([1] * len(self.places))
        self.show_title("Pictures", f"{len(self.places):,}")
        self.words.setText(empty)
        self.words.setVisible(not len(self.places))

    def _title_of_cell(self, outcome: Outcome) -> str:
        true, predicted = self._cell or (0, 0)
        names = outcome.classes
        return f"{names[true]} recognised" if true == predicted else f"{names[true]} taken for {names[predicted]}"

    def _caption(self, position: int) -> Sequence[str]:
        outcome = self.outcome
        if outcome is None or position >= len(self.places):
            return "", ""
        true, predicted, share = outcome.answer(int(self.places[position]))
        return f"{true} {LEADS_TO} {predicted}", percent(share)
