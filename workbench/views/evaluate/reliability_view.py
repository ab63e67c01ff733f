"""A reliability diagram (Guo et al., ICML 2017, figure 1): how often answers of one confidence are right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.evaluation.calibration import Bin, Reliability
from workbench.views.cards import percent
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Line, Size, Space, Type

_TICKS = (0.0, 0.5, 1.0)
_FADED = 0.5


class ReliabilityView(QWidget):
    """A bar as high as the accuracy over each interval of confidence; on the dashed diagonal they are equal.

    Bars of few images are faint.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._found: Reliability | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(Size.LEAST_RELIABILITY)
        self.setAccessibleName("Reliability diagram")
        theme.changed.connect(self.update)

    def show_reliability(self, found: Reliability | None) -> None:
        """Show another one; None shows none."""
        self._found = found
        self.update()

    def words_of(self, one: Bin) -> str:
        """What a bar says."""
        return (
            f"Sure by {percent(one.lower)} to {percent(one.upper)}: {one.images:,} images, "
            f"{percent(one.accuracy)} right"
        )

    def bar_area(self, one: Bin) -> QRectF:
        """Where a bar is; without height where there are no images."""
        area, height = self._area(), one.accuracy or 0.0
        left, right = (area.left() + share * area.width() for share in (one.lower, one.upper))
        return QRectF(left, area.bottom() - height * area.height(), right - left, height * area.height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wider than high."""
        return QSize(Size.SIDE_PANE, Size.TABLE)

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            x = event.pos().x()
            under = [one for one in self._bins() if self.bar_area(one).left() <= x < self.bar_area(one).right()]
            QToolTip.showText(event.globalPos(), self.words_of(under[0]) if under else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw grid, bars and diagonal."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent"))
        most = max((one.images for one in self._bins()), default=0)
        for one in self._bins():
            painter.setOpacity(_FADED + (1 - _FADED) * one.images / most if most else 1)
            bar = self.bar_area(one).adjusted(Line.HAIR, 0, -Line.HAIR, 0)
            if one.images:
                painter.drawRoundedRect(bar, Corner.BADGE / 2, Corner.BADGE / 2)
        painter.setOpacity(1)
        area = self._area()
        painter.setPen(QPen(self._theme.color("text"), Line.HAIR, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())

    def _bins(self) -> tuple[Bin, ...]:
        return self._found.bins if self._found else ()

    def _area(self) -> QRectF:
        """What the labels of the axes leave."""
        return QRectF(self.rect()).adjusted(
            Size.PLOT_AXIS, Space.ROW, -Space.CARD, -(Size.MATRIX_GAP + Size.MATRIX_TEXT)
        )

    def _paint_axes(self, painter: QPainter) -> None:
        area, color = self._area(), self._theme.color
        painter.setFont(font(Type.BADGE))
        half = Size.PLOT_AXIS / 2
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share in _TICKS:
            y, x = area.bottom() - share * area.height(), area.left() + share * area.width()
            painter.setPen(QPen(color("line"), Line.HAIR))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(color("quiet"))
            painter.drawText(QRectF(0, y - half, Size.PLOT_AXIS - Space.SMALL, 2 * half), right, f"{share:.0%}")
            below = QRectF(x - half, area.bottom(), 2 * half, Size.MATRIX_GAP)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{share:.0%}")
        # Of all the width, which the words need where the window is small.
        title = QRectF(0, area.bottom() + Size.MATRIX_GAP, self.width(), Size.MATRIX_TEXT)
        painter.drawText(title, Qt.AlignmentFlag.AlignCenter, "confidence; bars: how many are right")
