"""Curves on axes that have the look of the window; what is drawn on them is said by whoever makes one.

pyqtgraph is loaded with this module: import it when needed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Space, Type

Figures = npt.NDArray[np.float64] | npt.NDArray[np.int64]
_GRID_IS_OPAQUE = 255
_SIDES = {"left": (0, 0), "right": (0, 2), "bottom": (1, 1)}
"""Axes, and where they are in the layout around the curves."""


class PlotFrame(QObject):
    """Axes at the left and below, lines at the left one's labels, and room for curves.

    Attributes:
        widget: What shows it.
    """

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        # Parts, not pyqtgraph's ready plot: that makes menus of its own, which outlive the window.
        self._view: Any = pg.GraphicsView(useOpenGL=False)
        self._box: Any = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._axes: dict[str, Any] = {side: pg.AxisItem(side, linkView=self._box) for side in _SIDES}
        self._lay_out()
        self.widget: QWidget = self._view
        self.widget.setMinimumSize(*Size.LEAST_PLOT)
        self.widget.setAccessibleName(name)
        for part in (self.widget, self._view.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _color_axes(self) -> None:
        color = self._theme.color
        self._view.setBackground(color("card"))
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(None))
            axis.setTextPen(color("quiet"))
            axis.setTickPen(pg.mkPen(color("line"), width=Line.HAIR))
            axis.setTickFont(font(Type.BADGE))

    def _lay_out(self) -> None:
        layout = pg.GraphicsLayout()
        layout.setSpacing(Space.NONE)
        # The labels at the ends of the axes stand half outside of them.
        layout.setContentsMargins(Space.NONE, Space.ROW, Space.CARD, Space.NONE)
        layout.addItem(self._box, row=0, col=1)
        for side, (row, column) in _SIDES.items():
            axis = self._axes[side]
            axis.setStyle(tickLength=0, tickTextOffset=Space.ROW, hideOverlappingLabels=False)
            layout.addItem(axis, row=row, col=column)
        self._axes["left"].setWidth(Size.PLOT_AXIS)
        # An axis with a grid has no room for labels at its very ends: the right one has the grid, the left the labels.
        grid = self._axes["right"]
        grid.setStyle(showValues=False)
        grid.setGrid(_GRID_IS_OPAQUE)
        grid.setWidth(Line.HAIR)
        grid.setZValue(self._box.zValue() - 1)
        self._view.setCentralItem(layout)

    def _line(self) -> Any:
        line = pg.PlotDataItem(connect="finite", skipFiniteCheck=False)
        self._box.addItem(line, ignoreBounds=True)
        line.setClipToView(True)
        line.setDownsampling(auto=True, method="peak")
        line.setSymbolPen(None)
        line.setSymbolSize(Size.LIVE_POINT)
        return line

    def _draw(self, line: Any, xs: Figures, ys: Figures, **options: Any) -> None:
        """Give a line its points; of one alone nothing would be seen but a dot."""
        line.setData(xs, ys, symbol="o" if len(xs) == 1 else None, **options)

    def _color_line(self, line: Any, color: QColor, **pen: Any) -> None:
        line.setPen(pg.mkPen(color, **pen))
        line.setSymbolBrush(color)
