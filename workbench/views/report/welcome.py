"""The page before anybody wanted the tables: what belongs here, and one click that trains all of them."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from workbench.state.reproducing import Reproducing
from workbench.views.invitation import Invitation, fill_with, side_by_side
from workbench.views.theme import Theme

_WHAT = (
    "Repeat a report, then beat it",
    "A student report on neural networks from scratch has three tables: digits of house numbers, facial expressions "
    "with momentum, and a committee. Train every row by its recipe and see its figure beside the report's; then go on "
    "to what does better on the same images. Rows are ordinary runs: stop them whenever you like, they go on later.",
)


class Welcome(QWidget):
    """Two ways to begin.

    Attributes:
        train: Trains every row on built-in images.
        look: Shows the tables, to choose the images first.
        invitation: The words.
    """

    def __init__(self, theme: Theme, reproducing: Reproducing) -> None:
        super().__init__()
        self._reproducing = reproducing
        self.train, self.look = QPushButton("Train on built-in images"), QPushButton("Choose images first")
        self.train.setObjectName("primary")
        self.train.setToolTip("Drawn house numbers and sketched faces; what was trained before is not trained again")
        self.look.setToolTip("Show the tables without training anything")
        self.invitation = Invitation(theme, "report", *_WHAT, side_by_side(self.train, self.look))
        fill_with(self, self.invitation)
        self.train.clicked.connect(self._train)
        self.look.clicked.connect(reproducing.begin)

    def _train(self) -> None:
        self._reproducing.begin()
        self._reproducing.train()
