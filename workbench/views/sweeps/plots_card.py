"""What the trials tell about the fields: slices, parallel coordinates, importances."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.sweeps.view import SweepView
from workbench.views.cards import Card, wrapped
from workbench.views.choice import Choice
from workbench.views.segments import Segments
from workbench.views.sweeps.history_plot import HistoryPlot
from workbench.views.sweeps.importance_bars import ImportanceBars
from workbench.views.sweeps.parallel_plot import ParallelPlot
from workbench.views.sweeps.slice_plot import SlicePlot
from workbench.views.sweeps.words import heads_of
from workbench.views.theme import Theme
from workbench.views.tokens import Space

_VIEWS = ("Slices", "Parallel", "Importance")
_ABOUT_IMPORTANCES = "Each field's share in what tells the best quarter of the trials from the others (PED-ANOVA)."
_TOO_FEW = "Known once eight trials or more have their result."


class HistoryCard(Card):
    """Value over trials.

    Attributes:
        plot: What draws it.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__("Validation accuracy over the trials")
        self.plot = HistoryPlot(theme)
        self.plot.setParent(self)
        self.body.addWidget(self.plot.widget, 1)

    def show_view(self, view: SweepView, planned: int | None) -> None:
        """Show a sweep."""
        self.plot.show_view(view, planned)


class FieldsCard(Card):
    """One of three views, which is drawn while it is seen.

    Attributes:
        views: The choice among them.
        field: The field of the slices.
        slices, parallel, importances: What draws them.
        about: What importances are, or why there are none.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__("Fields")
        self._view: SweepView | None = None
        self._place = 0
        self._paths: tuple[str, ...] = ()
        self.views = Segments("What is drawn", _VIEWS)
        self.field = Choice(theme, "")
        self.slices, self.parallel = SlicePlot(theme), ParallelPlot(theme)
        self.importances, self.about = ImportanceBars(theme), wrapped("", "quiet")
        self._stack = QStackedWidget()
        for plot in (self.slices, self.parallel):
            plot.setParent(self)
        self.field.setToolTip("The field along this axis")
        centre = Qt.AlignmentFlag.AlignHCenter
        self._stack.addWidget(_below_each_other((self.slices.widget, 1), (self.field, 0), alignment=centre))
        self._stack.addWidget(self.parallel.widget)
        self._stack.addWidget(_below_each_other((self.about, 0), (self.importances, 1)))
        self.header.addWidget(self.views)
        self.body.addWidget(self._stack, 1)
        self.views.chosen.connect(self._choose_view)
        self.field.chosen.connect(self._choose_field)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what happened out of sight."""
        super().showEvent(event)
        self._draw()

    def show_view(self, view: SweepView) -> None:
        """Show a sweep."""
        self._view = view
        heads = heads_of(view.record.space)
        if tuple(heads) != self._paths:
            self._paths, self._place = tuple(heads), 0
            self.field.offer(list(heads.values()))
        self._draw()

    def _choose_view(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._draw()

    def _choose_field(self, place: int) -> None:
        self._place = place
        self.field.show_chosen(place)
        self._draw()

    def _draw(self) -> None:
        view = self._view
        if view is None or not self.isVisible():
            return
        if self._stack.currentIndex() == 0:
            self.slices.show_view(view, self._place)
        elif self._stack.currentIndex() == 1:
            self.parallel.show_view(view)
        else:
            heads = heads_of(view.record.space)
            self.importances.show_shares({heads[path]: share for path, share in view.importances.items()})
            self.about.setText(_ABOUT_IMPORTANCES if view.importances else _TOO_FEW)


def _below_each_other(*parts: tuple[QWidget, int], alignment: Qt.AlignmentFlag | None = None) -> QWidget:
    """Widgets with their shares of the height; those without one are aligned."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    column.setSpacing(Space.ROW)
    for widget, stretch in parts:
        column.addWidget(widget, stretch)
        if alignment is not None and not stretch:
            column.setAlignment(widget, alignment)
    return holder
