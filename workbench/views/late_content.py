"""The content of a page, made when it is wanted: what it stands on is loaded beside the window, its cards in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.state.preloading import Preloading
from workbench.views.pieces import Pieces


class Fillable(Protocol):
    """A widget whose frame is made at once, and its cards one after the other."""

    def fill(self) -> Iterator[None]:
        """Make the cards, yielding between them."""


class LateContent(QObject):
    """Makes the content of one page, once. The page shows what it showed before until the content is whole."""

    made = Signal(QWidget)
    """The content is there, and is what the page shows."""

    def __init__(self, page: QStackedWidget, preloading: Preloading, module: str, make: Callable[[], Fillable]) -> None:
        """Prepare.

        Args:
            page: Where it goes.
            preloading: Loads the module.
            module: Where the content comes from.
            make: Makes its frame; the module can be imported in no time then.
        """
        super().__init__(page)
        self._page, self._preloading, self._make = page, preloading, make
        self._content: QWidget | None = None
        self._is_wanted = False
        self._filling = Pieces(self)
        self._filling.done.connect(self._show)
        preloading.modules.append(module)

    def want(self) -> None:
        """Have it soon."""
        if not self._is_wanted:
            self._is_wanted = True
            self._preloading.when_done(self._fill)

    def _fill(self) -> None:
        content = self._make()
        assert isinstance(content, QWidget)  # noqa: S101 - a protocol cannot say so
        self._content = content
        self._page.addWidget(content)
        self._filling.start(content.fill())

    def _show(self) -> None:
        if self._content is not None:
            self._page.setCurrentWidget(self._content)
            self.made.emit(self._content)
