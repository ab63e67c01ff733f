"""What narrows the table of runs: words, a state, and which columns there are."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from workbench.views import commands
from workbench.views.choice import Choice
from workbench.views.runs.runs_model import COLUMNS, FIELDS
from workbench.views.runs.runs_table import RunsTable
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

STATES = ("running", "completed", "stopped", "interrupted", "diverged", "failed", "discarded")
_ALL, _TRASH = "all", "in the trash"


class FilterLine(QWidget):
    """A field and two menus.

    Attributes:
        field: The words.
        state: The states, with the trash as the last.
        columns: The columns.
    """

    changed = Signal()

    def __init__(self, theme: Theme, table: RunsTable) -> None:
        super().__init__()
        self._table = table
        self._chosen = 0
        self._states = (_ALL, *STATES, _TRASH)
        self.field = QLineEdit(placeholderText="Filter by any word", clearButtonEnabled=True)
        self.field.setAccessibleName("Filter runs")
        self.field.setMinimumHeight(Size.FIELD)
        self.field.setFixedWidth(Size.FILTER)
        hint = f"Any words, or words in one field, such as tag:report ({', '.join(FIELDS)})."
        self.field.setToolTip(f"{hint} {commands.FIND_RUNS.keys_shown}")
        self.state = Choice(theme, "State:")
        self.state.offer(self._states)
        self.columns = QPushButton("Columns")
        self.columns.setObjectName("link")
        self.columns.setAccessibleName("Columns of the table")
        menu = QMenu(self.columns)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.columns.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.CHIP)
        for widget in (self.field, self.state, self.columns):
            row.addWidget(widget)
        self.field.textChanged.connect(self.changed)
        self.state.chosen.connect(self.choose_state)
        commands.bind(self, commands.FIND_RUNS, self.field.setFocus)

    @property
    def shows_trash(self) -> bool:
        """Whether deleted runs are to be shown, and only these."""
        return self._states[self._chosen] == _TRASH

    @property
    def wanted_state(self) -> str:
        """The state that is to be shown; empty for any."""
        return "" if self._chosen == 0 or self.shows_trash else self._states[self._chosen]

    def choose_state(self, place: int) -> None:
        """Show runs in one state."""
        self._chosen = place
        self.state.show_chosen(place)
        self.changed.emit()

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for place, column in enumerate(COLUMNS[1:], start=1):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self._table.isColumnHidden(place))
            action.toggled.connect(lambda is_shown, place=place: self._table.show_column(place, is_shown=is_shown))
