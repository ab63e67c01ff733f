"""What training will take."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from workbench.state.datasets import Datasets
from workbench.state.design import Design
from workbench.views.cards import Card, Fact, wrapped
from workbench.views.design.words import memory_text, seconds_text
from workbench.views.signs import NONE
from workbench.views.tokens import Space


class CostCard(Card):
    """Parameters, memory, arithmetic and time; what is not known yet says so.

    Attributes:
        lead: The button that leads to the data, where they are missing.
    """

    def __init__(self, design: Design, datasets: Datasets) -> None:
        super().__init__("Cost")
        self._design, self._datasets = design, datasets
        names = ("Parameters", "Memory", "An update", "An epoch, about")
        self._facts = {name: Fact(name) for name in names}
        self.body.setSpacing(Space.SMALL)
        for fact in self._facts.values():
            self.body.addWidget(fact)
        self._facts["Memory"].setToolTip("Weights, gradient, what the optimizer remembers, and one batch on its way.")
        self._facts["An update"].setToolTip("Floating-point operations for one batch.")
        self._note = wrapped("", "quiet")
        self.lead = QPushButton("Go to Data")
        self.lead.setObjectName("link")
        self.lead.clicked.connect(design.data_requested)
        self.body.addWidget(self._note)
        self.body.addWidget(self.lead)
        design.changed.connect(self._show)
        design.estimates.changed.connect(self._show_estimate)
        self._show()

    @property
    def facts(self) -> dict[str, str]:
        """What is shown, by name."""
        return {name: fact.value for name, fact in self._facts.items()}

    @property
    def note(self) -> str:
        """What stands below the figures."""
        return self._note.text()

    def _show(self) -> None:
        assessment = self._design.assessment
        cost = assessment.cost
        known = f"{assessment.parameters:,}"
        self._facts["Parameters"].show_value(known if assessment.is_whole else f"{known} + ?")
        self._facts["Memory"].show_value(memory_text(cost.memory) if cost else NONE)
        self._facts["An update"].show_value(f"{cost.step_flops / 1e6:,.0f} MFLOP" if cost else NONE)
        self.lead.setVisible(assessment.input_shape is None)
        self._design.estimates.ask(assessment, self._datasets.dataset)
        self._show_estimate()

    def _show_estimate(self) -> None:
        estimates, assessment = self._design.estimates, self._design.assessment
        latest = estimates.latest if assessment.cost else None
        self._facts["An epoch, about"].show_value(seconds_text(latest.seconds) if latest else NONE)
        if assessment.input_shape is None:
            self._note.setText("Open a dataset to see shapes.")
        elif latest:
            self._note.setText(f"{latest.images:,} images an epoch. {latest.basis}")
        else:
            self._note.setText(str(estimates.error or "") or " ")
