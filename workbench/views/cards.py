"""Cards and the lines of text on them."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.views.growth import regrown, text_factor
from workbench.views.signs import NONE
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


def label(text: str, role: str) -> QLabel:
    """Text in one of the style sheet's roles.

    They are "title", "quiet", "name", "value", "strong", "figure", "message", "key" (a figure that matters), "best",
    "train" and "validation".
    """
    result = QLabel(text)
    result.setObjectName(role)
    result.setTextFormat(Qt.TextFormat.PlainText)
    return result


def wrapped(text: str, role: str) -> QLabel:
    """The same over several lines."""
    result = label(text, role)
    result.setWordWrap(True)
    result.setMinimumWidth(Size.CLASS_NAME)
    return result


class ElidedLabel(QLabel):
    """One line of text that gives way to an ellipsis where room is short; the whole is in the tool tip."""

    def __init__(self, role: str, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self.setObjectName(role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._mode = mode
        self._whole = ""

    def show_text(self, text: str) -> None:
        """Show as much of `text` as fits."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the text anew."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, self.width())
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class FewLines(QLabel):
    """Text over a few lines, as many words of it as have room; the whole is in the tool tip."""

    def __init__(self, role: str, lines: int) -> None:
        super().__init__()
        self.setObjectName(role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lines = lines
        self._whole = ""

    def show_text(self, text: str) -> None:
        """Show as much of `text` as fits."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the text anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        words, shown = self._whole.split(" "), self._whole
        while len(words) > 1 and not self._has_room(shown):
            words.pop()
            shown = f"{' '.join(words)}…"
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")

    def _has_room(self, text: str) -> bool:
        metrics, room = self.fontMetrics(), QRect(0, 0, self.width(), Size.LARGEST_DISTANCE)
        height = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height()
        return height <= self._lines * metrics.lineSpacing()


class Fact(QWidget):
    """A name at the left and its value at the right."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFixedHeight(Size.FACT)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._value = ElidedLabel("value", Qt.TextElideMode.ElideMiddle)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label(name, "name"))
        row.addWidget(self._value, 1)

    @property
    def value(self) -> str:
        """What it says."""
        return self._value.accessibleName()

    def show_value(self, value: str) -> None:
        """Say something else."""
        self._value.show_text(value)

    def add(self, control: QWidget) -> None:
        """Put a control behind the value."""
        self._row.addWidget(control)


def percent(share: float | None) -> str:
    """A share as percent with one decimal; a dash where there is none."""
    return NONE if share is None or math.isnan(share) else f"{share:.1%}"


class Column(QWidget):
    """Cards below each other, which are added one by one."""

    def __init__(self, theme: Theme, least_width: int) -> None:
        super().__init__()
        self._least_width, self._made_at = least_width, text_factor()
        theme.dress(self)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._stack.setSpacing(Space.GAP)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No narrower than was said; with larger text, no narrower and lower than its words are."""
        least = regrown(self._least_width, self._made_at)
        if text_factor() == 1:
            return QSize(least, super().minimumSizeHint().height())
        whole = QSize(least, max(self._stack.totalMinimumHeightForWidth(self.width()), 0))
        return super().minimumSizeHint().expandedTo(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Words over several lines need more of them where they are narrower."""
        super().resizeEvent(event)
        if text_factor() != 1 and event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def add(self, card: QWidget, stretch: int = 0) -> None:
        """Put a card below the others; `stretch` is its share of the height that is left."""
        self._stack.addWidget(card, stretch)
        # Here rather than for all cards together when they are first shown.
        card.ensurePolished()


class Card(QFrame):
    """One thing on the ground: its title at the left, what else there is to say about it quietly at the right.

    Attributes:
        header: The line of the title, for controls at its right end.
        body: What stands below.
    """

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.CARD, Space.CARD, Space.CARD, Space.CARD)
        column.setSpacing(Space.CHIP)
        self._title = ElidedLabel("title")
        self._quiet = label("", "quiet")
        self.header = QHBoxLayout()
        self.header.setSpacing(Space.ROW)
        self.header.addWidget(self._title, 1)
        self.header.addWidget(self._quiet)
        column.addLayout(self.header)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.ROW)
        column.addLayout(self.body, 1)
        self.show_title(title)

    @property
    def title(self) -> str:
        """What the card is about."""
        return self._title.accessibleName()

    @property
    def quiet(self) -> str:
        """What stands at the right of the title."""
        return self._quiet.text()

    def show_title(self, title: str, quiet: str = "") -> None:
        """Head the card; screen readers call it by its title."""
        self._title.show_text(title)
        self._quiet.setText(quiet)
        self._quiet.setVisible(bool(quiet))
        self.setAccessibleName(title)
