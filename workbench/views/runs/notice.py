"""What was done with runs, and the way to take it back."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from workbench.state.run_actions import RunActions
from workbench.views.cards import ElidedLabel
from workbench.views.tokens import Space


class Notice(QFrame):
    """One line, which takes no room while there is nothing to say.

    Attributes:
        undo: Brings back what was deleted.
        dismiss: Closes it.
    """

    def __init__(self, actions: RunActions, parent: QWidget) -> None:
        # With a parent from the beginning: what there is to say is shown at once, and not in a window of its own.
        super().__init__(parent)
        self.setObjectName("notice")
        self._actions = actions
        self._words = ElidedLabel("strong")
        self.undo, self.dismiss = QPushButton("Undo"), QPushButton("Dismiss")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.CHIP, Space.SMALL, Space.CHIP, Space.SMALL)
        row.setSpacing(Space.CHIP)
        row.addWidget(self._words, 1)
        for button in (self.undo, self.dismiss):
            button.setObjectName("link")
            row.addWidget(button)
        self.undo.setAccessibleName("Undo: bring back what was deleted")
        self.undo.clicked.connect(lambda: actions.restore(actions.deleted))
        self.dismiss.clicked.connect(actions.dismiss)
        actions.changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.accessibleName()

    def _show(self) -> None:
        self._words.show_text(self._actions.said)
        self.undo.setVisible(bool(self._actions.deleted))
        self.setVisible(bool(self._actions.said) and self._actions.error is None)
