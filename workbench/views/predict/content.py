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

_COLUMNS, _RIGHT = "predict", "predict-right"


class Content(QWidget):
    """The two columns, divided as they were left the last time.

    Attributes:
        picture, answer, seen, asked: The cards.
        columns, right: What divides them.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._preferences = session.preferences
        self.picture = PictureCard(theme, session)
        self.answer = AnswerCard(theme, session)
        self.seen = SeenCard(session)
        self.asked = AskedCard(theme, session.predictions)
        self.right = self._splitter(Qt.Orientation.Vertical, self.answer, self.asked)
        self.right.setMinimumWidth(Size.SIDE_PANE)
        left = stacked(Size.LEAST_MIDDLE_PANE, self.picture, self.seen, stretched=0)
        self.columns = self._splitter(Qt.Orientation.Horizontal, left, self.right)
        self._take_places(session)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)

    def _splitter(self, orientation: Qt.Orientation, *parts: QWidget) -> QSplitter:
        splitter = QSplitter(orientation, childrenCollapsible=False)
        splitter.setHandleWidth(Space.GAP)
        for part in parts:
            splitter.addWidget(part)
        splitter.splitterMoved.connect(self._remember)
        return splitter

    def _take_places(self, session: Session) -> None:
        """Stand as the last time. A card keeps its height whatever it shows: what is long scrolls inside."""
        self.columns.setStretchFactor(0, 1)
        self.columns.setSizes([Size.MIDDLE_PANE, Size.ANSWER_PANE])
        self.columns.restoreState(self._preferences.layout(_COLUMNS))
        self.right.setStretchFactor(1, 1)
        if not self.right.restoreState(self._preferences.layout(_RIGHT)):
            self._divide_right()
            session.models.changed.connect(self._divide_right)

    def _divide_right(self) -> None:
        """Room for every class, with doubts below, until the user divides it otherwise; the rest is the list's."""
        if self._preferences.layout(_RIGHT).isEmpty():
            wanted = self.answer.height_for_classes
            self.right.setSizes([wanted, self.right.height() - wanted])

    def _remember(self) -> None:
        self._preferences.remember_layout(_COLUMNS, self.columns.saveState())
        self._preferences.remember_layout(_RIGHT, self.right.saveState())
