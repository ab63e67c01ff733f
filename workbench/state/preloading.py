"""Loading what pages are made of beside the window, before or when the first of them is wanted."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from core.progress import Progress
from workbench.state.background import Background
from workbench.state.libraries import load_libraries

# After the window has been drawn, before anybody has looked at it.
_SOON_MS = 300


class Preloading(QObject):
    """Imports modules on a thread, once.

    Attributes:
        modules: Their names, from whoever is going to need them.
        is_done: Whether all of them are there.
    """

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.modules: list[str] = []
        self.is_done = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._start)
        self._background = Background(self)
        self._background.succeeded.connect(self._conclude)

    def start_soon(self) -> None:
        """Load in a quiet moment."""
        self._soon.start()

    def when_done(self, act: Callable[[], object]) -> None:
        """Do something as soon as all is loaded, which is begun with now if it was not before."""
        if self.is_done:
            act()
        else:
            self.done.connect(act)
            self._start()

    def close(self) -> None:
        """Leave no work behind."""
        self._soon.stop()
        self._background.close()

    def _start(self) -> None:
        self._soon.stop()
        if not self.is_done and not self._background.is_busy:
            modules = tuple(self.modules)
            self._background.start(lambda progress: _load(modules, progress))

    def _conclude(self) -> None:
        # It stays: going through all of it for garbage would hold the window up for a tenth of a second.
        gc.freeze()
        self.is_done = True
        self.done.emit()


def _load(modules: tuple[str, ...], progress: Progress) -> None:
    progress("Loading", 0, 0)
    load_libraries(modules)
