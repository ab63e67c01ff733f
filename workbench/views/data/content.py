"""The dataset at hand in three columns: what it is, its images, and one of them closely."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from core.data.audit.findings import Finding, Kind
from workbench.state.overview import main_split
from workbench.state.selection import ImageSelection
from workbench.state.session import Session
from workbench.views.cards import Column
from workbench.views.data.audit_card import AuditCard
from workbench.views.data.classes_card import ClassesCard
from workbench.views.data.finding_card import FindingCard
from workbench.views.data.images_card import ImagesCard
from workbench.views.data.inspector import SeenCard, StoredCard
from workbench.views.data.skipped_card import SkippedCard
from workbench.views.data.source_card import SourceCard
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_LAYOUT = "data"


class Content(QWidget):
    """The three columns, as wide as they were left the last time.

    Attributes:
        selection: Which images are shown, and which one closely.
        source, classes, images, stored, seen, audit: The cards; there once `fill` has come to its end.
        finding, skipped: Those that stand in the place of the images while a finding of the audit is open.
        columns: What divides them.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session = theme, session
        self._datasets, self._preferences = session.datasets, session.preferences
        self.selection = ImageSelection(self)
        self._left = Column(theme, Size.LEAST_SIDE_PANE)
        self._center = Column(theme, Size.LEAST_MIDDLE_PANE)
        self._middle = QStackedWidget()
        self._right = Column(theme, Size.LEAST_SIDE_PANE)
        self.columns = Splitter(Qt.Orientation.Horizontal)
        for column in (self._left, self._center, self._right):
            self.columns.addWidget(column)
        self._center.add(self._middle, 1)
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([Size.SIDE_PANE, Size.MIDDLE_PANE, Size.SIDE_PANE])
        self.columns.restoreState(self._preferences.layout(_LAYOUT))
        self.columns.splitterMoved.connect(self._remember)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        self.source = SourceCard(self._theme, self._datasets)
        self._left.add(self.source)
        yield
        self.classes = ClassesCard(self._theme, self.selection)
        self._left.add(self.classes, 1)
        yield
        self.images = ImagesCard(self._theme, self.selection)
        self._add_middle(self.images)
        yield
        self.finding = FindingCard(self._theme, self.selection, self._session.audit.cleaning)
        self._add_middle(self.finding)
        yield
        self.skipped = SkippedCard(self._datasets)
        self._add_middle(self.skipped)
        yield
        self.stored = StoredCard(self.selection)
        self._right.add(self.stored)
        yield
        self.seen = SeenCard(self.selection, self._session.design)
        self._right.add(self.seen)
        yield
        self.audit = AuditCard(self._theme, self._session.audit)
        self._right.add(self.audit, 1)
        yield
        self.audit.chosen.connect(self._open)
        self.finding.back.clicked.connect(self._close)
        self.skipped.back.clicked.connect(self._close)
        self.selection.filter_changed.connect(self._follow_filter)
        self._datasets.changed.connect(self._show)
        self._show()

    def _add_middle(self, card: QWidget) -> None:
        self._middle.addWidget(card)
        card.ensurePolished()

    def _show(self) -> None:
        if self._datasets.dataset is not None:
            self.selection.set_dataset(self._datasets.dataset)

    def _open(self, finding: Finding | None) -> None:
        """Show the pictures of a finding; None: all images again."""
        if finding is None:
            self._close()
            return
        self.finding.show_finding(finding)
        self.audit.show_chosen(finding.kind)
        self._middle.setCurrentWidget(self.skipped if finding.kind is Kind.UNREADABLE else self.finding)

    def _close(self) -> None:
        dataset = self._datasets.dataset
        if dataset is not None:
            self.selection.set_split(main_split(dataset))

    def _follow_filter(self) -> None:
        """A split or class that is asked for shows its images, whatever stands in their place."""
        if not self.selection.is_list and self._middle.currentWidget() is not self.images:
            self.finding.leave()
            self.audit.show_chosen(None)
            self._middle.setCurrentWidget(self.images)

    def _remember(self) -> None:
        self._preferences.remember_layout(_LAYOUT, self.columns.saveState())
