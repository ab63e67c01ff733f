"""What the program is and what it is made of, with the terms of each part."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.about import NAME, about
from core.licences import Component, components
from workbench.views.cards import label, wrapped
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_NO_TEXT = "Its makers ship no text. The terms are those named above; the text is at spdx.org/licenses."
_LARGEST = 400_000


class AboutDialog(QDialog):
    """Version, build and licence; below, the parts with their versions, and the terms of the one that is chosen.

    Attributes:
        parts: Names and versions.
        terms: The text.
        what: Says which program this is.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"About {NAME}")
        self._components = components()
        self.parts, self.terms = QListWidget(), QPlainTextEdit(readOnly=True)
        self.parts.setObjectName("parts")
        self.parts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.parts.setAccessibleName("Parts of the program")
        self.terms.setAccessibleName("Terms")
        self.parts.addItems([f"{part.name} {part.version}".strip() for part in self._components])
        self.what = wrapped(f"{about().line}. MIT licence.", "name")
        self.what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out(theme)
        self.parts.currentRowChanged.connect(self._show)
        self.parts.setCurrentRow(0)

    def _lay_out(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.CARD)
        sign = label("", "name")
        sign.setPixmap(theme.icon("workbench", "accent").pixmap(Size.LARGE_ICON, Size.LARGE_ICON))
        words = QVBoxLayout()
        words.setSpacing(Space.SMALL)
        words.addWidget(label(NAME, "title"))
        words.addWidget(self.what)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        split = QSplitter(childrenCollapsible=False)
        split.addWidget(self.parts)
        split.addWidget(self.terms)
        split.setStretchFactor(1, 1)
        split.setSizes([Size.LEAST_SIDE_PANE, Size.MIDDLE_PANE])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        column.addLayout(head)
        column.addWidget(label("Made of", "quiet"))
        column.addWidget(split, 1)
        column.addWidget(buttons)
        window = self.parentWidget()
        self.resize(QSize(*Size.ABOUT).boundedTo(window.size()) if window else QSize(*Size.ABOUT))

    def _show(self, row: int) -> None:
        self.terms.setPlainText(_text_of(self._components[row]))


def _text_of(part: Component) -> str:
    texts = [_read(path) for path in part.texts]
    return "\n\n".join([f"{part.name} {part.version}".strip(), part.terms, *(texts or [_NO_TEXT])])


def _read(path: Path) -> str:
    return f"{path.name}\n\n{path.read_text('utf-8', errors='replace')[:_LARGEST].strip()}"
