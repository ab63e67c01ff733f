"""How far something is that is done with the figures, and then what came of it."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from core.errors import WorkbenchError
from workbench.state.evaluation_work import Calibrated, Compared, Saved
from workbench.state.session import Session
from workbench.views.cards import wrapped
from workbench.views.evaluate.files import save_calibrated
from workbench.views.evaluate.tool_words import words_of
from workbench.views.tokens import Space


class ToolResult(QFrame):
    """Two lines and what to do next; takes no room while nothing was done.

    Attributes:
        open, save, use, pictures: What to do with a file, a calibration, a calibrated model, and duplicates.
        cancel, dismiss: Give up; close.
    """

    left = Signal()
    """The button that had the keyboard is gone, and there is no other."""
    pictures_wanted = Signal(object)
    """Pictures are to be shown: their places among those that were measured."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._session, self._tools = session, session.evaluation_tools
        self._headline, self._details = wrapped("", "strong"), wrapped("", "quiet")
        self.open, self.save, self.use = QPushButton("Open"), QPushButton("Save model…"), QPushButton("Use this model")
        self.pictures = QPushButton("Show them")
        self.cancel, self.dismiss = QPushButton("Cancel"), QPushButton("Dismiss")
        self._buttons = (self.open, self.save, self.use, self.pictures, self.cancel, self.dismiss)
        self.use.setToolTip("Let it answer on Evaluate and Predict from now on")
        self.pictures.setAccessibleName("Show the duplicates")
        self._lay_out()
        self._connect()
        self._show()

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._headline.text()}. {self._details.text()}"

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(Space.NONE)
        words.addWidget(self._headline)
        words.addWidget(self._details)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.CHIP, Space.ROW, Space.CHIP, Space.ROW)
        row.setSpacing(Space.CHIP)
        row.addLayout(words, 1)
        for button in self._buttons:
            button.setObjectName("link")
            row.addWidget(button)

    def _connect(self) -> None:
        tools, models = self._tools, self._session.models
        self.open.clicked.connect(self._open)
        self.save.clicked.connect(lambda: save_calibrated(self, tools))
        self.use.clicked.connect(self._use)
        self.pictures.clicked.connect(self._show_pictures)
        self.cancel.clicked.connect(tools.cancel)
        self.dismiss.clicked.connect(tools.dismiss)
        tools.changed.connect(self._show)
        tools.progressed.connect(self._show_words)
        models.changed.connect(self._show)

    def _show(self) -> None:
        result, is_busy, models = self._tools.result, self._tools.is_busy, self._session.models
        file = result.path if isinstance(result, Saved | Calibrated) else None
        is_calibrated = isinstance(result, Calibrated)
        is_used = models.current is not None and models.current.path == file
        shown = {
            self.open: isinstance(result, Saved),
            self.save: is_calibrated and file is None,
            self.use: is_calibrated and file is not None and not is_used,
            self.pictures: isinstance(result, Compared) and result.without.copies > 0,
            self.cancel: is_busy,
            self.dismiss: not is_busy,
        }
        self._show_words()
        focused = next((button for button in self._buttons if button.hasFocus()), None)
        for button, is_shown in shown.items():
            button.setVisible(is_shown)
        self.setVisible(is_busy or result is not None)
        if focused is not None and not focused.isVisible():
            self._pass_on(self.cancel if is_busy else self.dismiss)

    def _pass_on(self, button: QPushButton) -> None:
        """The keyboard stays on what can be pressed."""
        if button.isVisible():
            button.setFocus()
        else:
            self.left.emit()

    def _show_words(self) -> None:
        result, outcome = self._tools.result, self._tools.outcome
        headline, details = words_of(result) if result else ("", "")
        if self._tools.is_busy and outcome is not None:
            stage, done, total = self._tools.position
            headline = stage or "One moment"
            details = f"{done:,} of {total:,}" if total else f"{outcome.title} on {outcome.evaluation.split}"
        self._headline.setText(headline)
        self._details.setText(details)
        self.setAccessibleName(self.text)

    def _open(self) -> None:
        result = self._tools.result
        if isinstance(result, Saved) and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(result.path))):
            self._tools.refuse(
                WorkbenchError(f"No program opens {result.path.name}.", f"It is in {result.path.parent}")
            )

    def _use(self) -> None:
        result = self._tools.result
        if isinstance(result, Calibrated) and result.path is not None:
            self._session.models.choose_file(result.path)

    def _show_pictures(self) -> None:
        result = self._tools.result
        if isinstance(result, Compared):
            self.pictures_wanted.emit(result.without.places)
