"""What each trial came to, and the best so far. pyqtgraph and NumPy are loaded with this module."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg

from core.sweeps.study import Trial, TrialState
from core.sweeps.view import SweepView
from workbench.views.runs.drawing import Drawing
from workbench.views.runs.overlay_plot import figure_axis
from workbench.views.sweeps.trial_points import Points, best_so_far, figures_of
from workbench.views.theme import Theme
from workbench.views.tokens import Line, Size
from workbench.views.train.plot_frame import PlotFrame
from workbench.views.train.ticks import whole_numbers

_FADED = 0.55
_MANY = 100
_ACCURACY = Drawing()


class TrialPlot(PlotFrame):
    """Dots over some axis, each a trial, as high as its validation accuracy.

    Attributes:
        complete, others: The dots of trials that have their result, and of those that ended early or go on.
        best: The dot of the best.
    """

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name)
        self.others, self.complete, self.best = (pg.ScatterPlotItem(size=Size.LIVE_POINT) for _ in range(3))
        for dots in (self.others, self.complete, self.best):
            self._box.addItem(dots, ignoreBounds=True)
        theme.changed.connect(self._color)

    def _show_dots(self, view: SweepView, xs: Points) -> None:
        """Draw the trials at these places, float64 (trials,), and span the axis of figures around them."""
        ys = figures_of(view.trials)
        is_complete = np.array([trial.state is TrialState.COMPLETED for trial in view.trials], bool)
        is_seen = np.isfinite(xs) & np.isfinite(ys)
        is_best = np.array([_is(view.best, trial) for trial in view.trials], bool)
        for dots, those in (
            (self.complete, is_complete & ~is_best),
            (self.others, ~is_complete),
            (self.best, is_best),
        ):
            dots.setData(xs[those & is_seen], ys[those & is_seen])
            # Hundreds of large ones would hide each other.
            dots.setSize(Size.ONE_OF_MANY if len(xs) > _MANY and dots is not self.best else Size.LIVE_POINT)
        bottom, top, ticks = figure_axis(ys[is_seen], _ACCURACY)
        self._box.setYRange(bottom, top, padding=0)
        for side in ("left", "right"):
            self._axes[side].setTicks([ticks])

    def _color(self) -> None:
        self._color_axes()
        card = pg.mkPen(self._theme.color("card"), width=Line.HAIR)
        accent = self._theme.color("accent")
        accent.setAlphaF(_FADED)
        self.complete.setBrush(accent)
        self.complete.setPen(card)
        self.others.setBrush(pg.mkBrush(None))
        self.others.setPen(pg.mkPen(self._theme.color("quiet"), width=Line.HAIR))
        self.best.setBrush(self._theme.color("best"))
        self.best.setPen(card)


def _is(best: Trial | None, trial: Trial) -> bool:
    return best is not None and trial.number == best.number


class HistoryPlot(TrialPlot):
    """Trials in the order of their beginning, and the best so far as a line.

    Attributes:
        line: That one.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Validation accuracy over the trials")
        self.line: Any = self._line()
        self._color()

    def show_view(self, view: SweepView, planned: int | None) -> None:
        """Draw a sweep, on an axis as long as it is going to be."""
        numbers = np.array([trial.number for trial in view.trials], np.float64)
        self._show_dots(view, numbers)
        # Each step where its trial is: the best so far holds until the next one is better.
        xs, ys = np.repeat(numbers, 2)[1:], np.repeat(best_so_far(view.trials), 2)[:-1]
        self.line.setData(xs, ys)
        last = max(len(view.trials), planned or 0, 1)
        self._box.setXRange(0, last + 1, padding=0)
        self._axes["bottom"].setTicks([[tick for tick in whole_numbers(last) if tick[0] > 0]])

    def _color(self) -> None:
        super()._color()
        self._color_line(self.line, self._theme.color("best"), width=Line.CURVE)
