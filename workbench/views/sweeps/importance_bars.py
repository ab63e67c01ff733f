"""How much each varied field matters, as bars."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.views.bars import draw_bar
from workbench.views.theme import Theme, font
from workbench.views.tokens import Size, Space, Type


class ImportanceBars(QWidget):
    """A line a field: its name, a bar and its share of all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.shares: Mapping[str, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_shares(self, shares: Mapping[str, float]) -> None:
        """Show these, by the names of the fields."""
        self.shares = dict(sorted(shares.items(), key=lambda share: -share[1]))
        words = ", ".join(f"{name} {share:.0%}" for name, share in self.shares.items())
        self.setAccessibleName(f"Importances: {words}" if words else "Importances")
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All lines."""
        return QSize(Size.LEAST_SIDE_PANE, len(self.shares) * Size.PROBABILITY)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw the lines from the top."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(Type.BODY))
        metrics = painter.fontMetrics()
        name_width = min(max(map(metrics.horizontalAdvance, self.shares), default=0), self.width() // 3)
        figure_width = metrics.horizontalAdvance("100%")
        for place, (name, share) in enumerate(self.shares.items()):
            area = QRectF(0, place * Size.PROBABILITY, self.width(), Size.PROBABILITY)
            painter.setPen(self._theme.color("text"))
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            painter.setPen(self._theme.color("quiet"))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{share:.0%}")
            bar = area.adjusted(name_width + Space.CHIP, 0, -figure_width - Space.CHIP, 0)
            draw_bar(painter, self._theme, bar, share, is_faded=False)
