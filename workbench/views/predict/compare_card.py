"""Several models on the same picture, side by side."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QWidget

from workbench.state.session import Session
from workbench.state.side_by_side import Said
from workbench.views.cards import Card
from workbench.views.predict.compare_button import CompareButton
from workbench.views.predict.compare_column import CompareColumn
from workbench.views.predict.picture_view import PictureView
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


class CompareCard(Card):
    """The picture over a column a model; the first is the one that answers everywhere else.

    Attributes:
        view: The picture.
        columns: What the models say, from left to right.
        add_button: Offers more of them.
        back_button: Leads back to the picture.
    """

    left = Signal()
    """The user wants to see the picture alone again."""

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__("Side by side")
        self._theme, self._session = theme, session
        self.columns: list[CompareColumn] = []
        self.view = PictureView(theme)
        self.view.setMaximumHeight(Size.COMPARED_PICTURE)
        self.add_button, self.back_button = CompareButton(theme, session, "Add a model"), QPushButton("Back")
        self.back_button.setToolTip("Show the picture alone")
        self.header.addWidget(self.add_button)
        self.header.addWidget(self.back_button)
        self._row_widget = QWidget()
        self._row_widget.setObjectName("scrolled")
        self._row = QHBoxLayout(self._row_widget)
        self._row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._row.setSpacing(2 * Space.GAP)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._row_widget)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(scroll, 2)
        self.back_button.clicked.connect(self.left)
        for moment in (session.side_by_side.changed, session.certainty.changed, session.predictions.look_changed):
            moment.connect(self._show_if_seen)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up with what came while the card was not to be seen."""
        super().showEvent(event)
        self._show()

    def _show_if_seen(self) -> None:
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        look, said = self._session.predictions.look, self._session.side_by_side.said
        if look is None:
            self.view.show_nothing()
        else:
            self.view.show_image(look.pixels, look.picture.name)
        self._fit_columns(len(said))
        for place, (column, one) in enumerate(zip(self.columns, said, strict=True)):
            column.show_said(one, self._session.certainty, can_be_removed=place > 0)
        self.show_title("Side by side", _agreement(said))

    def _fit_columns(self, count: int) -> None:
        while len(self.columns) > count:
            column = self.columns.pop()
            self._row.removeWidget(column)
            column.deleteLater()
        while len(self.columns) < count:
            column = CompareColumn(self._theme)
            column.removed.connect(partial(self._remove, column))
            self.columns.append(column)
            self._row.addWidget(column, 1)

    def _remove(self, column: CompareColumn) -> None:
        said = self._session.side_by_side.said[self.columns.index(column)]
        self._session.side_by_side.remove(said.entry)
        if not self._session.side_by_side.others:
            self.left.emit()


def _agreement(said: list[Said]) -> str:
    """Whether the models say the same, once all that can have answered."""
    answers = [one.answer.label for one in said if one.answer is not None and one.answer.error is None]
    if len(answers) < 2 or len(answers) < len(said):
        return ""
    return f"all say {answers[0]}" if len(set(answers)) == 1 else f"{len(set(answers))} different answers"
