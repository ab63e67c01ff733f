"""The page before anything was trained: what belongs here, and how to bring it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.state.training import Training
from workbench.views.cards import Card, wrapped
from workbench.views.invitation import Invitation, fill_with, side_by_side
from workbench.views.message import ErrorMessage
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_NOTHING = "Nothing is training", "Design an experiment and press Train."
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
        invitation = Invitation(theme, "train", *_NOTHING, side_by_side(self.design))
        fill_with(self, invitation, self._quick_card())
        training.errors_changed.connect(self._show_error)

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
