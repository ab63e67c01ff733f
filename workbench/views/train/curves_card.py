"""A figure over the epochs: the run at hand, those compared with it, and the values of an epoch that is pointed at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent

from workbench.state.curves import Curves
from workbench.state.history import History
from workbench.state.live_run import LiveRun
from workbench.state.training import Training
from workbench.views.cards import Card, label
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

if TYPE_CHECKING:
    from workbench.views.train.plot import CurvePlot

_PARTS = ("train", "validation")
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class CurvesCard(Card):
    """Train and validation over the epochs. With the keyboard, arrows move the epoch whose values are read out.

    Attributes:
        plot: What draws them; None until it is loaded.
    """

    epoch_pointed = Signal(int)
    """The epoch to read out; 0 for none."""

    def __init__(
        self,
        title: str,
        figure: str,
        words: Callable[[float | None], str],
        training: Training,
        history: History,
    ) -> None:
        """Show one figure.

        Args:
            title: What the card is called.
            figure: "loss" or "accuracy".
            words: Writes one of its values.
            training: Where the run at hand comes from.
            history: Where those compared with it come from.
        """
        super().__init__(title)
        self.plot: CurvePlot | None = None
        self._figure, self._words = figure, words
        self._training, self._history = training, history
        self._epoch = 0
        self._legend = {part: label(part, part) for part in _PARTS}
        self.header.setSpacing(Space.ROW)
        for word in self._legend.values():
            self.header.addWidget(word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        training.curves_changed.connect(self._show)
        history.changed.connect(self._show_overlays)

    @property
    def reading(self) -> tuple[str, str, str]:
        """What is read out: the epoch, and its values for train and validation."""
        return self.quiet, self._legend["train"].text(), self._legend["validation"].text()

    def add_plot(self, theme: Theme) -> None:
        """Draw from now on: what that needs has been loaded."""
        from workbench.views.train.plot import CurvePlot  # noqa: PLC0415

        self.plot = CurvePlot(theme, self._figure, f"{self.title} over the epochs")
        self.plot.setParent(self)
        self.plot.hovered.connect(self.epoch_pointed)
        self.body.addWidget(self.plot.widget, 1)
        self._show_overlays()

    def point_at(self, epoch: int) -> None:
        """Read out the values of an epoch; one that has none yet reads as none."""
        run = self._training.run
        self._epoch = epoch if run and 1 <= epoch <= len(run.curves) else 0
        if self.plot:
            self.plot.show_hover(self._epoch)
        self._show_reading()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what happened out of sight."""
        super().showEvent(event)
        self._show_overlays()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move to the next or the previous epoch."""
        step, run = _STEPS.get(Qt.Key(event.key())), self._training.run
        if step is None or run is None:
            super().keyPressEvent(event)
            return
        start = self._epoch or (len(run.curves) + 1 if step < 0 else 0)
        self.epoch_pointed.emit(min(max(start + step, 1), len(run.curves)))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Read out nothing any more."""
        super().focusOutEvent(event)
        self.epoch_pointed.emit(0)

    def _show(self) -> None:
        run = self._training.run
        if self.plot is None or run is None or not self.isVisible():
            return
        overlays = self._history.overlays
        shown = [run.curves, *overlays.values()]
        # A run that is over goes no further: its curves take the whole width.
        wanted = max(len(run.curves), 1) if run.is_over else run.experiment.epochs
        last = max([wanted, *(int(curves.epochs[-1]) for curves in overlays.values() if len(curves))])
        self.plot.set_axes(last, self._top(run, shown))
        self.plot.show_curves(run.curves, self._live(run))
        if self._epoch > len(run.curves):
            self.point_at(0)

    def _show_overlays(self) -> None:
        if self.plot is not None:
            self.plot.show_overlays(self._history.overlays)
        self._show()

    def _top(self, run: LiveRun, shown: list[Curves]) -> float:
        """Where the axis ends: for accuracy at 1, for loss above all values, and above that of mere guessing."""
        if self._figure == "accuracy":
            return 1.0
        highest = max(curves.tops[f"{part}_{self._figure}"] for curves in shown for part in _PARTS)
        return max(highest, run.guessing_loss)

    def _live(self, run: LiveRun) -> tuple[float, float] | None:
        if run.progress is None:
            return None
        return run.epochs_done, getattr(run.progress, f"train_{self._figure}")

    def _show_reading(self) -> None:
        run = self._training.run
        # Where room is short the line in the plot tells the epoch, and colours the two apart: the title is not cut.
        is_narrow = self.width() < Size.NARROW_CURVES
        self.show_title(self.title, f"epoch {self._epoch:,}" if self._epoch and not is_narrow else "")
        for part, word in self._legend.items():
            value = run.curves.columns[f"{part}_{self._figure}"][self._epoch - 1] if run and self._epoch else None
            words = self._words(value) if is_narrow else f"{part} {self._words(value)}"
            word.setText(part if value is None else words)
