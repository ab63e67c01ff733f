"""The Design page: made when it is first shown, or soon after a dataset has brought what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from workbench.state.session import Session
from workbench.views import commands
from workbench.views.cards import label
from workbench.views.late_content import LateContent
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.views.design.committee_view import CommitteeView
    from workbench.views.design.content import Content


# After the Data page has drawn the dataset, before anybody has looked at it.
_SOON_MS = 500


class DesignPage(QStackedWidget):
    """Layers, settings and cost of the experiment at hand.

    Attributes:
        content: Its cards; None until they are made.
        committee: A committee in their place; None until there is one.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Design")
        self._theme, self._session = theme, session
        self.content: Content | None = None
        self.committee: CommitteeView | None = None
        self._late = LateContent(self, session.preloading, "workbench.views.design.content", self._new_content)
        self._late.made.connect(self._take_content)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._late.want)
        session.datasets.changed.connect(self._soon.start)
        session.design.committee.changed.connect(self._show_committee)
        waiting = label("Opening the experiment…", "name")
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.dress(waiting)
        self.addWidget(waiting)
        for command, act in (
            (commands.UNDO, self._with_experiment(session.design.undo)),
            (commands.REDO, self._with_experiment(session.design.redo)),
            (commands.TRAIN, self._train),
            (commands.SWEEP, self._with_experiment(session.design.varying.sweep)),
            (commands.OPEN_EXPERIMENT, self._choose_file),
            (commands.SAVE_EXPERIMENT, self._with_experiment(self._choose_target)),
            (commands.ADD_LAYER, self._with_experiment(self._offer_layers)),
        ):
            commands.bind(self, command, act)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Have the content soon after the first look at it."""
        super().showEvent(event)
        self._late.want()

    def _new_content(self) -> Content:
        from workbench.views.design.content import Content  # noqa: PLC0415 - loads what the start does not wait for

        return Content(self._theme, self._session)

    def _take_content(self, content: Content) -> None:
        self.content = content
        self._show_committee()
        if self.isVisible():
            self.setFocus()

    def _show_committee(self) -> None:
        """Show the committee that is looked at, or the experiment; the keyboard goes on in what is shown."""
        if self.content is None:
            return
        is_wanted = self._session.design.committee.recipe is not None
        is_shown = self.committee is not None and self.currentWidget() is self.committee
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        if is_wanted and self.committee is None:
            from workbench.views.design.committee_view import CommitteeView  # noqa: PLC0415 - as the content

            self.committee = CommitteeView(self._theme, self._session)
            self._theme.dress(self.committee)
            self.addWidget(self.committee)
        if self.committee and is_wanted:
            self.setCurrentWidget(self.committee)
            self.setFocusProxy(self.committee.vote)
        else:
            self.setCurrentWidget(self.content)
            self.setFocusProxy(self.content.layers.layers)
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
