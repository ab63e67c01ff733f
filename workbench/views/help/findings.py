"""What is to be said of a run: what was seen at the left, what to try next at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from resources.teaching.markup import LINK_SCHEME
from resources.teaching.texts import terms
from workbench.views.cards import wrapped
from workbench.views.message import Advice
from workbench.views.tokens import Size, Space

if TYPE_CHECKING:
    from core.evaluation.diagnosis.finding import Finding


class FindingsView(QWidget):
    """The findings below each other.

    Attributes:
        rows: One a finding.
    """

    help_wanted = Signal(str)
    """Address of the term that a finding is about."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[FindingRow] = []
        self._findings: Sequence[Finding] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.CHIP)

    @property
    def text(self) -> str:
        """All that is said."""
        return " ".join(row.text for row in self.rows)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say these."""
        if findings == self._findings:
            return
        self._findings = findings
        for row in self.rows:
            row.hide()
            row.deleteLater()
        while self._column.takeAt(0):
            pass
        self.rows = [FindingRow(finding) for finding in findings]
        for row in self.rows:
            row.help_wanted.connect(self.help_wanted)
            self._column.addWidget(row)
        # What is left of a pane's height stands below.
        self._column.addStretch(1)


class FindingRow(QWidget):
    """One of them.

    Attributes:
        link: Leads into the glossary.
    """

    help_wanted = Signal(str)

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.setAccessibleName(finding.title)
        title, words = wrapped(finding.title, "strong"), wrapped(finding.words, "name")
        for text in (title, words):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._texts, self._advice = (title, words), Advice()
        self.link = QPushButton(f"{terms()[finding.term].term}?")
        self.link.setObjectName("link")
        self.link.setAccessibleName(f"{terms()[finding.term].term}, in the glossary")
        self.link.setToolTip("Read about it in the glossary")
        self.link.clicked.connect(lambda: self.help_wanted.emit(f"{LINK_SCHEME}:{finding.term}"))
        head, seen = QHBoxLayout(), QVBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        seen.setSpacing(Space.SMALL)
        seen.addLayout(head)
        seen.addWidget(words)
        seen.addStretch(1)
        self._line = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._line.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._line.setSpacing(Space.ROW)
        self._line.addLayout(seen, 3)
        self._line.addWidget(self._advice, 2, Qt.AlignmentFlag.AlignTop)
        # In its place first: by itself, it would be a window for a moment.
        self._advice.show_text(finding.advice)

    @property
    def text(self) -> str:
        """What was seen, and the advice."""
        return " ".join([*(text.text() for text in self._texts), self._advice.text]).strip()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the advice below where there is no room beside."""
        super().resizeEvent(event)
        is_narrow = self.width() < Size.NARROW_FINDING
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
