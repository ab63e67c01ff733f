"""All answers as a table for Qt: filtered and sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from core.data.dataset import UInt8Images
from core.models.truths import Score, score, true_classes
from workbench.state.certainty import Certainty
from workbench.state.entry import Entry
from workbench.state.predictions import Predictions
from workbench.state.thumbnails import SIDE, Thumbnails
from workbench.views.cards import percent
from workbench.views.pixels import to_picture
from workbench.views.signs import NONE
from workbench.views.table_model import Column, Index, TableModel
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_ANSWER = "Answer"
ALL, UNSURE, WRONG, WITHOUT = "all", "not sure", "wrong", "without an answer"


@dataclass(frozen=True)
class AnswerRow:
    """A picture in the table.

    Attributes:
        place: Of the picture among all that were asked about.
        entry: The picture with its answer.
        true: Its class, where its folder tells; else empty.
        is_sure: Whether the answer is more than a guess.
    """

    place: int
    entry: Entry
    true: str
    is_sure: bool

    @property
    def label(self) -> str:
        """What the model says; empty where it says nothing."""
        return self.entry.answer.label if self.entry.answer else ""

    @property
    def probability(self) -> float | None:
        """Of that class."""
        return self.entry.answer.probability if self.entry.answer and self.label else None

    @property
    def is_wrong(self) -> bool:
        """Whether the answer is another class than the folder's."""
        return bool(self.true and self.label) and self.true != self.label


@dataclass(frozen=True)
class AnswerColumn(Column[AnswerRow]):
    """A column by which answers are ordered.

    Attributes:
        order: What is compared.
    """

    order: Callable[[AnswerRow], Any] = lambda row: row.place


def _said(row: AnswerRow) -> str:
    error = row.entry.answer.error if row.entry.answer else None
    return "no answer" if error else row.label or "…"


def _how_sure(row: AnswerRow) -> str:
    return NONE if row.probability is None else "sure" if row.is_sure else "not sure"


PICTURE = AnswerColumn("Picture", lambda row: row.entry.picture.name, is_wide=True)
TRUE = AnswerColumn(
    "Folder", lambda row: row.true or NONE, order=lambda row: row.true, hint="The class that its folder is called by"
)
_REST = (
    AnswerColumn(_ANSWER, _said, order=_said),
    AnswerColumn(
        "Probability", lambda row: percent(row.probability), is_figure=True, order=lambda row: row.probability or 0.0
    ),
    AnswerColumn("Sure", _how_sure, order=lambda row: (row.probability is None, not row.is_sure)),
)


class AnswersModel(TableModel[AnswerRow]):
    """A row a picture. The column of true classes is there where folders tell them.

    Attributes:
        score: How many answers are right; None where no true class is known.
        counts: How many rows each filter would show.
    """

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__((PICTURE, *_REST), parent)
        self._theme = theme
        self.score: Score | None = None
        self._thumbnails = thumbnails
        self._all: list[AnswerRow] = []
        self._wanted = ALL
        self._sorted_by, self._is_reverse = -1, False
        thumbnails.made.connect(self.show_again)

    @property
    def has_truths(self) -> bool:
        """Whether folders tell the true class of some."""
        return self.score is not None or any(row.true for row in self._all)

    def take(self, predictions: Predictions, certainty: Certainty, classes: Sequence[str]) -> None:
        """List all pictures with what is known of them now."""
        entries = predictions.entries
        truths = true_classes([entry.picture.file for entry in entries], classes)
        self._all = [
            AnswerRow(place, entry, true, entry.answer is not None and certainty.is_sure(entry.answer.probability))
            for place, (entry, true) in enumerate(zip(entries, truths, strict=True))
        ]
        self.score = score(truths, [row.label for row in self._all])
        self._arrange()

    def show_only(self, wanted: str) -> None:
        """Show the answers of one class, or one of the other filters."""
        self._wanted = wanted
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows; equal ones stay as they were given."""
        self._sorted_by, self._is_reverse = column, order is Qt.SortOrder.DescendingOrder
        self._arrange()

    def data(self, index: Index, role: int = 0) -> Any:
        """One cell, with a small picture in the first."""
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return _tile(self._thumbnails.of(self.rows[index.row()].entry.picture))
        if role == Qt.ItemDataRole.ForegroundRole and self.columns[index.column()].title == _ANSWER:
            row = self.rows[index.row()]
            is_bad = row.is_wrong or (row.entry.answer is not None and row.entry.answer.error is not None)
            return self._theme.color("error") if is_bad else None
        if role == Qt.ItemDataRole.ToolTipRole:
            entry = self.rows[index.row()].entry
            return str(entry.answer.error) if entry.answer and entry.answer.error else entry.picture.file
        return super().data(index, role)

    def _arrange(self) -> None:
        rows = [row for row in self._all if _fits(row, self._wanted)]
        columns = (PICTURE, TRUE, *_REST) if self.has_truths else (PICTURE, *_REST)
        if 0 <= self._sorted_by < len(columns):
            rows.sort(key=columns[self._sorted_by].order, reverse=self._is_reverse)
        is_alike = [row.place for row in rows] == [row.place for row in self.rows] and len(columns) == len(self.columns)
        if is_alike:
            # Whoever reads or has chosen something in the table goes on.
            self.rows = rows
            self.show_again()
        else:
            self.show_rows(rows, columns)


def _tile(small: UInt8Images | None) -> QPixmap:
    """A square with a small picture in its middle, or with nothing, so that names stand below each other."""
    tile = QPixmap(SIDE, SIDE)
    tile.setDevicePixelRatio(SIDE / Size.ROW_PICTURE)
    tile.fill(Qt.GlobalColor.transparent)
    if small is not None:
        picture, painter = to_picture(small), QPainter(tile)
        ratio, mode = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
        picture = picture.scaled(SIDE, SIDE, ratio, mode)
        place = QRectF(0, 0, picture.width(), picture.height())
        place.moveCenter(QPointF(SIDE / 2, SIDE / 2))
        painter.scale(1 / tile.devicePixelRatio(), 1 / tile.devicePixelRatio())
        painter.drawImage(place, picture)
        painter.end()
    return tile


def _fits(row: AnswerRow, wanted: str) -> bool:
    if wanted == ALL:
        return True
    if wanted == UNSURE:
        return bool(row.label) and not row.is_sure
    if wanted == WRONG:
        return row.is_wrong
    return not row.label if wanted == WITHOUT else row.label == wanted
