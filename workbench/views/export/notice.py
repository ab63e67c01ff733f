"""How far an export is, and then what came of it."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.state.exporting import Exporting
from workbench.views.cards import wrapped
from workbench.views.message import ErrorMessage
from workbench.views.tokens import Space


class ExportNotice(QWidget):
    """Two lines and what to do next; takes no room while nothing was exported.

    Attributes:
        cancel, folder, dismiss: Give up; show where the file is; close.
        error: Why it failed.
    """

    def __init__(self, exporting: Exporting, parent: QWidget) -> None:
        # With a parent from the beginning: what there is to say is shown at once, and not in a window of its own.
        super().__init__(parent)
        self._exporting = exporting
        self._frame = QFrame()
        self._frame.setObjectName("notice")
        self._headline, self._details = wrapped("", "strong"), wrapped("", "quiet")
        self.cancel, self.folder, self.dismiss = (
            QPushButton("Cancel"),
            QPushButton("Show folder"),
            QPushButton("Dismiss"),
        )
        self.error = ErrorMessage()
        self._lay_out()
        self.cancel.clicked.connect(exporting.cancel)
        self.folder.clicked.connect(self._show_folder)
        for button in (self.dismiss, self.error.dismiss):
            button.clicked.connect(exporting.dismiss)
        exporting.changed.connect(self._show)
        exporting.progressed.connect(self._show_words)
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
        row = QHBoxLayout()
        row.setSpacing(Space.CHIP)
        for button in (self.cancel, self.folder, self.dismiss):
            button.setObjectName("link")
            row.addWidget(button)
        row.addStretch(1)
        words.addLayout(row)
        inside = QHBoxLayout(self._frame)
        inside.setContentsMargins(Space.CHIP, Space.ROW, Space.CHIP, Space.ROW)
        inside.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addWidget(self._frame)
        column.addWidget(self.error)

    def _show(self) -> None:
        exporting = self._exporting
        is_done = exporting.exported is not None
        self.error.show_error(exporting.error)
        self._show_words()
        self.cancel.setVisible(exporting.is_busy)
        for button in (self.folder, self.dismiss):
            button.setVisible(is_done)
        self._frame.setVisible(exporting.is_busy or is_done)
        self.setVisible(exporting.is_busy or is_done or exporting.error is not None)

    def _show_words(self) -> None:
        exported = self._exporting.exported
        headline, details = self._exporting.position[0] or "Exporting the model", ""
        if exported is not None:
            names = " and ".join(path.name for path in exported.files)
            headline = f"Exported to {names}"
            details = " ".join([f"In {exported.files[0].parent}.", *exported.notes])
        self._headline.setText(headline)
        self._details.setText(details)
        self._details.setVisible(bool(details))
        self.setAccessibleName(self.text)

    def _show_folder(self) -> None:
        if self._exporting.exported is not None:
            folder = self._exporting.exported.files[0].parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
