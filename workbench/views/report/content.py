"""The choices above, and below them a section a table, scrolled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workbench.state.reproduction_work import Found
from workbench.state.session import Session
from workbench.views.cards import wrapped
from workbench.views.pieces import Pieces
from workbench.views.report.options_card import OptionsCard
from workbench.views.report.section import Section
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_LAYOUT = "report columns"
_READING = "The tables are here as soon as it is known what is there of them."


class Content(QWidget):
    """The cards. A section is made when its table is first shown.

    Attributes:
        options: The choices; there once `fill` has come to its end.
        sections: By the names of the tables.
        words: What is said before there is any.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session, self._reproducing = theme, session, session.reproducing
        self.sections: dict[str, Section] = {}
        self.words = wrapped(_READING, "name")
        self._sizes: Sequence[int] = _remembered(session.preferences.word(_LAYOUT))
        self._filling = Pieces(self)
        self._shown: Found | None = None
        self._tables = QVBoxLayout()
        # The scroll bar has its place in the margin: the cards are as wide as the one above them.
        self._tables.setContentsMargins(Space.PAGE, Space.NONE, Space.PAGE - Size.SCROLL_BAR, Space.PAGE)
        self._tables.setSpacing(Space.GAP)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.PAGE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.GAP)
        theme.dress(self)

    @property
    def is_settled(self) -> bool:
        """Whether all that was found is shown."""
        return self._shown is not None and self._shown is self._reproducing.found

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        self.options = OptionsCard(self._theme, self._session)
        top = QVBoxLayout()
        top.setContentsMargins(Space.PAGE, Space.NONE, Space.PAGE, Space.NONE)
        top.addWidget(self.options)
        self._column.addLayout(top)
        self.setFocusProxy(self.options.digits)
        yield
        self._column.addWidget(self._scroll(), 1)
        self._reproducing.changed.connect(self._show)
        self._reproducing.moved.connect(self._show_progress)
        yield
        self._show()

    def _scroll(self) -> QScrollArea:
        page = QWidget()
        page.setObjectName("scrolled")
        page.setLayout(self._tables)
        self._tables.addWidget(self.words)
        self._tables.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName("The report's tables")
        scroll.setWidget(page)
        return scroll

    def _show(self) -> None:
        found = self._reproducing.found
        if found is None or found is self._shown:
            self._show_states()
        else:
            self._filling.start(self._show_figures(found))

    def _show_figures(self, found: Found) -> Iterator[None]:
        """A section after the other; one is made for a table that had none yet."""
        tables = found.reproduction.tables
        for place, (table, planned) in enumerate(zip(tables, found.tables, strict=True)):
            section = self._section(table.key)
            # In the order of the tables, also where those of the other source came first.
            if self._tables.indexOf(section) != place:
                self._tables.insertWidget(place, section)
            yield
            section.show_result(table, planned, found)
            section.show()
            yield
        for key in self.sections.keys() - {table.key for table in tables}:
            self.sections[key].hide()
        self.words.setVisible(not tables and self._reproducing.error is None)
        self._shown = found
        self._show_states()

    def _section(self, table: str) -> Section:
        if table not in self.sections:
            section = Section(self._theme, self._session)
            section.divide(self._sizes)
            section.divided.connect(self._divide)
            self.sections[table] = section
        return self.sections[table]

    def _show_states(self) -> None:
        for section in self.sections.values():
            section.card.show_states()

    def _show_progress(self) -> None:
        current = self._reproducing.orders.current
        for table in {row[0] for row in current.rows} if current and self.isVisible() else ():
            if table in self.sections:
                self.sections[table].card.show_states()

    def _divide(self, sizes: list[int]) -> None:
        self._sizes = sizes
        for section in self.sections.values():
            section.divide(sizes)
        self._session.preferences.remember_word(_LAYOUT, " ".join(map(str, sizes)))


def _remembered(words: str) -> Sequence[int]:
    """Widths as they were left the last time."""
    sizes = [int(word) for word in words.split() if word.isascii() and word.isdigit()]
    return sizes if len(sizes) == len(Size.REPORT_PANES) else Size.REPORT_PANES
