"""The curves of a table's rows over each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent

from workbench.state.run_comparison import ComparedRun
from workbench.views.cards import Card, wrapped
from workbench.views.choice import Choice
from workbench.views.runs.drawing import Drawing
from workbench.views.runs.overlay_plot import OverlayPlot
from workbench.views.theme import Theme

_NONE = "The curves of the rows are laid over each other here, each in the colour and with the letter of its row."
_FIGURES = {
    "validation accuracy": "validation_accuracy",
    "train accuracy": "train_accuracy",
    "validation loss": "validation_loss",
    "train loss": "train_loss",
}


class TableCurves(Card):
    """One plot, and the choice of what is drawn. With several seeds it is the first that is drawn.

    Attributes:
        plot: What draws them.
        words: What is said while there are none.
        figure: The choice.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__("Curves")
        self._drawing = Drawing()
        self._runs: Sequence[ComparedRun] = ()
        self.figure = Choice(theme, "")
        self.figure.offer(list(_FIGURES))
        self.header.addWidget(self.figure)
        self.words = wrapped(_NONE, "name")
        self.plot = OverlayPlot(theme, "Curves of the table's rows", lambda run: run.name)
        self.plot.setParent(self)
        self.body.addWidget(self.words)
        self.body.addStretch(0)
        self.body.addWidget(self.plot.widget, 1)
        self.figure.chosen.connect(self._choose)
        self.show_runs(())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what came out of sight."""
        super().showEvent(event)
        self._show()

    def show_runs(self, runs: Sequence[ComparedRun]) -> None:
        """Draw the curves of these runs."""
        self._runs = runs
        self.words.setVisible(not runs)
        self.plot.widget.setVisible(bool(runs))
        self._show()

    def _choose(self, place: int) -> None:
        self.figure.show_chosen(place)
        self._drawing = Drawing(list(_FIGURES.values())[place])
        self._show()

    def _show(self) -> None:
        if self.isVisible():
            self.plot.show_runs(self._runs, self._drawing)
