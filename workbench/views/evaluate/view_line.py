"""The choice of what to look at, and of a committee the member whose inside is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.state.insight import Insight
from workbench.views.choice import Choice
from workbench.views.segments import Segments
from workbench.views.theme import Theme
from workbench.views.tokens import Space

MISTAKES, INSIDE = range(2)
"""Places of the views."""


class ViewLine(QWidget):
    """A line above the cards.

    Attributes:
        views: Where the model errs, or its inside.
        member: Of a committee, on the inside.
        view: Place of the view that is chosen.
    """

    chosen = Signal()
    """Another view is to be shown."""

    def __init__(self, theme: Theme, insight: Insight) -> None:
        super().__init__()
        self._insight = insight
        self.view = MISTAKES
        self.views = Segments("What to look at", ("Where it errs", "Inside the network"))
        self.member = Choice(theme, "member")
        line = QHBoxLayout(self)
        line.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        line.addWidget(self.views)
        line.addStretch(1)
        line.addWidget(self.member)
        self.views.chosen.connect(self._choose)
        self.member.chosen.connect(insight.choose_member)
        insight.opened_changed.connect(self._show_members)
        self._show_members()

    def _choose(self, view: int) -> None:
        self.view = view
        self._insight.want(is_wanted=view == INSIDE)
        self._show_members()
        self.chosen.emit()

    def _show_members(self) -> None:
        members = self._insight.members
        self.member.setVisible(bool(members) and self.view == INSIDE)
        if members:
            self.member.offer(members)
            self.member.show_chosen(self._insight.member)
