"""The question that deleting a sweep asks: what was tried is known from nowhere else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.sweeps.kept import SweepRecord
from workbench.views.cards import wrapped
from workbench.views.tokens import Size, Space

_WHAT = "Its table and plots are gone for good. Its runs stay."


class DeleteDialog(QDialog):
    """Shall the sweep be forgotten? Accepted where it shall.

    Attributes:
        delete, cancel: The answers.
    """

    def __init__(self, record: SweepRecord, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Delete a sweep")
        self.delete, self.cancel = QPushButton("Delete"), QPushButton("Cancel")
        self.delete.setObjectName("destructive")
        self.cancel.setDefault(True)
        self.delete.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        column.addWidget(wrapped(f"Forget the sweep {record.space.name}?", "title"))
        column.addWidget(wrapped(_WHAT, "name"))
        row = QHBoxLayout()
        row.setSpacing(Space.ROW)
        row.addWidget(self.delete)
        row.addStretch(1)
        row.addWidget(self.cancel)
        column.addLayout(row)
        self.resize(Size.QUESTION, column.heightForWidth(Size.QUESTION))
