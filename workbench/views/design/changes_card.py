"""What was changed since the recipe was opened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QSizePolicy, QTreeWidget, QTreeWidgetItem

from core.experiment.differences import Difference, differences
from workbench.state.design import Design
from workbench.views.cards import Card, wrapped
from workbench.views.design.words import change_text
from workbench.views.tokens import Size


class ChangesCard(Card):
    """Path, old and new value of every field that is not as it was; says so where all are.

    Attributes:
        changes: What is listed.
    """

    def __init__(self, design: Design) -> None:
        super().__init__("Changes to the recipe")
        self._design = design
        self.changes: list[Difference] = []
        self._list = QTreeWidget()
        self._list.setObjectName("scrolled")
        self._list.setAccessibleName("Changes to the recipe")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setColumnCount(2)
        self._list.setHeaderHidden(True)
        # As high as there is room: the card takes what the others leave.
        self._list.setMinimumHeight(Size.FACT)
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._list.setRootIsDecorated(False)
        self._list.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.header().setStretchLastSection(False)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._none = wrapped("None: it is as it was opened.", "name")
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._none, 1)
        self.body.addWidget(self._list, 1)
        design.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        version = self._design.version
        self.changes = list(differences(version.original, version.draft))
        self.show_title("Changes to the recipe", f"{len(self.changes):,}" if self.changes else "")
        self.setToolTip(f"Opened: {version.origin}")
        self._list.clear()
        for change in self.changes:
            item = QTreeWidgetItem([change.path, change_text(change)])
            item.setToolTip(0, change.path)
            item.setToolTip(1, change_text(change))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._list.addTopLevelItem(item)
        self._list.setVisible(bool(self.changes))
        self._none.setVisible(not self.changes)
