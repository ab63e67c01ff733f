"""How large the cache is, and the button that empties it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.state.cache_care import CacheCare
from workbench.views.cards import wrapped
from workbench.views.message import ErrorMessage
from workbench.views.tokens import Space

_MEGABYTE = 2**20
_HINT = "Decoded images and earlier answers, which are made again when they are wanted; downloads and runs stay."


class CacheLine(QWidget):
    """What can be had back.

    Attributes:
        words: How much that is, or why not now.
        empty: The button.
        error: What went wrong.
    """

    def __init__(self, cache: CacheCare) -> None:
        super().__init__()
        self._cache = cache
        self.words, self.empty, self.error = wrapped("", "quiet"), QPushButton("Empty"), ErrorMessage()
        self.empty.setAccessibleName("Empty the cache")
        self.empty.setToolTip(_HINT)
        self.error.dismiss.hide()
        row = QHBoxLayout()
        row.setSpacing(Space.CHIP)
        row.addWidget(self.words, 1)
        row.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.ROW)
        column.addLayout(row)
        column.addWidget(self.error)
        self.empty.clicked.connect(cache.empty)
        cache.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        cache = self._cache
        size = "…" if cache.size is None or cache.is_busy else f"{cache.size / _MEGABYTE:,.0f} MB"
        self.words.setText(f"Cache: {size}. {cache.obstacle or _HINT}")
        self.empty.setEnabled(bool(cache.size) and not cache.is_busy and not cache.obstacle)
        self.empty.setAccessibleDescription(cache.obstacle)
        self.error.show_error(cache.error)
