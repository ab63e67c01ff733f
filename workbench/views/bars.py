"""Bars: how many there are of each class, and how images are divided."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.views.cards import label
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Line, Size, Space, Type

_FADED = 0.5
SPLIT_COLORS = ("train", "validation", "test")


def draw_bar(painter: QPainter, theme: Theme, place: QRectF, share: float, *, is_faded: bool) -> None:
    """Draw an empty bar across a place, and fill a share of it; a small one as narrow as can still be seen."""
    track = QRectF(place.left(), place.center().y() - Size.BAR / 2, max(place.width(), 0), Size.BAR)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("line"))
    painter.drawRoundedRect(track, Corner.BAR, Corner.BAR)
    if share:
        track.setWidth(max(track.width() * share, Line.RING))
        corner = min(Corner.BAR, track.width() / 2)
        painter.setBrush(theme.color("accent"))
        painter.setOpacity(_FADED if is_faded else 1)
        painter.drawRoundedRect(track, corner, corner)
    painter.restore()


class CountBar(QAbstractButton):
    """A name, a bar and a count; pressed to look at that class alone."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._count = 0
        self._is_faded = False
        self._share = 0.0
        self._name_width = 0
        self._count_width = 0
        self.setText(name)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # The keyboard has the same filter in one place, instead of a stop at every class.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int, most: int, name_width: int, count_width: int, *, is_faded: bool) -> None:
        """Show a count beside the largest one, in columns as wide as the whole list needs.

        Args:
            count: Images of this class.
            most: Images of the largest class, whose bar is full.
            name_width: Of the column of names.
            count_width: Of the column of counts.
            is_faded: Whether another class is looked at alone.
        """
        self._is_faded = is_faded
        self._count = count
        self._share = count / most if most else 0.0
        self._name_width, self._count_width = name_width, count_width
        self.setAccessibleName(f"Class {self.text()}, {count:,} images")
        self.setToolTip(f"{self.text()}: {count:,}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(Size.LEAST_SIDE_PANE - 2 * Space.CARD, Size.FACT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw the line: where a class is chosen, it alone is strong."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.color("accent" if self.isChecked() else "text"))
        painter.setFont(font(Type.BODY, strong=True))
        area = QRectF(self.rect())
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self._name_width)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(font(Type.BODY))
        painter.setPen(self._theme.color("text" if self.isChecked() or self.underMouse() else "quiet"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{self._count:,}")
        place = area.adjusted(self._name_width + Space.CHIP, 0, -self._count_width - Space.CHIP, 0)
        draw_bar(painter, self._theme, place, self._share, is_faded=self._is_faded)


class SplitBar(QWidget):
    """How images are divided into train, validation and test, with the numbers below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._strip = _Strip(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._strip)
        row = QHBoxLayout()
        self._figures = [label("", "figure") for _ in SPLIT_COLORS]
        for figure, side in zip(self._figures, ("AlignLeft", "AlignHCenter", "AlignRight"), strict=True):
            figure.setAlignment(getattr(Qt.AlignmentFlag, side))
            row.addWidget(figure, 1)
        column.addLayout(row)

    def show_sizes(self, sizes: tuple[int, int, int]) -> None:
        """Show numbers of images for train, validation and test."""
        self._strip.show_sizes(sizes)
        for figure, size, name in zip(self._figures, sizes, SPLIT_COLORS, strict=True):
            figure.setText(f"{size:,}")
            figure.setToolTip(f"{size:,} images for {name}")
        words = ", ".join(f"{size:,} for {name}" for size, name in zip(sizes, SPLIT_COLORS, strict=True))
        self.setAccessibleName(words)


class _Strip(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sizes = (0, 0, 0)
        self.setFixedHeight(Size.SPLIT_BAR)
        theme.changed.connect(self.update)

    def show_sizes(self, sizes: tuple[int, int, int]) -> None:
        self._sizes = sizes
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        total = sum(self._sizes)
        left = 0.0
        for name, size in zip(SPLIT_COLORS, self._sizes, strict=True):
            width = self.width() * size / total if total else 0.0
            painter.setBrush(self._theme.color(name))
            if width > Line.RING:
                part = QRectF(left, 0, width - Line.RING, self.height())
                painter.drawRoundedRect(part, Corner.BAR / 2, Corner.BAR / 2)
            left += width
