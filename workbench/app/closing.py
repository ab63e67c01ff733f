"""The question that closing the window asks while a run or a sweep is going."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.state.sweeping import Sweeping
from workbench.state.training import Training
from workbench.views.cards import label, wrapped
from workbench.views.tokens import Size, Space


class ClosingDialog(QDialog):
    """What is to become of what is being trained?

    Attributes:
        keep, discard, cancel: The answers.
    """

    keep_chosen = Signal()
    discard_chosen = Signal()

    def __init__(self, training: Training, sweeping: Sweeping, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.keep, self.discard = QPushButton("Stop and keep"), QPushButton("Discard")
        self.cancel = QPushButton("Cancel")
        self.keep.setObjectName("primary")
        self.keep.setDefault(True)
        self.discard.setObjectName("destructive")
        self.keep.clicked.connect(self._keep)
        self.discard.clicked.connect(self._discard)
        self.cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        has_run = training.is_busy and not training.is_ending
        self.setWindowTitle(f"A {'run' if has_run else 'sweep'} is going")
        column.addWidget(label(f"What is to become of the {'run' if has_run else 'sweep'}?", "title"))
        words = [_words(training) if has_run else "", _words_of_sweep(sweeping)]
        column.addWidget(wrapped("\n".join(filter(None, words)), "name"))
        row = QHBoxLayout()
        row.setSpacing(Space.ROW)
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.keep)
        column.addLayout(row)
        if not has_run:
            # A sweep is never thrown away in passing: it has many runs, and most of them have ended.
            self.discard.hide()
        self.resize(Size.QUESTION, column.heightForWidth(Size.QUESTION))

    def _keep(self) -> None:
        self.keep_chosen.emit()
        self.accept()

    def _discard(self) -> None:
        self.discard_chosen.emit()
        self.accept()


def _words_of_sweep(sweeping: Sweeping) -> str:
    if not sweeping.is_going:
        return ""
    return f"The sweep {sweeping.name_of_going} is being worked on. It is stopped and kept, and can go on later."


def _words(training: Training) -> str:
    run = training.run
    going = f"{run.experiment.name} is being trained: {run.caption}." if run else ""
    waiting = len(training.queue)
    if not waiting:
        return going
    return f"{going} {waiting:,} more {'run waits' if waiting == 1 else 'runs wait'} and will not be started."
