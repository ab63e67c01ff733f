"""Nothing is cut, at the least size that the window is made for, on a large screen, and with large text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workbench.window.contents import wait_for
from tests.workbench.window.whole.fitting import cut, nameless, outside, scrolled_sideways, unseen_focus
from workbench.app.window import MainWindow
from workbench.views.theme import Theme

SMALL, LARGE = (1280, 720), (3840, 2160)
# Tables with more columns than there is room for are meant to be scrolled; so are pages, with large text.
MEANT = ("QTableView", "RunsTable", "PageArea")


@pytest.fixture(autouse=True)
def _usual_text(theme: Theme) -> Iterator[None]:
    yield
    theme.set_text_size(100)
    wait_for(lambda: theme.is_settled)


def settle(window: MainWindow, theme: Theme) -> None:
    """Until nothing is laid out anew any more."""
    sizes: list[object] = []
    for _ in range(3):
        wait_for(lambda: theme.is_settled)
        former, sizes = sizes, [page.size() for page in window.pages.values()]
        wait_for(lambda former=former, sizes=sizes: former is not sizes)


def faults(window: MainWindow) -> list[str]:
    sideways = (area for area in scrolled_sideways(window) if not area.startswith(MEANT))
    return [*cut(window), *outside(window), *sideways]


def test_nothing_is_cut_and_everything_has_a_name_and_a_visible_focus(whole: MainWindow, theme: Theme) -> None:
    found: dict[tuple[object, ...], list[str]] = {}
    whole.activateWindow()
    for text, size in ((100, SMALL), (100, LARGE), (150, SMALL), (150, LARGE)):
        theme.set_text_size(text)
        whole.showNormal()
        whole.resize(*size)
        for key in whole.pages:
            whole.show_page(key)
            settle(whole, theme)
            found[text, size, key] = faults(whole)
            if (text, size) == (100, SMALL):
                found[text, size, key] += [*nameless(whole), *unseen_focus(whole)]
    assert not {place: wrong for place, wrong in found.items() if wrong}
