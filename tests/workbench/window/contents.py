"""Pages make their content when it is wanted, a card at a time: whoever looks at it waits for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from workbench.app.window import MainWindow

Page = TypeVar("Page", bound=QWidget)
Content_co = TypeVar("Content_co", covariant=True)

MILLISECONDS = 60_000


class WithContent(Protocol[Content_co]):
    @property
    def content(self) -> Content_co | None: ...


def page_of(window: MainWindow, kind: type[Page]) -> Page:
    (page,) = (page for page in window.pages.values() if isinstance(page, kind))
    return page


def content_on(page: WithContent[Content_co]) -> Content_co:
    """What a page shows, once it is there."""
    wait_for(lambda: page.content)
    assert page.content is not None
    return page.content


def wait_for(look: Callable[[], object]) -> None:
    """Let the window work until there is what is looked for."""
    deadline = QDeadlineTimer(MILLISECONDS)
    while not look():
        assert not deadline.hasExpired()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
