"""The figures of a model above, and below them where it errs: matrix, classes, pictures and confidence."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from workbench.state.selection import ImageSelection
from workbench.state.session import Session
from workbench.views.data.inspector import StoredCard
from workbench.views.evaluate.activations_card import ActivationsCard
from workbench.views.evaluate.answer_card import AnswerCard
from workbench.views.evaluate.classes_card import ClassesCard
from workbench.views.evaluate.gallery_card import GalleryCard
from workbench.views.evaluate.matrix_card import MatrixCard
from workbench.views.evaluate.reliability_card import ReliabilityCard
from workbench.views.evaluate.summary_card import SummaryCard
from workbench.views.evaluate.view_line import INSIDE, ViewLine
from workbench.views.evaluate.weights_card import WeightsCard
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

    There are two views of them. Both have the gallery in the middle; beside it are the figures of the mistakes, or the
    inside of the network.

    Attributes:
        selection: The pictures of the gallery, and the one that is looked at closely.
        summary, matrix, classes, gallery, reliability, stored, answer, weights, activations: The cards; there once
            `fill` has come to its end.
        columns, left, middle, right: What divides them.
        line: The choice of the view.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session = theme, session
        self.selection = ImageSelection(self)
        self.columns = Splitter(Qt.Orientation.Horizontal)
        self.left, self.middle, self.right = (Splitter(Qt.Orientation.Vertical) for _ in range(3))
        self.line = ViewLine(theme, session.insight)
        self._left, self._right = QStackedWidget(), QStackedWidget()
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
        yield from self._fill_inside()
        self._divide()
        yield
        self.matrix.view.chosen.connect(self.gallery.show_cell)
        self.line.chosen.connect(self._look)
        self.summary.tool_result.pictures_wanted.connect(self.gallery.show_copies)
        evaluating.changed.connect(self._show)
        self._show()

    def _fill_inside(self) -> Iterator[None]:
        """Make what changes places with the figures of the mistakes."""
        theme, insight = self._theme, self._session.insight
        self.weights = WeightsCard(theme, insight)
        self._pile(self._left, self.left, self.weights)
        yield
        self.activations = ActivationsCard(theme, insight, self.gallery, self.selection)
        self._pile(self._right, self.right, self.activations)
        yield

    def _invitation(self) -> QWidget:
        place = QWidget()
        fill_with(place, Invitation(self._theme, "evaluate", *_NOTHING))
        return place

    def _add(self, splitter: Splitter, card: QWidget) -> None:
        splitter.addWidget(card)
        # Here rather than for all cards together when they are first shown.
        card.ensurePolished()

    def _pile(self, stack: QStackedWidget, *views: QWidget) -> None:
        for view in views:
            stack.addWidget(view)
            view.ensurePolished()

    def _divide(self) -> None:
        for column in (self._left, self.middle, self._right):
            self.columns.addWidget(column)
        self._limit()
        outcome = QWidget()
        rows = QVBoxLayout(outcome)
        rows.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        rows.setSpacing(Space.CHIP)
        rows.addWidget(self.line)
        rows.addWidget(self._scrolled(self.columns), 1)
        self._below.addWidget(outcome)
        for splitter, name, panes in self._places():
            splitter.setStretchFactor(0, 1)
            splitter.setSizes(list(panes))
            splitter.restoreState(self._session.preferences.layout(name))
            splitter.splitterMoved.connect(self._remember)

    def _limit(self) -> None:
        """Keep the columns wide enough for what is in them: of the inside, the right one has the most to show."""
        least = Size.LEAST_MIDDLE_PANE, Size.LEAST_EVALUATE_PANE, Size.LEAST_ANSWER_PANE
        widths = reversed(least) if self.line.view == INSIDE else least
        for column, width in zip((self._left, self.middle, self._right), widths, strict=True):
            column.setMinimumWidth(width)

    def _scrolled(self, columns: QWidget) -> QWidget:
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName("Where the model errs")
        scroll.setWidget(columns)
        return scroll

    def _places(self) -> Iterator[tuple[Splitter, str, tuple[int, ...]]]:
        is_inside = self.line.view == INSIDE
        yield (
            self.columns,
            *(("evaluate inside", Size.INSIGHT_PANES) if is_inside else ("evaluate", Size.EVALUATE_PANES)),
        )
        yield self.left, "evaluate left", Size.MATRIX_PANES
        yield self.middle, "evaluate middle", Size.GALLERY_PANES
        yield self.right, "evaluate right", Size.GALLERY_PANES

    def _look(self) -> None:
        """Change to the view that was chosen, whose columns are as wide as they were left."""
        for stack in (self._left, self._right):
            stack.setCurrentIndex(self.line.view)
        self._limit()
        splitter, name, panes = next(self._places())
        splitter.setSizes(list(panes))
        splitter.restoreState(self._session.preferences.layout(name))

    def _show(self) -> None:
        has_outcome = self._session.evaluating.outcome is not None
        self._below.setCurrentIndex(1 if has_outcome else 0)

    def _remember(self) -> None:
        for splitter, name, _ in self._places():
            self._session.preferences.remember_layout(name, splitter.saveState())
