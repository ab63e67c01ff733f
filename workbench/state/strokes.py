"""A drawing as the strokes that made it: what can be undone, and drawn again at any size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

Point = tuple[float, float]
"""A place on the paper: 0 to 1 from the left, and from the top."""


@dataclass(frozen=True)
class Stroke:
    """One movement of the pen.

    Attributes:
        points: Where it went; a dot has one.
        width: Of the pen, as a share of the paper's side.
        erases: Whether it takes ink away.
    """

    points: tuple[Point, ...]
    width: float
    erases: bool = False


class Drawing(QObject):
    """The strokes on a sheet of paper.

    Attributes:
        strokes: In the order in which they were drawn.
        width, erases: The pen in hand.
    """

    changed = Signal()

    def __init__(self, width: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.strokes: tuple[Stroke, ...] = ()
        self.width, self.erases = width, False
        self._is_down = False
        self._before: list[tuple[Stroke, ...]] = []
        self._after: list[tuple[Stroke, ...]] = []

    @property
    def is_blank(self) -> bool:
        """Whether no ink was put on the paper: what erases alone leaves it white."""
        return all(stroke.erases for stroke in self.strokes)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._after)

    def press(self, point: Point) -> None:
        """Set the pen down."""
        self._is_down = True
        self._change((*self.strokes, Stroke((point,), self.width, self.erases)))

    def move(self, point: Point) -> None:
        """Draw on to a point; nothing while the pen is up."""
        if self._is_down:
            *others, last = self.strokes
            self.strokes = (*others, Stroke((*last.points, point), last.width, last.erases))
            self.changed.emit()

    def lift(self) -> None:
        """The stroke is done."""
        self._is_down = False

    def clear(self) -> None:
        """Take a clean sheet; that, too, can be undone."""
        if self.strokes:
            self._change(())

    def undo(self) -> None:
        """Take the last step back."""
        if self._before:
            self._after.append(self.strokes)
            self._set(self._before.pop())

    def redo(self) -> None:
        """Take the last undo back."""
        if self._after:
            self._before.append(self.strokes)
            self._set(self._after.pop())

    def start_anew(self) -> None:
        """A clean sheet for another drawing; the one before is done."""
        self._before, self._after = [], []
        self._set(())

    def _change(self, strokes: tuple[Stroke, ...]) -> None:
        self._before.append(self.strokes)
        self._after.clear()
        self.strokes = strokes
        self.changed.emit()

    def _set(self, strokes: tuple[Stroke, ...]) -> None:
        self._is_down = False
        self.strokes = strokes
        self.changed.emit()
