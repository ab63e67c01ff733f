"""The runs that wait for their turn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench.state.orders import QueuedRun
from workbench.state.training import Training
from workbench.views.cards import Card, ElidedLabel, label, wrapped
from workbench.views.tokens import Space

_NOTHING = "Nothing waits. What is started while a run is going is queued here."


class QueueCard(Card):
    """A line for each waiting run, the next one first, with a button that removes it.

    Attributes:
        remove_buttons: In the order of the queue.
    """

    def __init__(self, training: Training) -> None:
        super().__init__("Queue")
        self._training = training
        self.remove_buttons: list[QPushButton] = []
        self._nothing = wrapped(_NOTHING, "name")
        self._lines = QWidget()
        self._lines.setObjectName("scrolled")
        self._column = QVBoxLayout(self._lines)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.NONE)
        self._column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._lines)
        self.body.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(scroll, 1)
        self._scroll = scroll
        training.queue_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        queue = self._training.queue
        self.show_title("Queue", f"{len(queue):,} waiting" if queue else "")
        self._nothing.setVisible(not queue)
        self._scroll.setVisible(bool(queue))
        while self._column.count() > 1 and (item := self._column.takeAt(0)):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.remove_buttons = []
        for place, waiting in enumerate(queue):
            self._column.insertWidget(place, self._line(waiting, is_next=place == 0))

    def _line(self, waiting: QueuedRun, *, is_next: bool) -> QWidget:
        name, remove = ElidedLabel("name"), QPushButton("Remove")
        name.show_text(waiting.experiment.name)
        remove.setObjectName("link")
        remove.setAccessibleName(f"Remove {waiting.experiment.name} from the queue")
        remove.clicked.connect(lambda: self._training.remove(waiting))
        self.remove_buttons.append(remove)
        line = QWidget()
        line.setToolTip(f"{waiting.experiment.name} on {waiting.source}")
        row = QHBoxLayout(line)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.addWidget(name, 1)
        if is_next:
            row.addWidget(label("next", "strong"))
        row.addWidget(remove)
        return line
