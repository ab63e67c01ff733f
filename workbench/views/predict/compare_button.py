"""A button that offers the models that can be asked beside the one that answers."""

from __future__ import annotations

from PySide6.QtCore import Signal

from workbench.state.model_entries import ModelEntry
from workbench.state.session import Session
from workbench.views.menu_button import MenuButton
from workbench.views.theme import Theme

_MOST_LISTED = 25


class CompareButton(MenuButton):
    """Its menu is filled when it is opened."""

    added = Signal()
    """A model was chosen, and is being asked."""

    def __init__(self, theme: Theme, session: Session, words: str) -> None:
        super().__init__(theme, words)
        self._session = session
        self.setToolTip("Ask another model about the same picture, side by side")
        self.offered.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.offered.clear()
        offered = self._session.side_by_side.offered
        if not offered:
            self.offered.addAction("There is no other model.").setEnabled(False)
        for entry in offered[:_MOST_LISTED]:
            self._offer(entry)

    def _offer(self, entry: ModelEntry) -> None:
        where = "in the box" if entry.is_shipped else entry.source.rpartition("/")[2]
        action = self.offered.addAction(f"{self._session.models.title_of(entry)}\t{where}".replace("&", "&&"))
        action.setToolTip(str(entry.path))
        action.triggered.connect(lambda: self._add(entry))

    def _add(self, entry: ModelEntry) -> None:
        self._session.side_by_side.add(entry)
        self.added.emit()
