"""The Design page: made when it is first shown, or soon after a dataset has brought what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from workbench.state.libraries import load_libraries
from workbench.state.session import Session
from workbench.views.theme import Theme
from workbench.views.tokens import Space

if TYPE_CHECKING:
    from workbench.views.design.committee_view import CommitteeView
    from workbench.views.design.content import Content


# After the Data page has drawn the dataset, before anybody has looked at it.
_SOON_MS = 500


class DesignPage(QWidget):
    """Layers, settings and cost of the experiment at hand.

    Attributes:
        content: Its cards; None until they are made.
        committee: A committee in their place; None until there is one.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName("Design")
        self._theme, self._session = theme, session
        self.content: Content | None = None
        self.committee: CommitteeView | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._make_content)
        session.datasets.changed.connect(self._soon.start)
        session.design.committee.changed.connect(self._show_committee)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        for keys, act in (
            ("Ctrl+Z", self._with_experiment(session.design.undo)),
            ("Ctrl+Shift+Z", self._with_experiment(session.design.redo)),
            ("Ctrl+Y", self._with_experiment(session.design.redo)),
            ("Ctrl+Return", self._train),
            ("Ctrl+O", self._choose_file),
            ("Ctrl+S", self._with_experiment(self._choose_target)),
            ("Insert", self._with_experiment(self._offer_layers)),
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
        self._show_committee()

    def _show_committee(self) -> None:
        """Show the committee that is looked at, or the experiment; the keyboard goes on in what is shown."""
        is_wanted = self._session.design.committee.recipe is not None
        is_shown = self.committee is not None and self.committee.isVisibleTo(self)
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        if is_wanted and self.committee is None:
            from workbench.views.design.committee_view import CommitteeView  # noqa: PLC0415 - as the content

            self.committee = CommitteeView(self._theme, self._session)
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self.committee)
        if self.content is None:
            return
        if self.committee is not None:
            self.committee.setVisible(is_wanted)
        self.content.setVisible(not is_wanted)
        self.setFocusProxy(self.committee.vote if self.committee and is_wanted else self.content.layers.layers)
        if had_focus and is_wanted is not is_shown:
            self.setFocus()

    def _with_experiment(self, act: Callable[[], object]) -> Callable[[], None]:
        """What a key does to the experiment, while that is looked at."""

        def unless_committee() -> None:
            if self._session.design.committee.recipe is None:
                act()

        return unless_committee

    def _train(self) -> None:
        design = self._session.design
        if design.committee.recipe is None:
            design.train()
        else:
            design.committee.train()

    def _choose_file(self) -> None:
        if self.content is not None:
            self.content.experiment.choose_file()

    def _choose_target(self) -> None:
        if self.content is not None:
            self.content.experiment.choose_target()

    def _offer_layers(self) -> None:
        if self.content is not None:
            self.content.layers.add.showMenu()
