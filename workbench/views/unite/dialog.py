"""The panel that makes a committee of finished runs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget

from workbench.state.session import Session
from workbench.state.uniting import Uniting
from workbench.views.cards import label, wrapped
from workbench.views.choice import Choice
from workbench.views.message import ErrorMessage
from workbench.views.table_model import fix_columns, set_up_table
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space
from workbench.views.unite.candidates import Candidates
from workbench.views.votes import VOTES

_ABOUT = "A committee is a model whose members vote. They may differ in everything but the classes that they know."


def open_unite(parent: QWidget, theme: Theme, session: Session, ticked: Sequence[str] = ()) -> UniteDialog:
    """Open the panel, with these runs ticked at first."""
    session.uniting.refresh(ticked)
    dialog = UniteDialog(theme, session.uniting, parent.window())
    theme.dress(dialog)
    session.uniting.united.connect(dialog.accept)
    dialog.accepted.connect(lambda: session.page_wanted.emit("predict"))
    dialog.open()
    return dialog


class UniteDialog(QDialog):
    """Runs to tick, the vote, the name; what does not go together is grey, with the reason.

    Attributes:
        table: The runs, newest first.
        vote: How the answers become one.
        name: What to call the committee.
        unite, cancel: The answers.
        words: Why nothing can be united now.
        error: What went wrong.
    """

    def __init__(self, theme: Theme, uniting: Uniting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Unite models")
        self._uniting = uniting
        self.table = QTableView()
        candidates = Candidates(uniting, self.table)
        self.table.setModel(candidates)
        set_up_table(self.table, "Runs with a model")
        fix_columns(self.table.horizontalHeader(), candidates.columns)
        self.vote = Choice(theme, "Vote:")
        self.vote.offer([words.name for words in VOTES.values()])
        self.name = QLineEdit()
        self.name.setMinimumHeight(Size.FIELD)
        self.name.setAccessibleName("Name of the committee")
        self.unite, self.cancel = QPushButton("Unite"), QPushButton("Cancel")
        self.unite.setObjectName("primary")
        self.unite.setDefault(True)
        self.words, self._explanation = wrapped("", "quiet"), wrapped("", "quiet")
        self.error = ErrorMessage()
        self.error.dismiss.hide()
        self._lay_out()
        self.vote.chosen.connect(lambda place: uniting.set_vote(list(VOTES)[place]))
        self.name.textEdited.connect(uniting.set_name)
        self.unite.clicked.connect(uniting.unite)
        self.cancel.clicked.connect(self.reject)
        self.rejected.connect(uniting.cancel)
        uniting.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        column.addWidget(label("Unite models to a committee", "title"))
        column.addWidget(wrapped(_ABOUT, "name"))
        column.addWidget(self.table, 1)
        choices = QHBoxLayout()
        choices.setSpacing(Space.ROW)
        choices.addWidget(label("Name", "quiet"))
        choices.addWidget(self.name, 1)
        choices.addWidget(self.vote)
        column.addLayout(choices)
        column.addWidget(self._explanation)
        column.addWidget(self.error)
        row = QHBoxLayout()
        row.setSpacing(Space.ROW)
        row.addWidget(self.words, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.unite)
        column.addLayout(row)
        self.resize(*Size.UNITE)

    def _show(self) -> None:
        uniting = self._uniting
        if self.name.text() != uniting.name:
            self.name.setText(uniting.name)
        self.vote.show_chosen(list(VOTES).index(uniting.vote))
        self._explanation.setText(VOTES[uniting.vote].explanation)
        self.error.show_error(uniting.error)
        self.words.setText(uniting.obstacle or f"{len(uniting.members)} members")
        self.unite.setEnabled(not uniting.obstacle)
        self.unite.setAccessibleDescription(uniting.obstacle)
