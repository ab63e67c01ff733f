"""The help of all pages and the glossary in a window of its own, which stays beside the work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from resources.teaching.markup import LINK_SCHEME, plain
from resources.teaching.texts import found_terms, page_texts
from workbench.views import commands
from workbench.views.cards import wrapped
from workbench.views.help.documents import PAGE_SCHEME, document_of, title_of
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ADDRESS = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """A list to search in, and the text that is chosen.

    Attributes:
        search: Narrows the list.
        entries: The pages, then the terms.
        text: What is to be read, with links.
        back: Goes to what was read before.
        nothing: Said where the search finds nothing.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help and glossary")
        self.setObjectName("help")
        self.address = ""
        self._before: list[str] = []
        self.search, self.entries, self.text = QLineEdit(), QListWidget(), QTextBrowser()
        self.back, self.nothing = QPushButton("Back"), wrapped("", "name")
        self._lay_out()
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.entries.currentItemChanged.connect(self._choose)
        self.text.anchorClicked.connect(lambda link: self.show_address(link.toString()))
        self.back.clicked.connect(self.go_back)
        commands.bind(self, commands.HELP_BACK, self.go_back)
        commands.bind(self, commands.HELP_FIND, self._enter_search)
        theme.dress(self)
        theme.changed.connect(self._write)
        self._find("")

    def show_address(self, address: str) -> None:
        """Show a text, and where it stands in the list."""
        if self.address and address != self.address:
            self._before.append(self.address)
        self._go_to(address)

    def go_back(self) -> None:
        """Show what was read before."""
        if self._before:
            self._go_to(self._before.pop())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrow keys go through the list while the search has the keyboard."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()), 0)
            if step:
                self._move(step)
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search the help and the glossary")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(Size.FIELD)
        self.entries.setAccessibleName("Pages and terms")
        self.entries.setObjectName("terms")
        self.text.setAccessibleName("Text")
        self.text.setObjectName("explained")
        self.text.setOpenLinks(False)
        self.back.setToolTip("What was read before (Alt+Left)")
        self.back.setAutoDefault(False)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, widgets in ((left, (self.search, self.nothing, self.entries)), (right, (self.text,))):
            column.setSpacing(Space.ROW)
            for widget in widgets:
                column.addWidget(widget)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.setSpacing(Space.GAP)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        self.resize(*Size.HELP)

    def _find(self, words: str) -> None:
        self.entries.blockSignals(True)
        self.entries.clear()
        wanted = words.strip().lower()
        pages = [key for key, page in page_texts().items() if wanted in f"{page.title} {plain(page.text)}".lower()]
        found = found_terms(words)
        # Whoever types a word asks for the term; whoever types nothing sees the pages first.
        groups = [("Pages", [f"{PAGE_SCHEME}:{key}" for key in pages])]
        groups.insert(0 if wanted else 1, ("Terms", [f"{LINK_SCHEME}:{one.key}" for one in found]))
        for title, addresses in groups:
            self._add_group(title, addresses)
        self.entries.blockSignals(False)
        self.nothing.setText("" if pages or found else f"Nothing about {words.strip()}. Try a shorter word.")
        self.nothing.setVisible(bool(self.nothing.text()))
        if wanted and self.entries.count():
            self.entries.setCurrentRow(1)
        else:
            self._mark()

    def _add_group(self, title: str, addresses: list[str]) -> None:
        if not addresses:
            return
        heading = QListWidgetItem(title, self.entries)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        for address in addresses:
            item = QListWidgetItem(title_of(address), self.entries)
            item.setData(_ADDRESS, address)

    def _move(self, step: int) -> None:
        row = self.entries.currentRow() + step
        while 0 <= row < self.entries.count():
            if self.entries.item(row).data(_ADDRESS):
                self.entries.setCurrentRow(row)
                return
            row += step

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and (address := item.data(_ADDRESS)):
            self.show_address(str(address))

    def _go_to(self, address: str) -> None:
        self.address = address
        self._write()
        self._mark()
        self.back.setEnabled(bool(self._before))

    def _write(self) -> None:
        if self.address:
            self.text.setHtml(document_of(self.address))
            self.text.setAccessibleDescription(title_of(self.address))

    def _mark(self) -> None:
        """Show in the list what is read, where the search leaves it in."""
        self.entries.blockSignals(True)
        rows = [row for row in range(self.entries.count()) if self.entries.item(row).data(_ADDRESS) == self.address]
        self.entries.setCurrentRow(rows[0] if rows else -1)
        self.entries.blockSignals(False)

    def _enter_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
