"""Pictures that are given faster than they can be found: they come in the order in which they were given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from workbench.state.asking import Find, Picture
from workbench.state.background import Background


class Gathering(QObject):
    """Finds what was given beside the window, one thing after the other.

    Args:
        take: Gets the pictures of each.
    """

    busy_changed = Signal()
    failed = Signal(WorkbenchError)

    def __init__(self, take: Callable[[Sequence[Picture]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._given: deque[Find] = deque()
        self._finding = Background(self)
        self._finding.succeeded.connect(self._take_found)
        self._finding.failed.connect(self.failed)

    @property
    def is_busy(self) -> bool:
        """Whether pictures are looked for."""
        return self._finding.is_busy

    def find(self, find: Find) -> None:
        """Find this after all that was given before."""
        self._given.append(find)
        self._go_on()

    def cancel(self) -> None:
        """Look for nothing more."""
        self._given.clear()
        self._finding.cancel()

    def close(self) -> None:
        """Leave no work behind."""
        self._finding.close()

    def _go_on(self) -> None:
        if self._given and not self._finding.is_busy:
            self._finding.start(self._given.popleft())
        self.busy_changed.emit()

    def _take_found(self, pictures: Sequence[Picture]) -> None:
        self._take(pictures)
        self._go_on()
