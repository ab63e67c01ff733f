"""What was written to a file, and the way to look at it."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from core.errors import WorkbenchError
from workbench.state.reproduction_files import ReproductionFiles
from workbench.views.cards import ElidedLabel
from workbench.views.tokens import Space


class SavedLine(QFrame):
    """One line, which takes no room while nothing was written.

    Attributes:
        open: Opens the file.
        dismiss: Closes the line.
    """

    def __init__(self, files: ReproductionFiles, parent: QWidget) -> None:
        # With a parent from the beginning: what is shown without one would be a window.
        super().__init__(parent)
        self.setObjectName("notice")
        self._files = files
        self._words = ElidedLabel("strong")
        self.open, self.dismiss = QPushButton("Open"), QPushButton("Dismiss")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.CHIP, Space.SMALL, Space.CHIP, Space.SMALL)
        row.setSpacing(Space.CHIP)
        row.addWidget(self._words, 1)
        for button in (self.open, self.dismiss):
            button.setObjectName("link")
            row.addWidget(button)
        self.open.setAccessibleName("Open what was saved")
        self.open.clicked.connect(self._open)
        self.dismiss.clicked.connect(files.dismiss)
        files.changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.accessibleName()

    def _open(self) -> None:
        saved = self._files.saved
        if saved and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(saved.path))):
            self._files.refuse(WorkbenchError(f"No program opens {saved.path.name}.", f"It is in {saved.path.parent}"))

    def _show(self) -> None:
        saved = self._files.saved
        self._words.show_text(f"{saved.what} saved: {saved.path}" if saved else "")
        self.setVisible(saved is not None)
