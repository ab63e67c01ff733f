"""The curves of the ticked runs, and how they are drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtGui import QShowEvent

from workbench.state.run_comparison import RunComparison
from workbench.views.cards import Card, wrapped
from workbench.views.choice import Choice
from workbench.views.runs.drawing import Drawing
from workbench.views.runs.overlay_plot import OverlayPlot
from workbench.views.theme import Theme

_NONE = "Tick runs in the table to lay their curves over each other. Space ticks those that are chosen."
_FIGURES = {
    "validation accuracy": "validation_accuracy",
    "validation loss": "validation_loss",
    "train accuracy": "train_accuracy",
    "train loss": "train_loss",
}
_AXES = {"epochs": False, "time": True}
_SMOOTHING = {"none": 0.0, "light": 0.6, "strong": 0.9}
_SCALES = {"linear": False, "log": True}


class OverlayCard(Card):
    """One plot for all ticked runs.

    Attributes:
        plot: What draws them.
        words: What is said while none is ticked.
        figure, axis, smoothing, scale: The choices.
    """

    def __init__(self, theme: Theme, comparison: RunComparison) -> None:
        super().__init__("Curves")
        self._comparison, self._drawing = comparison, Drawing()
        self.figure = self._choice(theme, "", "figure", _FIGURES)
        self.axis = self._choice(theme, "by", "by_time", _AXES)
        self.smoothing = self._choice(theme, "Smoothing:", "smoothing", _SMOOTHING)
        self.scale = self._choice(theme, "Scale:", "is_log", _SCALES)
        self.words = wrapped(_NONE, "name")
        self.plot = OverlayPlot(theme)
        self.plot.setParent(self)
        self.body.addWidget(self.words)
        self.body.addStretch(0)
        self.body.addWidget(self.plot.widget, 1)
        comparison.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what happened out of sight."""
        super().showEvent(event)
        self._show()

    def _choice(self, theme: Theme, name: str, field: str, values: dict[str, Any]) -> Choice:
        choice = Choice(theme, name)
        choice.offer(list(values))
        choice.chosen.connect(lambda place: self._choose(choice, place, **{field: list(values.values())[place]}))
        self.header.addWidget(choice)
        return choice

    def _choose(self, choice: Choice, place: int, **changed: Any) -> None:
        choice.show_chosen(place)
        self._drawing = replace(self._drawing, **changed)
        self._show()

    def _show(self) -> None:
        runs = self._comparison.runs
        self.words.setVisible(not runs)
        self.plot.widget.setVisible(bool(runs))
        if runs:
            self.plot.show_runs(runs, self._drawing)
