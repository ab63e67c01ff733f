"""What just happened in the run at hand, in words."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.state.what_happened import WhatHappened
from workbench.views.cards import Card
from workbench.views.help.findings import FindingsView

_FINE = "fine"


class HappenedCard(Card):
    """Takes no room while the run goes on, and where it went as it should.

    Attributes:
        findings: What is said.
    """

    def __init__(self, happened: WhatHappened, parent: QWidget) -> None:
        super().__init__("What just happened")
        # Before it is shown: by itself, it would be a window for a moment.
        self.setParent(parent)
        self._happened = happened
        self.findings = FindingsView()
        self.body.addWidget(self.findings)
        happened.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        findings = [one for one in self._happened.findings if one.level != _FINE]
        self.findings.show_findings(findings)
        self.setVisible(bool(findings))
