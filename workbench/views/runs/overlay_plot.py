"""The curves of several runs over each other. pyqtgraph and NumPy are loaded with this module."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from core.runs.identifiers import short
from workbench.state.run_comparison import ComparedRun
from workbench.views.runs.colors import COLORS, run_color
from workbench.views.runs.drawing import Drawing, Points
from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Type
from workbench.views.train.names import spread
from workbench.views.train.plot_frame import PlotFrame
from workbench.views.train.ticks import quarters, round_top, whole_numbers
from workbench.views.train.words import duration

# Beyond this many points lines are thin and not smoothed: wide smooth ones are slow to draw.
_LONG = 100
_LEAST_TOP = 1e-9
_WITH_NAMES = 1.12
_RIGHT_OF_THE_END = (0, 0.5)
_SECONDS_OF_WORDS = 4
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


class _Drawn(NamedTuple):
    line: Any
    name: Any
    place: int


class OverlayPlot(PlotFrame):
    """A line a run, in its colour and with its mark at the end."""

    def __init__(
        self,
        theme: Theme,
        name: str = "Curves of the ticked runs",
        mark: Callable[[ComparedRun], str] = lambda run: short(run.record.run_id),
    ) -> None:
        """Draw nothing yet.

        Args:
            theme: Its colours.
            name: What screen readers call it.
            mark: What stands at the end of a run's line.
        """
        super().__init__(theme, name)
        self._mark = mark
        self._drawn: dict[str, _Drawn] = {}
        theme.changed.connect(self._color)
        self._color()

    @property
    def lines(self) -> dict[str, Any]:
        """The lines, by run id."""
        return {run_id: drawn.line for run_id, drawn in self._drawn.items()}

    def show_runs(self, runs: Sequence[ComparedRun], drawing: Drawing) -> None:
        """Draw these runs and no others."""
        wanted = {run.record.run_id for run in runs}
        for run_id in [one for one in self._drawn if one not in wanted]:
            line, name, _ = self._drawn.pop(run_id)
            self._box.removeItem(line)
            self._box.removeItem(name)
        points = {run.record.run_id: drawing.points(run.curves) for run in runs}
        for run in runs:
            run_id = run.record.run_id
            if run_id not in self._drawn:
                self._drawn[run_id] = self._add(run)
            xs, ys = points[run_id]
            self._draw(self._drawn[run_id].line, xs, ys, antialias=len(xs) <= _LONG)
        self._span(points, drawing)
        self._color()

    def _span(self, points: dict[str, tuple[Points, Points]], drawing: Drawing) -> None:
        """Axes around all lines, and the names at their ends."""
        last = max((float(xs[-1]) for xs, _ in points.values() if len(xs)), default=1.0)
        finite = [ys[np.isfinite(ys)] for _, ys in points.values()]
        values = np.concatenate([np.empty(0), *finite])
        bottom, top, ticks = figure_axis(values, drawing)
        last = round_top(last) if drawing.by_time else last
        self._box.setRange(xRange=(0, last * _WITH_NAMES), yRange=(bottom, top), padding=0)
        self._axes["bottom"].setTicks([_times(last) if drawing.by_time else whole_numbers(round(last))])
        for side in ("left", "right"):
            self._axes[side].setTicks([ticks])
        # Names are spread on axes that begin at 0.
        seen = {one: ends for one, ends in points.items() if len(ends[1]) and np.isfinite(ends[1][-1])}
        ends = {one: (float(xs[-1]), float(ys[-1]) - bottom) for one, (xs, ys) in seen.items()}
        places = spread(ends, last, top - bottom)
        for run_id, (_, name, _) in self._drawn.items():
            name.setVisible(run_id in places)
            if run_id in places:
                x, y = places[run_id]
                name.setPos(x, y + bottom)

    def _add(self, run: ComparedRun) -> _Drawn:
        name = pg.TextItem(self._mark(run), anchor=_RIGHT_OF_THE_END)
        name.setFont(font(Type.BADGE))
        self._box.addItem(name, ignoreBounds=True)
        return _Drawn(self._line(), name, run.place)

    def _color(self) -> None:
        self._color_axes()
        for line, name, place in self._drawn.values():
            color = run_color(self._theme, place)
            xs = line.xData
            width = Line.LONG_CURVE if xs is not None and len(xs) > _LONG else Line.CURVE
            self._color_line(line, color, width=width, style=_DASHES[place // COLORS % len(_DASHES)])
            name.setColor(color)


def figure_axis(values: Points, drawing: Drawing) -> tuple[float, float, list[tuple[float, str]]]:
    """Both ends of the axis, and where it has lines."""
    if not len(values):
        return 0.0, 1.0, quarters(1.0)
    lowest, highest = float(values.min()), float(values.max())
    if drawing.is_log:
        powers = range(math.floor(lowest), math.ceil(highest) + 1)
        steps = [(math.log10(step) + power, step * 10.0**power) for power in powers for step in (1, 2, 5)]
        bottom = max((place for place, _ in steps if place <= lowest), default=lowest)
        top = min((place for place, _ in steps if place >= highest and place > bottom), default=bottom + 1)
        return bottom, top, [(place, f"{step:g}") for place, step in steps if bottom <= place <= top]
    if drawing.figure.endswith("accuracy"):
        # Runs that are compared are near each other: where all of them are is what the axis spans.
        bottom, top = math.floor(lowest * 10) / 10, max(math.ceil(highest * 10), math.floor(lowest * 10) + 1) / 10
        return bottom, top, [(bottom + place, f"{bottom + place:.3g}") for place, _ in quarters(top - bottom)]
    top = round_top(max(highest, _LEAST_TOP))
    return 0.0, top, quarters(top)


def _times(last: float) -> list[tuple[float, str]]:
    return [(place, duration(place) if last >= _SECONDS_OF_WORDS else f"{text} s") for place, text in quarters(last)]
