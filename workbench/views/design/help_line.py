"""What the field being changed is for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy

from core.experiment.fields import SpecField
from workbench.views.design.form import described
from workbench.views.theme import font
from workbench.views.tokens import Type


class HelpLine(QLabel):
    """The help of the field entered last, in a place that keeps its height.

    Args:
        lines: How many lines of text it has room for.
    """

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setObjectName("quiet")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lines = lines
        self.setFixedHeight(lines * QFontMetrics(font(Type.QUIET)).lineSpacing())
        self.setText("Enter a field to read here what it is for.")

    def show_field(self, field: SpecField) -> None:
        """Explain a field."""
        text = described(field)
        self.setText(text)
        self.setToolTip(text)
