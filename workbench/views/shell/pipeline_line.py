"""The line at the top: what is at hand, from the dataset to the model."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from workbench.views.cards import label
from workbench.views.signs import LEADS_TO
from workbench.views.tokens import Line, Size, Space


class Chip(QPushButton):
    """One object of the pipeline: what kind it is, quietly, and its name."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._kind = kind
        self._caption, self._name = label(kind, "name"), label("", "strong")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.CHIP, Space.NONE, Space.CHIP, Space.NONE)
        row.setSpacing(Space.ROW)
        for text in (self._caption, self._name):
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(text)
        self.show_name("")

    @property
    def name(self) -> str:
        """The name shown, whole."""
        return self.toolTip()

    def show_name(self, name: str) -> None:
        """Name the current object; an empty name: there is none."""
        self.setToolTip(name)
        self._elide(Size.CHIP_NAME)
        self._name.setVisible(bool(name))
        self.setEnabled(bool(name))
        self.setAccessibleName(f"{self._kind}: {name or 'none yet'}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its words."""
        # Its font is that of the style sheet only then.
        self._name.ensurePolished()
        metrics = self._name.fontMetrics()
        # Advances are rounded down: with a pixel less than it needs, a name would be shortened.
        name = min(metrics.horizontalAdvance(self.name) + Line.HAIR, Size.CHIP_NAME) if self.name else 0
        return QSize(self._width_without_name() + (name + Space.ROW if name else 0), Size.CHIP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten the name where room is short."""
        super().resizeEvent(event)
        self._elide(min(self.width() - self._width_without_name() - Space.ROW, Size.CHIP_NAME))

    def _width_without_name(self) -> int:
        self._caption.ensurePolished()
        return self._caption.sizeHint().width() + 2 * Space.CHIP

    def _elide(self, room: int) -> None:
        self._name.setText(self._name.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideMiddle, room))


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
