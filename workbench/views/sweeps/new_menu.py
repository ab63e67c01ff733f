"""The ways to a new sweep, as a menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from core.sweeps.space import load_space, space_names
from workbench.state.session import Session
from workbench.views.menus import add_heading
from workbench.views.sweeps.files import open_sweep_file


class NewMenu(QMenu):
    """Those that ship, one in a file, and one made of the experiment that is being designed."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setToolTipsVisible(True)
        sweeping = session.sweeping
        self.addAction("Tick what varies in Design…", lambda: session.page_wanted.emit("design"))
        self.addAction("Sweep file…", lambda: open_sweep_file(parent, sweeping))
        add_heading(self, "Ready")
        for name in space_names():
            action = self.addAction(name.replace("-", " ").capitalize())
            action.setToolTip(load_space(name).description)
            action.triggered.connect(partial(sweeping.want, name))
