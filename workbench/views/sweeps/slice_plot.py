"""What trials came to over the values of one field. pyqtgraph and NumPy are loaded with this module."""

from __future__ import annotations

import numpy as np

from core.sweeps.view import SweepView
from workbench.views.sweeps.field_axis import FieldAxis
from workbench.views.sweeps.history_plot import TrialPlot
from workbench.views.theme import Theme

_MARGIN = 0.04


class SlicePlot(TrialPlot):
    """Dots over the axis of a field, which has equal distances for equal factors where it is searched by factors."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Validation accuracy over a field")
        self._box.setXRange(-_MARGIN, 1 + _MARGIN, padding=0)
        self._color()

    def show_view(self, view: SweepView, place: int) -> None:
        """Draw a sweep over one of its varied fields."""
        axis = FieldAxis(view.record.space.vary[place])
        self._show_dots(view, np.array([axis.place_of(trial) for trial in view.trials], np.float64))
        self._axes["bottom"].setTicks([axis.ticks()])
        self.widget.setAccessibleName(f"Validation accuracy over {axis.path}")
