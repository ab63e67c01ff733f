"""The figures of a model above, and below them where it errs: matrix, classes, pictures and confidence."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from workbench.state.selection import ImageSelection
from workbench.state.session import Session
from workbench.views.data.inspector import StoredCard
from workbench.views.evaluate.answer_card import AnswerCard
from workbench.views.evaluate.classes_card import ClassesCard
from workbench.views.evaluate.gallery_card import GalleryCard
from workbench.views.evaluate.matrix_card import MatrixCard
from workbench.views.evaluate.reliability_card import ReliabilityCard
from workbench.views.evaluate.summary_card import SummaryCard
from workbench.views.invitation import Invitation, fill_with
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_NOTHING = (
    "Not evaluated yet",
    "Press Evaluate: the model is asked about every image of the part, and you see which ones it gets wrong.",
)


class Content(QWidget):
    """The cards; those below scroll where the window is too small for them, and are divided as they were left before.

    Attributes:
        selection: The pictures of the gallery, and the one that is looked at closely.
        summary, matrix, classes, gallery, reliability, stored, answer: The cards; there once `fill` has come to its
            end.
        columns, left, middle, right: What divides them.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session = theme, session
        self.selection = ImageSelection(self)
        self.columns = Splitter(Qt.Orientation.Horizontal)
        self.left, self.middle, self.right = (Splitter(Qt.Orientation.Vertical) for _ in range(3))
        self._below = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        self._column.setSpacing(Space.GAP)
        theme.dress(self)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        theme, evaluating, selection = self._theme, self._session.evaluating, self.selection
        self.summary = SummaryCard(theme, self._session)
        self._column.addWidget(self.summary)
        self._column.addWidget(self._below, 1)
        self._below.addWidget(self._invitation())
        yield
        self.matrix = MatrixCard(theme, evaluating)
        self._add(self.left, self.matrix)
        yield
        self.classes = ClassesCard(evaluating)
        self._add(self.left, self.classes)
        yield
        # Before the gallery, which chooses a picture at once where there are figures already.
        self.stored = StoredCard(selection)
        self._add(self.right, self.stored)
        yield
        self.gallery = GalleryCard(theme, evaluating, selection)
        self._add(self.middle, self.gallery)
        yield
        self.reliability = ReliabilityCard(theme, evaluating)
        self._add(self.middle, self.reliability)
        yield
        self.answer = AnswerCard(theme, self.gallery)
        self._add(self.right, self.answer)
        yield
        self._divide()
        self.matrix.view.chosen.connect(self.gallery.show_cell)
        evaluating.changed.connect(self._show)
        self._show()

    def _invitation(self) -> QWidget:
        place = QWidget()
        fill_with(place, Invitation(self._theme, "evaluate", *_NOTHING))
        return place

    def _add(self, splitter: Splitter, card: QWidget) -> None:
        splitter.addWidget(card)
        # Here rather than for all cards together when they are first shown.
        card.ensurePolished()

    def _divide(self) -> None:
        least = (Size.LEAST_MIDDLE_PANE, Size.LEAST_EVALUATE_PANE, Size.LEAST_ANSWER_PANE)
        for column, width in zip((self.left, self.middle, self.right), least, strict=True):
            column.setMinimumWidth(width)
            self.columns.addWidget(column)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName("Where the model errs")
        scroll.setWidget(self.columns)
        self._below.addWidget(scroll)
        for splitter, name, panes in self._places():
            splitter.setStretchFactor(0, 1)
            splitter.setSizes(list(panes))
            splitter.restoreState(self._session.preferences.layout(name))
            splitter.splitterMoved.connect(self._remember)

    def _places(self) -> Iterator[tuple[Splitter, str, tuple[int, ...]]]:
        yield self.columns, "evaluate", Size.EVALUATE_PANES
        yield self.left, "evaluate left", Size.MATRIX_PANES
        yield self.middle, "evaluate middle", Size.GALLERY_PANES
        yield self.right, "evaluate right", Size.GALLERY_PANES

    def _show(self) -> None:
        has_outcome = self._session.evaluating.outcome is not None
        self._below.setCurrentIndex(1 if has_outcome else 0)

    def _remember(self) -> None:
        for splitter, name, _ in self._places():
            self._session.preferences.remember_layout(name, splitter.saveState())
