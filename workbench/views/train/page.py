"""The Train page: empty with an invitation, or the run at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from workbench.state.session import Session
from workbench.views.late_content import LateContent
from workbench.views.theme import Theme
from workbench.views.train.welcome import Welcome

if TYPE_CHECKING:
    from workbench.views.train.content import Content

# What is imported when the first run is started, and when its curves are drawn.
_WITH_RUNS = ("workbench.views.train.plot", "workbench.state.supervisor", "core.training.background")


class TrainPage(QStackedWidget):
    """Shows runs and controls them.

    Attributes:
        welcome: What is shown before the first run.
        content: What is shown of a run; None before there is one.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Train")
        self._theme = theme
        self._session = session
        self.welcome = Welcome(theme, session.training)
        self.content: Content | None = None
        theme.dress(self.welcome)
        self.addWidget(self.welcome)
        self.setFocusProxy(self.welcome.design)
        self._late = LateContent(self, session.preloading, "workbench.views.train.content", self._new_content)
        self._late.made.connect(self._take_content)
        session.preloading.modules += _WITH_RUNS
        self.welcome.design_wanted.connect(lambda: session.page_wanted.emit("design"))
        session.training.run_changed.connect(self._show_run)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """A run that was over before can now be seen."""
        super().showEvent(event)
        self._show_run()

    def _show_run(self) -> None:
        """Show the run at hand; one that is over can wait until the page is looked at."""
        run = self._session.training.run
        if run is not None and (self.isVisible() or not run.is_over):
            self._late.want()

    def _new_content(self) -> Content:
        from workbench.views.train.content import Content  # noqa: PLC0415 - loads what only runs need

        return Content(self._theme, self._session)

    def _take_content(self, content: Content) -> None:
        self.content = content
        for place in (content.run.controls, content.facts):
            place.predict_wanted.connect(self._predict_with)
        # Not a button: a key that was meant for what stood here before must not end the run.
        content.setFocus()
        self.setFocusProxy(content)

    def _predict_with(self, run_id: str) -> None:
        self._session.models.choose_run(run_id)
        self._session.page_wanted.emit("predict")
