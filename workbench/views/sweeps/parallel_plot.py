"""Every trial as a line through the axes of all varied fields. pyqtgraph and NumPy are loaded with this module."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from core.sweeps.study import Trial, TrialState
from core.sweeps.view import SweepView
from workbench.views.cards import percent
from workbench.views.sweeps.field_axis import FieldAxis
from workbench.views.sweeps.trial_points import Points
from workbench.views.sweeps.words import heads_of
from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Type
from workbench.views.train.plot_frame import PlotFrame

# As many lines as Qt draws at once: one a shade, however many trials have it.
_SHADES = 8
_LEFT, _RIGHT, _BELOW, _ABOVE = 0.4, 0.75, 0.04, 0.06
_ON_TOP = 10
_RESULT = "Val. acc."
_AT_THE_RIGHT = (-0.1, 0.5)


class ParallelPlot(PlotFrame):
    """Lines the nearer to the accent's colour, the better; the best in its own.

    Attributes:
        shades: The lines, from the worst to the best shade.
        best: The line of the best trial.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Parallel coordinates of all trials")
        self.shades: list[Any] = [self._line() for _ in range(_SHADES)]
        self.best: Any = self._line()
        self._rules: list[Any] = []
        self._texts: list[Any] = []
        for side in ("left", "right"):
            self._axes[side].setTicks([[]])
        self._axes["bottom"].setHeight(Size.TWO_LINES_AXIS)
        self._box.setYRange(-_BELOW, 1 + _ABOVE, padding=0)
        theme.changed.connect(self._color)
        self._color()

    def show_view(self, view: SweepView) -> None:
        """Draw the trials that have a result."""
        axes = [FieldAxis(one) for one in view.record.space.vary]
        trials = [trial for trial in view.trials if trial.state is TrialState.COMPLETED and trial.value is not None]
        results = np.array([trial.value for trial in trials], np.float64)
        heights = _shares(results)
        lines = [_line_of(trial, axes, height) for trial, height in zip(trials, heights, strict=True)]
        # By rank: among many good ones, the best stand out all the same.
        shades = results.argsort().argsort() * _SHADES // max(len(results), 1)
        for place, shade in enumerate(self.shades):
            _draw(shade, [line for line, own in zip(lines, shades, strict=True) if own == place])
        _draw(self.best, [line for line, trial in zip(lines, trials, strict=True) if trial is view.best])
        self._show_axes(view, axes, results)
        self._color()

    def _show_axes(self, view: SweepView, axes: Sequence[FieldAxis], results: Points) -> None:
        heads = [*heads_of(view.record.space).values(), _RESULT]
        self._box.setXRange(-_LEFT, len(axes) + _RIGHT, padding=0)
        # In two lines they have room beside each other.
        self._axes["bottom"].setTicks([[(place, head.replace(" ", "\n", 1)) for place, head in enumerate(heads)]])
        for item in (*self._rules, *self._texts):
            self._box.removeItem(item)
        self._rules = [pg.InfiniteLine(place, angle=90) for place in range(len(heads))]
        self._texts = []
        for place, axis in enumerate(axes):
            for height, words in axis.ends():
                self._add_text(place, height, words)
        for height, value in ((0.0, results.min()), (1.0, results.max())) if len(results) else ():
            self._add_text(len(axes), height, percent(float(value)))
        for item in (*self._rules, *self._texts):
            self._box.addItem(item, ignoreBounds=True)

    def _add_text(self, place: int, height: float, words: str) -> None:
        text = pg.TextItem(words, anchor=_AT_THE_RIGHT)
        text.setFont(font(Type.BADGE))
        text.setZValue(_ON_TOP)
        text.setPos(place, height)
        self._texts.append(text)

    def _color(self) -> None:
        self._color_axes()
        faint, strong = self._theme.color("line"), self._theme.color("accent")
        for place, shade in enumerate(self.shades):
            color = _between(faint, strong, (place / (_SHADES - 1)) ** 2)
            self._color_line(shade, color, width=Line.LONG_CURVE)
        self._color_line(self.best, self._theme.color("best"), width=Line.CURVE)
        for rule in self._rules:
            rule.setPen(pg.mkPen(self._theme.color("quiet"), width=Line.HAIR))
        for text in self._texts:
            text.setColor(self._theme.color("text"))
            text.fill = pg.mkBrush(self._theme.color("card"))


def _shares(results: Points) -> Points:
    """Results as shares of the way from the lowest to the highest, float64 (trials,)."""
    if not len(results):
        return results
    span = float(results.max() - results.min())
    return (results - results.min()) / span if span else np.ones_like(results)


def _line_of(trial: Trial, axes: Sequence[FieldAxis], height: float) -> list[float]:
    """Heights on all axes, and a gap to the next line."""
    return [*(axis.place_of(trial) for axis in axes), height, math.nan]


def _draw(item: Any, lines: Sequence[Sequence[float]]) -> None:
    ys = np.array([height for line in lines for height in line], np.float64)
    xs = np.tile(np.arange(len(lines[0]), dtype=np.float64), len(lines)) if lines else ys
    item.setData(xs, ys)


def _between(first: QColor, second: QColor, share: float) -> QColor:
    parts = ((one.red(), one.green(), one.blue()) for one in (first, second))
    return QColor(*(round(start + (end - start) * share) for start, end in zip(*parts, strict=True)))
