"""One line of the audit: how much it matters, what was found, and how much of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from core.data.audit.findings import Finding, Kind, Severity
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Line, Size, Space, Type

_COLORS = {Severity.FAULT: "error", Severity.WARNING: "advice", Severity.NOTE: "quiet", Severity.FINE: "line"}
# What the figure counts is said once the finding is open: a line is short.
_SHORT = {
    Kind.CONFLICTS: "Conflicting labels",
    Kind.NEAR_CONFLICTS: "Near, conflicting labels",
    Kind.NEAR_ACROSS: "Near, across splits",
    Kind.FEW: "Small classes",
}


class FindingRow(QAbstractButton):
    """A finding, pressed to see its pictures."""

    def __init__(self, theme: Theme, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        self._theme = theme
        self.setText(_SHORT.get(finding.kind, finding.kind.capitalize()))
        self.setToolTip(finding.words)
        self.setAccessibleName(f"{finding.kind.capitalize()}: {finding.figure}, {finding.severity}")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def figure(self) -> str:
        """How much there is, as it is shown."""
        return self.finding.figure.removesuffix(" groups").removesuffix(" group")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(Size.LEAST_SIDE_PANE - 2 * Space.CARD, Size.FINDING)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw a dot, the name, and the figure at the right; the name gives way."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        self._draw_ground(painter, area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(_COLORS[self.finding.severity]))
        dot = QRectF(0, 0, Size.DOT, Size.DOT)
        dot.moveCenter(area.center())
        dot.moveLeft(Space.SMALL)
        painter.drawEllipse(dot)
        words = area.adjusted(Space.SMALL + Size.DOT + Space.ROW, 0, -Space.SMALL, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(Type.BODY, strong=True))
        painter.setPen(self._theme.color("text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | middle, self.figure)
        room = words.width() - painter.fontMetrics().horizontalAdvance(self.figure) - Space.ROW
        painter.setFont(font(Type.BODY))
        painter.setPen(self._theme.color("text" if self.isChecked() or self.underMouse() else "quiet"))
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | middle, name)

    def _draw_ground(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(self._theme.color("accent_ground" if self.isChecked() else "ground"))
            painter.drawRoundedRect(area, Corner.BAR, Corner.BAR)
        if self.hasFocus():
            half = Line.HAIR / 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._theme.color("accent"))
            painter.drawRoundedRect(area.adjusted(half, half, -half, -half), Corner.BAR, Corner.BAR)
