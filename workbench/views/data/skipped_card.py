"""The files that could not be read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget

from workbench.state.datasets import Datasets
from workbench.views.cards import Card, wrapped
from workbench.views.data.finding_card import back_button

_MOST_LISTED = 1_000


class SkippedCard(Card):
    """Names and reasons; says so where there are none.

    Attributes:
        files: The list.
        back: The button that brings the images again.
    """

    def __init__(self, datasets: Datasets) -> None:
        super().__init__("Files left out")
        self._datasets = datasets
        self.back = back_button()
        self.header.addWidget(self.back)
        self.files = QListWidget()
        self.files.setObjectName("scrolled")
        self.files.setFrameShape(QFrame.Shape.NoFrame)
        self.files.setWordWrap(True)
        self.files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.files.setAccessibleName("Files left out")
        self._none = wrapped("", "name")
        self.body.addWidget(self._none, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.files, 1)
        datasets.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        dataset = self._datasets.dataset
        if dataset is None:
            return
        skipped = dataset.skipped
        self.show_title("Files left out", f"{len(skipped):,}")
        self.files.clear()
        self.files.addItems([f"{file.file}\n{file.reason}" for file in skipped[:_MOST_LISTED]])
        if len(skipped) > _MOST_LISTED:
            self.files.addItem(f"… and {len(skipped) - _MOST_LISTED:,} more")
        self.files.setVisible(bool(skipped))
        self._none.setVisible(not skipped)
        drawn = dataset.kind == "generated"
        self._none.setText("Nothing: these images are drawn." if drawn else "None: every file could be read.")
