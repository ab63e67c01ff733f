"""The page before there is a dataset: what belongs here, and how to bring it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.state.datasets import Datasets
from workbench.views.cards import Card, wrapped
from workbench.views.data.open_controls import OpenControls
from workbench.views.data.sources import BUILT_IN, short_name
from workbench.views.invitation import Invitation, fill_with
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_MOST_RECENT = 4
_WHAT_BELONGS_HERE = (
    "A folder with a folder of pictures for each class, a zip of one, SVHN's .mat files, fer2013.csv, "
    "or an .npz with images and labels."
)


class Welcome(QWidget):
    """A place to drop a dataset on, with the built-in sources and those opened before one click away.

    Attributes:
        controls: The button that opens a file or folder.
        built_in: A button a built-in source, by its name.
    """

    def __init__(self, theme: Theme, datasets: Datasets) -> None:
        super().__init__()
        self._datasets = datasets
        self.controls = OpenControls(theme, datasets, is_primary=True)
        self.built_in: dict[str, QPushButton] = {}
        self._recent = Card("Opened before")
        title = "Drop a dataset here, or open one"
        invitation = Invitation(theme, "pictures", title, _WHAT_BELONGS_HERE, self.controls)
        fill_with(self, invitation, self._built_in_card(), self._recent)
        datasets.recent_changed.connect(self._show_recent)
        self._show_recent()

    def _built_in_card(self) -> Card:
        card = Card("No data at hand?")
        for source, title, words in BUILT_IN:
            button = QPushButton(f"Use {title.lower()}")
            button.setToolTip(f"Draw and open {source}")
            button.setMinimumWidth(Size.BUILT_IN_BUTTON)
            button.clicked.connect(lambda _checked, name=source: self._datasets.open(name))
            self.built_in[source] = button
            row = QHBoxLayout()
            row.addWidget(wrapped(words, "name"), 1)
            row.addWidget(button)
            card.body.addLayout(row)
        return card

    def _show_recent(self) -> None:
        while (item := self._recent.body.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        sources = self._datasets.recent[:_MOST_RECENT]
        for source in sources:
            button = QPushButton(short_name(source).replace("&", "&&"))
            button.setObjectName("link")
            button.setToolTip(source)
            button.clicked.connect(lambda _checked, name=source: self._datasets.open(name))
            self._recent.body.addWidget(button)
        self._recent.setVisible(bool(sources))
