"""The page before anything was trained: what belongs here, and how to bring it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.state.training import Training
from workbench.views.cards import Card, label, wrapped
from workbench.views.message import ErrorMessage
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_RECIPE, _SOURCE = "digits-quick", "street-digits"
_QUICK = "Train a small network on drawn house numbers: ready in half a minute, and then it can predict."


class Welcome(QWidget):
    """The way to Design, and one click that trains a ready recipe on built-in images.

    Attributes:
        design: The button to Design.
        quick: The button that trains at once.
        error: Why that did not work.
    """

    design_wanted = Signal()

    def __init__(self, theme: Theme, training: Training) -> None:
        super().__init__()
        self._theme = theme
        self._training = training
        self.design = QPushButton("Design an experiment")
        self.design.setObjectName("primary")
        self.design.clicked.connect(self.design_wanted)
        self.quick = QPushButton("Train digits now")
        self.quick.setMinimumWidth(Size.BUILT_IN_BUTTON)
        self.quick.setToolTip(f"Recipe {_RECIPE} on {_SOURCE}")
        self.quick.clicked.connect(self._train)
        self.error = ErrorMessage()
        self.error.dismiss.clicked.connect(training.dismiss_error)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout()
        column.setSpacing(Space.GAP)
        column.addStretch(1)
        column.addWidget(self._place())
        column.addWidget(self._quick_card())
        column.addStretch(2)
        middle = QWidget()
        middle.setFixedWidth(Size.WELCOME)
        middle.setLayout(column)
        QHBoxLayout(self).addWidget(middle)
        training.errors_changed.connect(self._show_error)
        theme.changed.connect(self._color)
        self._color()

    def _place(self) -> QFrame:
        place = QFrame()
        place.setObjectName("welcome")
        column = QVBoxLayout(place)
        column.setContentsMargins(Size.LARGE_ICON, Size.LARGE_ICON, Size.LARGE_ICON, Size.LARGE_ICON)
        column.setSpacing(Space.CHIP)
        title = label("Nothing is training", "title")
        words = label("Design an experiment and press Train.", "name")
        for text in (title, words):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for widget in (self._picture, title, words):
            column.addWidget(widget)
        column.addWidget(self.design, 0, Qt.AlignmentFlag.AlignHCenter)
        return place

    def _quick_card(self) -> Card:
        card = Card("New here?")
        row = QHBoxLayout()
        row.addWidget(wrapped(_QUICK, "name"), 1)
        row.addWidget(self.quick)
        card.body.addLayout(row)
        card.body.addWidget(self.error)
        return card

    def _train(self) -> None:
        self._training.start_recipe(_RECIPE, _SOURCE)

    def _show_error(self) -> None:
        errors = self._training.errors
        self.error.show_error(errors[0] if errors else None)

    def _color(self) -> None:
        size = QSize(Size.LARGE_ICON, Size.LARGE_ICON)
        self._picture.setPixmap(self._theme.icon("train").pixmap(size, self.devicePixelRatioF()))
