"""The Design page: made when it is first shown, or soon after a dataset has brought what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.state.libraries import load_libraries
from workbench.state.session import Session
from workbench.views.theme import Theme
from workbench.views.tokens import Space

if TYPE_CHECKING:
    from workbench.views.design.content import Content


# After the Data page has drawn the dataset, before anybody has looked at it.
_SOON_MS = 500


class DesignPage(QWidget):
    """Layers, settings and cost of the experiment at hand.

    Attributes:
        content: Its cards; None until they are made.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName("Design")
        self._theme, self._session = theme, session
        self.content: Content | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._make_content)
        session.datasets.changed.connect(self._soon.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        for keys, act in (
            ("Ctrl+Z", session.design.undo),
            ("Ctrl+Shift+Z", session.design.redo),
            ("Ctrl+Y", session.design.redo),
            ("Ctrl+Return", session.design.train),
            ("Ctrl+O", self._choose_file),
            ("Ctrl+S", self._choose_target),
            ("Insert", self._offer_layers),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Have the content there with the first look at it."""
        self._make_content()
        super().showEvent(event)

    def _make_content(self) -> None:
        if self.content is not None:
            return
        load_libraries()
        from workbench.views.design.content import Content  # noqa: PLC0415 - loads what the start does not wait for

        self.content = Content(self._theme, self._session)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.content)
        # Now rather than with the next event, so that the page is whole when it appears.
        self.content.show()
        self.setFocusProxy(self.content.layers.layers)

    def _choose_file(self) -> None:
        if self.content is not None:
            self.content.experiment.choose_file()

    def _choose_target(self) -> None:
        if self.content is not None:
            self.content.experiment.choose_target()

    def _offer_layers(self) -> None:
        if self.content is not None:
            self.content.layers.add.showMenu()
