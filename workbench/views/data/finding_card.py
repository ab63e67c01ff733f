"""One finding of the audit closely: what it is, what to do about it, and its pictures."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QPushButton

from core.data.audit.findings import Finding
from workbench.state.cleaning import Cleaning
from workbench.state.selection import ImageSelection
from workbench.views.cards import Card, wrapped
from workbench.views.data.fix_controls import FixControls
from workbench.views.data.group_grid import GroupGrid
from workbench.views.theme import Theme


class FindingCard(Card):
    """Stands in the place of the thumbnails while a finding is open.

    Attributes:
        back: The button that brings all images again.
        fixes: What the experiment is to leave out.
        grid: The pictures, those that belong together side by side.
    """

    def __init__(self, theme: Theme, selection: ImageSelection, cleaning: Cleaning) -> None:
        super().__init__()
        self._selection = selection
        self.back = back_button()
        self.header.addWidget(self.back)
        self._words, self._advice = wrapped("", "name"), wrapped("", "quiet")
        self.fixes = FixControls(theme, cleaning)
        self.grid = GroupGrid(theme, selection)
        for widget in (self._words, self._advice, self.fixes):
            self.body.addWidget(widget)
        self.body.addWidget(self.grid, 1)

    @property
    def words(self) -> str:
        """What was found, and what to do about it."""
        return f"{self._words.text()} {self._advice.text()}".strip()

    def show_finding(self, finding: Finding) -> None:
        """Show another one."""
        self.show_title(finding.kind.capitalize(), finding.figure)
        self._words.setText(finding.words)
        self._advice.setText(finding.advice)
        self.fixes.show_for(finding.kind)
        self._selection.set_rows(np.array([row for group in finding.groups for row in group], np.int64))
        self.grid.show_groups([len(group) for group in finding.groups])
        self.grid.setVisible(bool(finding.groups))

    def leave(self) -> None:
        """Ask for nothing more about the finding."""
        self.fixes.show_for(None)


def back_button() -> QPushButton:
    """What leads from a finding back to all images."""
    button = QPushButton("All images")
    button.setObjectName("choice")
    button.setAccessibleName("Back to all images")
    return button
