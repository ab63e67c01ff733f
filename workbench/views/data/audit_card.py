"""What is wrong with the dataset: a line for each finding, which opens its pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.data.audit.findings import AuditReport, Kind
from workbench.state.audit import Audit
from workbench.views.cards import Card, ElidedLabel, wrapped
from workbench.views.data.finding_row import FindingRow
from workbench.views.message import ErrorMessage
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_INVITATION = "Copies, leakage between splits and blank images show once all images are compared: some seconds."


class AuditCard(Card):
    """Findings with their counts; before the images were compared, the button that does so, and its progress.

    Attributes:
        rows: Of what was found, by kind.
        start_button, cancel_button: Compare the images; give that up.
        progress, stage: How far it is.
        error: Why it could not be done.
    """

    chosen = Signal(object)
    """The finding whose pictures are wanted; None for none any more."""

    def __init__(self, theme: Theme, audit: Audit) -> None:
        super().__init__("Audit")
        self._theme, self._audit = theme, audit
        self.rows: dict[Kind, FindingRow] = {}
        self._shown: AuditReport | None = None
        self._words = wrapped("", "quiet")
        self.start_button, self.cancel_button = QPushButton("Compare all images"), QPushButton("Cancel")
        self.cancel_button.setAccessibleName("Cancel comparing")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName("Comparing images")
        self.stage = ElidedLabel("quiet")
        self.error = ErrorMessage()
        self.error.dismiss.hide()
        self._busy = QWidget()
        self._column = QVBoxLayout()
        self._lay_out()
        self.setMinimumHeight(Size.LEAST_AUDIT)
        self.start_button.clicked.connect(audit.start)
        self.cancel_button.clicked.connect(audit.cancel)
        audit.changed.connect(self._show)
        audit.progressed.connect(self._show_progress)
        self._show()

    def show_chosen(self, kind: Kind | None) -> None:
        """Mark the finding that is open, without a signal."""
        for other, row in self.rows.items():
            row.setChecked(other is kind)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(Space.SMALL)
        words.addWidget(self.stage)
        words.addWidget(self.progress)
        row = QHBoxLayout(self._busy)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.addLayout(words, 1)
        row.addWidget(self.cancel_button)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.ROW, Space.NONE)
        self._column.setSpacing(Space.NONE)
        content = QWidget()
        content.setObjectName("scrolled")
        column = QVBoxLayout(content)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.ROW)
        column.addLayout(self._column)
        column.addWidget(self._words)
        column.addWidget(self.start_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        self.body.addWidget(self._busy)
        self.body.addWidget(self.error)
        self.body.addWidget(scroll, 1)

    def _show(self) -> None:
        audit, report = self._audit, self._audit.report
        if report is not self._shown:
            self._rebuild(report)
        self._busy.setVisible(audit.is_busy)
        self.error.show_error(audit.error)
        is_waiting = report is not None and not report.is_whole
        self.start_button.setVisible(is_waiting and not audit.is_busy)
        self._words.setText(_words(report))
        self._words.setVisible(bool(self._words.text()) and not audit.is_busy)
        found = len(report.found) if report else 0
        counted = f"{found} finding{'s' * (found != 1)}"
        self.show_title("Audit", counted if audit.is_whole else "")
        if audit.is_busy:
            self._show_progress("", 0, 0)

    def _show_progress(self, stage: str, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        share = f" · {done / total:.0%}" if total else ""
        self.stage.show_text(f"{stage or 'Looking at the images'}{share}")

    def _rebuild(self, report: AuditReport | None) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self._shown = report
        self.rows = {finding.kind: FindingRow(self._theme, finding) for finding in (report.found if report else ())}
        for row in self.rows.values():
            row.clicked.connect(lambda is_open, finding=row.finding: self.chosen.emit(finding if is_open else None))
            self._column.addWidget(row)


def _words(report: AuditReport | None) -> str:
    if report is None:
        return "Looking…"
    if not report.is_whole:
        return _INVITATION
    fine = [finding.kind for finding in report.findings if finding.is_fine]
    return f"None: {', '.join(fine)}." if fine else ""
