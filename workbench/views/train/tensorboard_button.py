"""The button that shows all runs in TensorBoard, in the browser."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from core.errors import WorkbenchError
from workbench.state.tensorboard import TensorBoard

_OPEN, _STARTING = "Open TensorBoard", "Starting"
_TOOL_TIP = "Compare all runs of this workspace in the browser"


class TensorBoardButton(QPushButton):
    """Says where TensorBoard is, and opens it."""

    def __init__(self, tensorboard: TensorBoard) -> None:
        super().__init__(_OPEN)
        self.setObjectName("link")
        self.setAccessibleName(_OPEN)
        self._tensorboard = tensorboard
        # As wide as the wider words: its neighbours stay where they are.
        self.setMinimumWidth(self.sizeHint().width())
        self.clicked.connect(tensorboard.open)
        tensorboard.changed.connect(self._show)
        tensorboard.ready.connect(self._open_browser)
        self._show()

    def _show(self) -> None:
        url = self._tensorboard.url
        # Never disabled: the keyboard would go elsewhere, and another click while it starts does no harm.
        self.setText(_STARTING if self._tensorboard.is_starting else _OPEN)
        self.setToolTip(f"{_TOOL_TIP}\n{url}" if url else _TOOL_TIP)

    def _open_browser(self, url: str) -> None:
        if not QDesktopServices.openUrl(QUrl(url)):
            self._tensorboard.refuse(WorkbenchError("No browser could be opened.", f"TensorBoard answers at {url}"))
