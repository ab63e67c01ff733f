"""What each member of a committee says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.views.cards import percent
from workbench.views.signs import NONE
from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Space, Type

if TYPE_CHECKING:  # NumPy comes with the first model
    from core.models.predictor import MemberVote

_HEADING = "Votes of the members"


class MemberVotes(QWidget):
    """A line a member: its name, its class and the probability it gives to that; those for the answer are strong.

    Attributes:
        rows: Names, classes and probabilities as shown; the latter empty and None where there is no answer.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._answer = ""
        self._label_width = 0
        self._figures = QFontMetrics(font(Type.BODY, strong=True)).horizontalAdvance(percent(1))
        self.rows: list[tuple[str, str, float | None]] = []
        self.setObjectName("scrolled")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_HEADING)
        theme.changed.connect(self.update)

    def show_votes(
        self, classes: Sequence[str], members: Sequence[str], votes: Sequence[MemberVote], answer: str
    ) -> None:
        """Show what each member says about a picture.

        Args:
            classes: All that it could say.
            members: What they are called; none where a single model answers.
            votes: Theirs; empty where there is no answer yet.
            answer: The committee's.
        """
        given = {vote.member: vote for vote in votes}
        self._answer = answer
        metrics = QFontMetrics(font(Type.BODY, strong=True))
        widest = max((metrics.horizontalAdvance(name) for name in classes), default=0)
        self._label_width = min(widest, Size.CLASS_NAME)
        self.rows = [
            (name, given[name].label, given[name].probability) if name in given else (name, "", None)
            for name in members
        ]
        shown = (f"{name}: {label} {percent(share)}" for name, label, share in self.rows if share is not None)
        self.setAccessibleDescription(", ".join(shown))
        self.setFixedHeight(self.sizeHint().height())
        self.setVisible(bool(self.rows))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A heading and a line a member; nothing for a single model."""
        lines = len(self.rows) + 1 if self.rows else 0
        return QSize(Size.SIDE_PANE, lines * Size.PROBABILITY + (Space.ROW if lines else 0))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the lines in view."""
        painter = QPainter(self)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(0, Space.SMALL, self.width(), Space.SMALL)
        painter.setPen(self._theme.color("quiet"))
        painter.setFont(font(Type.QUIET))
        top = Space.ROW + Line.HAIR
        painter.drawText(QRectF(0, top, self.width(), Size.PROBABILITY), Qt.AlignmentFlag.AlignVCenter, _HEADING)
        for place, row in enumerate(self.rows, 1):
            area = QRectF(0, top + place * Size.PROBABILITY, self.width(), Size.PROBABILITY)
            if area.top() <= event.rect().bottom() and area.bottom() >= event.rect().top():
                self._draw_line(painter, area, *row)

    def _draw_line(self, painter: QPainter, area: QRectF, name: str, label: str, share: float | None) -> None:
        is_for = share is not None and label == self._answer
        painter.setFont(font(Type.BODY))
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = area.adjusted(area.width() - self._figures - Space.CHIP - self._label_width, 0, 0, 0)
        self._write(painter, area.adjusted(0, 0, -area.width() + middle.left() - Space.CHIP, 0), name, "quiet", left)
        color = "text" if is_for else "quiet"
        middle.setWidth(self._label_width)
        painter.setFont(font(Type.BODY, strong=is_for))
        self._write(painter, middle, label, color, left)
        self._write(painter, area, NONE if share is None else percent(share), color, right)

    def _write(self, painter: QPainter, area: QRectF, text: str, color: str, side: Qt.AlignmentFlag) -> None:
        painter.setPen(self._theme.color(color))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, math.ceil(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | side, shown)
