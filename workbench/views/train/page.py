"""The Train page: empty with an invitation, or the run at hand."""

from __future__ import annotations

import gc
import importlib
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from core.progress import Progress
from workbench.state.background import Background
from workbench.state.session import Session
from workbench.views.theme import Theme
from workbench.views.train.welcome import Welcome

if TYPE_CHECKING:
    from workbench.views.train.content import Content


class TrainPage(QStackedWidget):
    """Shows runs and controls them.

    Attributes:
        welcome: What is shown before the first run.
        content: What is shown of a run; None before there is one.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName("Train")
        self._theme = theme
        self._session = session
        self.welcome = Welcome(theme, session.training)
        self.content: Content | None = None
        self.addWidget(self.welcome)
        self.setFocusProxy(self.welcome.design)
        self._can_draw = False
        self._loading = Background(self)
        self._loading.succeeded.connect(self._add_plots)
        self.welcome.design_wanted.connect(lambda: session.page_wanted.emit("design"))
        session.training.run_changed.connect(self._show_run)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Load what draws curves, beside the window: it takes half a second."""
        super().showEvent(event)
        self._show_run()
        if not self._can_draw and not self._loading.is_busy:
            self._loading.start(_load_plots)

    def _show_run(self) -> None:
        """Show the run at hand; one that is over can wait until the page is looked at."""
        run = self._session.training.run
        if self.content is None and run is not None and (self.isVisible() or not run.is_over):
            self._show_content()

    def _show_content(self) -> None:
        from workbench.views.train.content import Content  # noqa: PLC0415 - loads what only runs need

        self.content = Content(self._theme, self._session)
        self.content.run.controls.predict_wanted.connect(self._predict_with)
        self.addWidget(self.content)
        self.setCurrentWidget(self.content)
        # Not a button: a key that was meant for what stood here before must not end the run.
        self.content.setFocus()
        self.setFocusProxy(self.content)
        if self._can_draw:
            self.content.add_plots()

    def _predict_with(self, run_id: str) -> None:
        self._session.models.choose_run(run_id)
        self._session.page_wanted.emit("predict")

    def _add_plots(self) -> None:
        self._can_draw = True
        # What has been loaded stays: going through all of it for garbage would hold the window up for a tenth of a
        # second, in the middle of a run.
        gc.freeze()
        if self.content:
            self.content.add_plots()


def _load_plots(progress: Progress) -> None:
    importlib.import_module("workbench.views.train.plot")
    progress("Loading", 1, 1)
