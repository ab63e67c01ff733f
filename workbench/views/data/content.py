"""The dataset at hand in three columns: what it is, its images, and one of them closely."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from core.data.audit.findings import Finding, Kind
from workbench.state.overview import main_split
from workbench.state.selection import ImageSelection
from workbench.state.session import Session
from workbench.views.cards import stacked
from workbench.views.data.audit_card import AuditCard
from workbench.views.data.classes_card import ClassesCard
from workbench.views.data.finding_card import FindingCard
from workbench.views.data.images_card import ImagesCard
from workbench.views.data.inspector import SeenCard, StoredCard
from workbench.views.data.skipped_card import SkippedCard
from workbench.views.data.source_card import SourceCard
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_LAYOUT = "data"


class Content(QWidget):
    """The three columns, as wide as they were left the last time.

    Attributes:
        selection: Which images are shown, and which one closely.
        source, classes, images, stored, seen, audit: The cards.
        finding, skipped: Those that stand in the place of the images while a finding of the audit is open.
        columns: What divides them.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._datasets, self._preferences = session.datasets, session.preferences
        self.selection = ImageSelection(self)
        self.source = SourceCard(theme, session.datasets)
        self.classes = ClassesCard(theme, self.selection)
        self.images = ImagesCard(theme, self.selection)
        self.finding = FindingCard(theme, self.selection, session.audit.cleaning)
        self.skipped = SkippedCard(session.datasets)
        self.stored = StoredCard(self.selection)
        self.seen = SeenCard(self.selection)
        self.audit = AuditCard(theme, session.audit)
        self._middle = QStackedWidget()
        for card in (self.images, self.finding, self.skipped):
            self._middle.addWidget(card)
        self.columns = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._lay_out()
        self.audit.chosen.connect(self._open)
        self.finding.back.clicked.connect(self._close)
        self.skipped.back.clicked.connect(self._close)
        self.selection.filter_changed.connect(self._follow_filter)
        session.datasets.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        self.columns.setHandleWidth(Space.GAP)
        self.columns.addWidget(stacked(Size.LEAST_SIDE_PANE, self.source, self.classes))
        self.columns.addWidget(stacked(Size.LEAST_MIDDLE_PANE, self._middle))
        self.columns.addWidget(stacked(Size.LEAST_SIDE_PANE, self.stored, self.seen, self.audit))
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([Size.SIDE_PANE, Size.MIDDLE_PANE, Size.SIDE_PANE])
        self.columns.restoreState(self._preferences.layout(_LAYOUT))
        self.columns.splitterMoved.connect(self._remember)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)

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
