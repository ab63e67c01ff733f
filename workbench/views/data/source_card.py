"""What the dataset at hand is, and the way to another one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.state.datasets import Datasets
from workbench.views.bars import SplitBar
from workbench.views.cards import Card, Fact, label
from workbench.views.data.open_controls import OpenControls
from workbench.views.data.sources import READ_AS
from workbench.views.message import Advice
from workbench.views.signs import TIMES
from workbench.views.theme import Theme
from workbench.views.tokens import Space


class SourceCard(Card):
    """Facts about the dataset, how an experiment would divide it, and the button that opens another.

    Attributes:
        controls: The button.
    """

    def __init__(self, theme: Theme, datasets: Datasets) -> None:
        super().__init__()
        self._datasets = datasets
        self._images, self._size, self._classes = Fact("Images"), Fact("Size"), Fact("Classes")
        self._bar = SplitBar(theme)
        self.body.setSpacing(Space.SMALL)
        self.controls = OpenControls(theme, datasets, is_primary=False)
        caption = label("Train · validation · test", "name")
        rows: tuple[QWidget, ...] = (self._images, self._size, self._classes, caption, self._bar)
        self._advice = Advice()
        for widget in (*rows, self._advice):
            self.body.addWidget(widget)
        self.body.addSpacing(Space.SMALL)
        self.body.addWidget(self.controls)
        datasets.changed.connect(self._show)
        self._show()

    @property
    def facts(self) -> tuple[str, str, str]:
        """Images, size and classes, as they are shown."""
        return self._images.value, self._size.value, self._classes.value

    def _show(self) -> None:
        dataset, uses = self._datasets.dataset, self._datasets.uses
        if dataset is None or uses is None:
            return
        height, width, channels = dataset.image_shape
        self.show_title(dataset.name, READ_AS.get(dataset.kind, dataset.kind))
        self.setToolTip(dataset.source)
        self._images.show_value(f"{len(dataset):,}")
        self._size.show_value(f"{width} {TIMES} {height} {'RGB' if channels == 3 else 'gray'}")
        self._classes.show_value(f"{len(dataset.classes):,}")
        self._bar.show_sizes((uses.train, uses.validation, uses.test))
        self._bar.setToolTip(uses.note)
        self._advice.show_text("" if uses.train else uses.note)
