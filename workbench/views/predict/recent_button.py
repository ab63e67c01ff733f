"""The pictures asked about last, to be asked about again."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from workbench.state.session import Session
from workbench.views.menu_button import MenuButton
from workbench.views.theme import Theme


class RecentButton(MenuButton):
    """Offers them by name, behind a sign alone; not there while there are none."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget) -> None:
        super().__init__(theme)
        # What is shown before it has a parent is a window of its own for a moment, and takes the focus.
        self.setParent(parent)
        self.setAccessibleName("Recent pictures")
        self.setToolTip("Recent pictures")
        self._session = session
        session.recent_pictures.changed.connect(self._show)
        self.offered.aboutToShow.connect(self._fill)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._session.recent_pictures.paths))

    def _fill(self) -> None:
        """Anew each time: files go, and folders with them."""
        self.offered.clear()
        for path in self._session.recent_pictures.paths:
            action = self.offered.addAction(path.name, partial(self._session.predictions.ask, [path]))
            action.setToolTip(str(path))
