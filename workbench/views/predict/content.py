"""The pictures asked about in two columns: the current one, and what there is to know about it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from workbench.state.session import Session
from workbench.views.cards import Column
from workbench.views.predict.answer_card import AnswerCard
from workbench.views.predict.answers_card import AnswersCard
from workbench.views.predict.asked_card import AskedCard
from workbench.views.predict.compare_card import CompareCard
from workbench.views.predict.picture_card import PictureCard
from workbench.views.predict.seen_card import SeenCard
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_COLUMNS, _RIGHT = "predict", "predict-right"


class Content(QWidget):
    """The two columns, divided as they were left the last time.

    Attributes:
        picture, answer, seen, asked, table, compared: The cards; there once `fill` has come to its end.
        columns, right: What divides them.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session = theme, session
        self._preferences = session.preferences
        self._left = Column(theme, Size.LEAST_MIDDLE_PANE)
        self._table_place, self._compare_place = (Column(theme, Size.LEAST_MIDDLE_PANE) for _ in range(2))
        self._places = QStackedWidget()
        for place in (self._left, self._table_place, self._compare_place):
            self._places.addWidget(place)
        self.right = self._splitter(Qt.Orientation.Vertical)
        theme.dress(self.right)
        self.columns = self._splitter(Qt.Orientation.Horizontal, self._places, self.right)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        self.picture = PictureCard(self._theme, self._session)
        self._left.add(self.picture, 1)
        yield
        self.seen = SeenCard(self._session)
        self._left.add(self.seen)
        yield
        self.answer = AnswerCard(self._theme, self._session)
        self.right.addWidget(self.answer)
        self.answer.ensurePolished()
        yield
        self.asked = AskedCard(self._theme, self._session)
        self.right.addWidget(self.asked)
        self.asked.ensurePolished()
        yield
        self.table = AnswersCard(self._theme, self._session)
        self._table_place.add(self.table, 1)
        yield
        self.compared = CompareCard(self._theme, self._session)
        self._compare_place.add(self.compared, 1)
        self.asked.table_button.clicked.connect(lambda: self._show_place(self._table_place))
        for model_chosen in (self.answer.compare.added, self.compared.add_button.added):
            model_chosen.connect(lambda: self._show_place(self._compare_place))
        for left in (self.table.left, self.compared.left):
            left.connect(lambda: self._show_place(self._left))
        self._session.predictions.entries_changed.connect(self._leave_empty_table)
        yield
        self._take_places(self._session)

    def _show_place(self, place: Column) -> None:
        """Show the picture, all answers, or several models' answers in the left column."""
        self._places.setCurrentWidget(place)
        focused = {self._table_place: self.table.table, self._compare_place: self.compared.back_button}
        focused.get(place, self.picture.open_button).setFocus()

    def _leave_empty_table(self) -> None:
        if not self._session.predictions.entries and self._places.currentWidget() is self._table_place:
            self._show_place(self._left)

    def _splitter(self, orientation: Qt.Orientation, *parts: QWidget) -> Splitter:
        splitter = Splitter(orientation)
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
