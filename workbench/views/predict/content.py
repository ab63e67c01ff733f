"""The pictures asked about in two columns: the current one, and what there is to know about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from workbench.state.session import Session
from workbench.views.cards import stacked
from workbench.views.predict.answer_card import AnswerCard
from workbench.views.predict.asked_card import AskedCard
from workbench.views.predict.picture_card import PictureCard
from workbench.views.predict.seen_card import SeenCard
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_LAYOUT = "predict"


class Content(QWidget):
    """The two columns, as wide as they were left the last time.

    Attributes:
        picture, answer, seen, asked: The cards.
        columns: What divides them.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._preferences = session.preferences
        self.picture = PictureCard(theme, session)
        self.answer = AnswerCard(theme, session)
        self.seen = SeenCard(session)
        self.asked = AskedCard(theme, session.predictions)
        self.columns = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.columns.setHandleWidth(Space.GAP)
        self.columns.addWidget(stacked(Size.LEAST_MIDDLE_PANE, self.picture))
        self.columns.addWidget(stacked(Size.SIDE_PANE, self.answer, self.seen, self.asked))
        self.columns.setStretchFactor(0, 1)
        self.columns.setSizes([Size.MIDDLE_PANE, Size.ANSWER_PANE])
        self.columns.restoreState(self._preferences.layout(_LAYOUT))
        self.columns.splitterMoved.connect(self._remember)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)

    def _remember(self) -> None:
        self._preferences.remember_layout(_LAYOUT, self.columns.saveState())
