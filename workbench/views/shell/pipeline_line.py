"""The line at the top: what is at hand, from the dataset to the model."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from workbench.views.cards import label
from workbench.views.signs import LEADS_TO
from workbench.views.tokens import Size, Space


class Chip(QPushButton):
    """One object of the pipeline: what kind it is, quietly, and its name."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._kind = kind
        caption, self._name = label(kind, "name"), label("", "strong")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.CHIP, Space.NONE, Space.CHIP, Space.NONE)
        row.setSpacing(Space.ROW)
        for text in (caption, self._name):
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(text)
        self.show_name("")

    @property
    def name(self) -> str:
        """The name shown, whole."""
        return self.toolTip()

    def show_name(self, name: str) -> None:
        """Name the current object; an empty name: there is none."""
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, Size.CHIP_NAME))
        self.setToolTip(name)
        self._name.setVisible(bool(name))
        self.setEnabled(bool(name))
        self.setAccessibleName(f"{self._kind}: {name or 'none yet'}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its words."""
        layout = self.layout()
        return QSize(layout.sizeHint().width() if layout else 0, Size.CHIP)


class PipelineLine(QFrame):
    """Dataset, experiment, run and model, each a chip that opens its page.

    Attributes:
        chips: By their kind, in lower case.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setAccessibleName("Pipeline")
        self.setFixedHeight(Size.TOP)
        self.chips: dict[str, Chip] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.NONE, Space.PAGE, Space.NONE)
        row.setSpacing(Space.ROW)
        for kind in ("Dataset", "Experiment", "Run", "Model"):
            if self.chips:
                row.addWidget(label(LEADS_TO, "name"))
            chip, key = Chip(kind), kind.lower()
            chip.clicked.connect(lambda _checked, kind=key: self.chosen.emit(kind))
            self.chips[key] = chip
            row.addWidget(chip)
        row.addStretch(1)

    def show_current(self, kind: str) -> None:
        """Show which chip's page is open."""
        for key, chip in self.chips.items():
            chip.setChecked(key == kind)
