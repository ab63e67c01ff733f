"""A bar a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.views.bars import draw_bar
from workbench.views.cards import percent
from workbench.views.signs import NONE
from workbench.views.theme import Theme, font
from workbench.views.tokens import Size, Space, Type


class ProbabilityBars(QWidget):
    """Classes with their probabilities, the most probable one strong and the others at half.

    Any number of classes: only those in view are drawn.

    Attributes:
        rows: Names and probabilities as shown, from top to bottom; None where there is no answer.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name_width = 0
        self._figures = QFontMetrics(font(Type.BODY, strong=True)).horizontalAdvance(percent(1))
        self.rows: list[tuple[str, float | None]] = []
        self.setObjectName("scrolled")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Probabilities")
        theme.changed.connect(self.update)

    def show_probabilities(
        self, classes: Sequence[str], probabilities: Mapping[str, float], *, is_sorted: bool
    ) -> None:
        """Show classes in their order, or the most probable ones first.

        Args:
            classes: All of them.
            probabilities: By class; empty where there is no answer.
            is_sorted: Whether the most probable ones come first.
        """
        rows = [(name, probabilities.get(name)) for name in classes]
        self.rows = sorted(rows, key=lambda row: -(row[1] or 0)) if is_sorted else rows
        metrics = QFontMetrics(font(Type.BODY, strong=True))
        widest = max((metrics.horizontalAdvance(name) for name in classes), default=0)
        self._name_width = min(widest, Size.CLASS_NAME)
        shown = (f"{name} {percent(share)}" for name, share in self.rows if share is not None)
        self.setAccessibleDescription(", ".join(shown))
        self.setFixedHeight(len(rows) * Size.PROBABILITY)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A line a class."""
        return QSize(Size.SIDE_PANE, len(self.rows) * Size.PROBABILITY)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the lines in view."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = max((share for _, share in self.rows if share is not None), default=None)
        first, last = event.rect().top() // Size.PROBABILITY, event.rect().bottom() // Size.PROBABILITY
        for place in range(first, min(last + 1, len(self.rows))):
            name, share = self.rows[place]
            area = QRectF(0, place * Size.PROBABILITY, self.width(), Size.PROBABILITY)
            self._draw_line(painter, area, name, share, is_best=share is not None and share == best)

    def _draw_line(self, painter: QPainter, area: QRectF, name: str, share: float | None, *, is_best: bool) -> None:
        painter.setFont(font(Type.BODY, strong=is_best))
        metrics = painter.fontMetrics()
        painter.setPen(self._theme.color("text"))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, self._name_width)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setPen(self._theme.color("text" if is_best else "quiet"))
        words = NONE if share is None else percent(share)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
        place = area.adjusted(self._name_width + Space.CHIP, 0, -self._figures - Space.CHIP, 0)
        draw_bar(painter, self._theme, place, share or 0, is_faded=not is_best)
