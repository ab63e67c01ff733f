"""How many images there are of each class, and what to think of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workbench.state.overview import imbalance_advice
from workbench.state.selection import ImageSelection
from workbench.views.bars import CountBar
from workbench.views.cards import Card
from workbench.views.message import Advice
from workbench.views.theme import Theme, font
from workbench.views.tokens import Size, Space, Type


class ClassesCard(Card):
    """A bar a class for the part shown; a click on one shows that class alone, another click all of them again.

    Attributes:
        bars: In the order of the classes.
        advice: What to say about uneven classes.
    """

    def __init__(self, theme: Theme, selection: ImageSelection) -> None:
        super().__init__("Images per class")
        self._theme = theme
        self._selection = selection
        self._classes: tuple[str, ...] = ()
        self.bars: list[CountBar] = []
        self.advice = Advice()
        self._column = QVBoxLayout()
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.SMALL)
        content = QWidget()
        content.setObjectName("scrolled")
        column = QVBoxLayout(content)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addLayout(self._column)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self.advice)
        selection.filter_changed.connect(self._show)

    def _show(self) -> None:
        dataset = self._selection.dataset
        if dataset is None:
            return
        if dataset.classes != self._classes:
            self._rebuild(dataset.classes)
        counts = self._selection.counts()
        most = max(counts.values())
        metrics = self.fontMetrics()
        # Measured in the strong font of the names.
        names = max(_strong_width(name) for name in counts)
        figures = max(metrics.horizontalAdvance(f"{count:,}") for count in counts.values())
        for label, (bar, count) in enumerate(zip(self.bars, counts.values(), strict=True)):
            chosen = self._selection.label
            bar.show_count(count, most, min(names, Size.CLASS_NAME), figures, is_faded=chosen not in {None, label})
            bar.setChecked(chosen == label)
        self.show_title("Images per class", self._selection.split or "all parts")
        self.advice.show_text(imbalance_advice(counts))

    def _rebuild(self, classes: tuple[str, ...]) -> None:
        for bar in self.bars:
            bar.deleteLater()
        self.bars = [CountBar(self._theme, name) for name in classes]
        for label, bar in enumerate(self.bars):
            bar.clicked.connect(lambda checked, place=label: self._selection.set_label(place if checked else None))
            self._column.addWidget(bar)
        self._classes = classes


def _strong_width(name: str) -> int:
    return QFontMetrics(font(Type.BODY, strong=True)).horizontalAdvance(name)
