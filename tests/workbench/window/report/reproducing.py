"""What the tests of the Report page share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.workbench.window.contents import content_on, page_of, wait_for
from workbench.app.window import MainWindow
from workbench.views.report.content import Content
from workbench.views.report.page import ReportPage
from workbench.views.report.table_card import TableCard

DIGITS, FACES = "street-digits:200", "sketch-faces:300"


def page_on(window: MainWindow) -> ReportPage:
    return page_of(window, ReportPage)


def content_of(window: MainWindow) -> Content:
    """The page's tables, once all of them are there."""
    content, reproducing = content_on(page_on(window)), window.session.reproducing
    wait_for(lambda: not reproducing.is_reading and content.is_settled)
    return content


def choose_small(window: MainWindow) -> None:
    """Repeat the tables on a few images, all rows on the engine that starts at once."""
    window.session.training.threads = 1
    window.session.reproducing.choose(digits=DIGITS, faces=FACES, engine="numpy")
    window.show_page("report")
    click(page_on(window).welcome.look)
    content_of(window)


def click(button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def card_of(content: Content, table: str) -> TableCard:
    return content.sections[table].card


def cells_of(content: Content, table: str, title: str) -> list[str]:
    """What a column of a table says, from top to bottom."""
    model = card_of(content, table).model
    titles = [column.title for column in model.columns]
    return [model.index(row, titles.index(title)).data() for row in range(len(model.rows))]


def choose_row(content: Content, table: str, place: int) -> TableCard:
    """Choose a row as a click on it does."""
    card = card_of(content, table)
    card.table.selectRow(place)
    return card


def wait_until_read(window: MainWindow) -> None:
    reproducing = window.session.reproducing
    wait_for(lambda: not reproducing.orders.is_going and not reproducing.is_reading)
    content_of(window)
