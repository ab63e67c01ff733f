"""The curves of one figure over the epochs. pyqtgraph and NumPy are loaded with this module: import it when needed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent

from core.runs.identifiers import short
from workbench.state.curves import Curves
from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Type
from workbench.views.train.names import Point, spread
from workbench.views.train.plot_frame import PlotFrame
from workbench.views.train.ticks import quarters, round_top, whole_numbers

PARTS = ("train", "validation")
# Beyond this many points lines are thin and not smoothed: wide smooth ones are slow to draw.
_LONG = 100
_FADED = 0.7
_DASHES = (Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


LivePoint = tuple[float, float]
"""Where training is inside an epoch: after so many epochs, the figure so far."""


class CurvePlot(PlotFrame):
    """Train and validation over the epochs; its axes stay where they are while the run goes on.

    Attributes:
        curves: The two lines, by part; see `PARTS`.
        overlays: Those of earlier runs: their two lines and their name, by run id.
    """

    hovered = Signal(int)
    """The epoch under the mouse; 0 where there is none."""

    def __init__(self, theme: Theme, figure: str, name: str) -> None:
        super().__init__(theme, name)
        self._figure = figure
        self._top, self._last = 0.0, 0
        self._is_long = False
        self._drawn: tuple[Curves | None, int] = (None, 0)
        self.curves: dict[str, Any] = {part: self._line() for part in PARTS}
        self._live, self._live_dot = self._line(), pg.ScatterPlotItem(size=Size.LIVE_POINT, pen=None)
        self._now, self._hover = pg.InfiniteLine(angle=90), pg.InfiniteLine(angle=90)
        for item in (self._live_dot, self._now, self._hover):
            self._box.addItem(item, ignoreBounds=True)
        self.overlays: dict[str, tuple[Any, Any, Any]] = {}
        self._ends: dict[str, Point] = {}
        self._hover.hide()
        self._now.hide()
        self._view.viewport().installEventFilter(self)
        self._view.viewport().setMouseTracking(True)
        theme.changed.connect(self._color)
        self._color()
        self.set_axes(1, 1.0)

    @property
    def top(self) -> float:
        """Upper end of the figure's axis."""
        return self._top

    @property
    def last(self) -> int:
        """Right end of the axis of epochs."""
        return self._last

    def set_axes(self, epochs: int, top: float) -> None:
        """Span so many epochs, and figures from 0 to at least `top`."""
        if (epochs, round_top(top)) == (self._last, self._top):
            return
        self._last, self._top = epochs, round_top(top)
        self._box.setRange(xRange=(0, self._last), yRange=(0, self._top), padding=0)
        self._axes["bottom"].setTicks([whole_numbers(self._last)])
        for side in ("left", "right"):
            self._axes[side].setTicks([quarters(self._top)])
        self._place_names()

    def show_curves(self, curves: Curves, live: LivePoint | None) -> None:
        """Show the finished epochs, and where the epoch at hand is."""
        # Between two epochs the lines stay as they are: drawing them is most of the work.
        if (curves, len(curves)) != self._drawn:
            self._drawn = curves, len(curves)
            self._show_lines(curves)
        self._show_live(curves, live)

    def _show_lines(self, curves: Curves) -> None:
        if (len(curves) > _LONG) is not self._is_long:
            self._is_long = len(curves) > _LONG
            self._color()
        epochs = np.array(curves.epochs)
        for part, line in self.curves.items():
            column = np.array(curves.columns[f"{part}_{self._figure}"])
            self._draw(line, epochs, column, antialias=not self._is_long)

    def show_overlays(self, overlays: Mapping[str, Curves]) -> None:
        """Show the curves of these earlier runs, and no others."""
        for run_id in [one for one in self.overlays if one not in overlays]:
            for item in self.overlays.pop(run_id):
                self._box.removeItem(item)
        self._ends = {}
        for run_id, curves in overlays.items():
            if run_id not in self.overlays:
                self._add_overlay(run_id)
            epochs = np.array(curves.epochs)
            *lines, _ = self.overlays[run_id]
            for part, line in zip(PARTS, lines, strict=True):
                self._draw(line, epochs, np.array(curves.columns[f"{part}_{self._figure}"]))
            column = curves.columns[f"validation_{self._figure}"]
            if len(column) and math.isfinite(column[-1]):
                self._ends[run_id] = (curves.epochs[-1], column[-1])
        self._place_names()
        self._color()

    def show_hover(self, epoch: int) -> None:
        """Mark an epoch; 0 marks none."""
        self._hover.setVisible(epoch > 0)
        self._hover.setPos(epoch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell which epoch the mouse is at."""
        if event.type() is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.hovered.emit(self.epoch_at(event.position()))
        elif event.type() is QEvent.Type.Leave:
            self.hovered.emit(0)
        return super().eventFilter(watched, event)

    def epoch_at(self, position: QPointF) -> int:
        """The epoch nearest to a place in the widget; 0 beside the curves."""
        box = self._box
        scene = self._view.mapToScene(position.toPoint())
        if not box.sceneBoundingRect().contains(scene):
            return 0
        return round(float(box.mapSceneToView(scene).x()))

    def place_of(self, epoch: int) -> QPointF:
        """Where in the widget an epoch is, half-way up."""
        scene = self._box.mapViewToScene(QPointF(epoch, self._top / 2))
        return QPointF(self._view.mapFromScene(scene))

    def _add_overlay(self, run_id: str) -> None:
        name = pg.TextItem(short(run_id))
        name.setFont(font(Type.BADGE))
        self._box.addItem(name, ignoreBounds=True)
        self.overlays[run_id] = (self._line(), self._line(), name)

    def _place_names(self) -> None:
        """Beside the last epoch, on the side that has room."""
        places = spread(self._ends, self._last, self._top)
        for run_id, (*_, name) in self.overlays.items():
            name.setVisible(run_id in places)
            if run_id in places:
                x, y = places[run_id]
                name.setAnchor((1, 1) if x > self._last / 2 else (0, 1))
                name.setPos(x, y)

    def _show_live(self, curves: Curves, live: LivePoint | None) -> None:
        if live is None:
            self._live.setData([], [])
            self._live_dot.setData([], [])
            self._now.setPos(curves.epochs[-1] if len(curves) else 0)
        else:
            before = curves.columns[f"train_{self._figure}"]
            start = [(curves.epochs[-1], before[-1])] if len(curves) else []
            xs, ys = zip(*start, live, strict=True)
            self._live.setData(np.array(xs), np.array(ys))
            self._live_dot.setData(np.array(xs[-1:]), np.array(ys[-1:]))
            self._now.setPos(live[0])
        self._now.setVisible(live is not None or len(curves) > 0)

    def _color(self) -> None:
        self._color_axes()
        color = self._theme.color
        for part, line in self.curves.items():
            self._color_line(line, color(part), width=Line.LONG_CURVE if self._is_long else Line.CURVE)
        self._live.setPen(pg.mkPen(_faded(color("train")), width=Line.LONG_CURVE))
        self._live_dot.setBrush(color("train"))
        self._now.setPen(pg.mkPen(color("quiet"), style=Qt.PenStyle.DotLine))
        self._hover.setPen(pg.mkPen(color("accent")))
        for place, (*lines, name) in enumerate(self.overlays.values()):
            for part, line in zip(PARTS, lines, strict=True):
                dashes = _DASHES[place % len(_DASHES)]
                self._color_line(line, _faded(color(part)), style=dashes, width=Line.LONG_CURVE)
            name.setColor(color("quiet"))


def _faded(color: QColor) -> QColor:
    color.setAlphaF(_FADED)
    return color
