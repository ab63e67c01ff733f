"""The button that trains, and why it cannot now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.state.datasets import Datasets
from workbench.state.design import Design
from workbench.views import commands
from workbench.views.cards import ElidedLabel
from workbench.views.tokens import Size, Space


class TrainControls(QWidget):
    """Train, and below it what is in the way, with the way there.

    Attributes:
        button: Trains.
        sweep: Searches among variants; shown while something varies.
        lead: Leads to what has to be corrected or opened first.
    """

    fault_wanted = Signal()

    def __init__(self, design: Design, datasets: Datasets) -> None:
        super().__init__()
        self._design, self._datasets = design, datasets
        self.button = QPushButton("Train")
        self.button.setObjectName("primary")
        self.button.setMinimumHeight(Size.CONTROL_ROW)
        self.button.setToolTip(commands.TRAIN.hint("Train this experiment on the dataset at hand"))
        self.sweep = QPushButton("Sweep…")
        self.sweep.setMinimumHeight(Size.CONTROL_ROW)
        self.sweep.setToolTip(commands.SWEEP.hint("Try variants of this experiment, as is ticked beside its fields"))
        self.lead = QPushButton()
        self.lead.setObjectName("link")
        self.lead.setToolTip("Go there")
        self._ready = ElidedLabel("quiet")
        self._ready.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.SMALL)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.ROW)
        buttons.addWidget(self.button, 1)
        buttons.addWidget(self.sweep, 1)
        column.addLayout(buttons)
        column.addWidget(self.lead, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._ready, 1)
        self.setFixedHeight(Size.CONTROL_ROW + Space.SMALL + Size.CHIP)
        self.button.clicked.connect(design.train)
        self.sweep.clicked.connect(design.varying.sweep)
        self.lead.clicked.connect(self._lead)
        design.changed.connect(self._show)
        design.estimates.changed.connect(self._show)
        self._show()

    @property
    def reason(self) -> str:
        """Why it cannot be trained now; empty where it can."""
        return self.lead.text()

    @property
    def _has_faults(self) -> bool:
        return bool(self._design.problems or self._design.varying.faults)

    def _show(self) -> None:
        obstacle = self._design.obstacle
        self.button.setEnabled(not obstacle)
        self.button.setAccessibleDescription(obstacle)
        fault = self._design.varying.obstacle
        self.sweep.setVisible(bool(self._design.varying.fields))
        self.sweep.setEnabled(not fault)
        self.sweep.setAccessibleDescription(fault)
        # What varies does not keep the experiment itself from being trained.
        obstacle = obstacle or fault if self._design.varying.fields else obstacle
        self.lead.setText(obstacle)
        self.lead.setVisible(bool(obstacle))
        dataset = self._datasets.dataset
        self._ready.show_text("" if obstacle or dataset is None else f"On {dataset.name}")
        self._ready.setVisible(not obstacle)
        self.lead.setProperty("wrong", self._has_faults)
        self.lead.style().unpolish(self.lead)
        self.lead.style().polish(self.lead)

    def _lead(self) -> None:
        if self._has_faults:
            self.fault_wanted.emit()
        else:
            self._design.data_requested.emit()
