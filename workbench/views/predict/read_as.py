"""Which of its classes the model answers with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.state.models import Models
from workbench.views.cards import label, wrapped
from workbench.views.menu_button import MenuButton
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

FOUR = ("angry", "fear", "happy", "sad")
"""Of the expressions, those that are told apart best, and that other work has chosen."""
_NUMBERS = ("three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LONGEST = 36


class ReadAsButton(MenuButton):
    """A button that names the classes, and offers others in a menu; there for a model that can do with fewer."""

    def __init__(self, theme: Theme, models: Models, parent: QWidget) -> None:
        super().__init__(theme)
        # What is shown before it has a parent is a window of its own for a moment, and takes the focus.
        self.setParent(parent)
        self.setObjectName("choice")
        self.setToolTip("With which of its classes the model answers: the others are left out, and nothing is trained")
        self._models = models
        self.offered.aboutToShow.connect(self._fill)
        models.changed.connect(self._show)
        self._show()

    def choose(self) -> ClassesDialog:
        """Let the user tick classes."""
        dialog = ClassesDialog(self._models.classes, self._answering, self.window())
        self._theme.dress(dialog)
        dialog.accepted.connect(lambda: self._models.read_as(dialog.ticked))
        dialog.open()
        return dialog

    @property
    def _answering(self) -> tuple[str, ...]:
        return self._models.predictor.classes if self._models.predictor else ()

    def _show(self) -> None:
        self.setVisible(self._models.is_narrowable)
        words = _in_words(self._answering, self._models.classes)
        self.setText(f"Read as {words}".replace("&", "&&"))
        self.setAccessibleName(f"Read as: {words}")

    def _fill(self) -> None:
        every, now = self._models.classes, self._answering
        some = tuple(name for name in every if name in FOUR)
        sets = [every, *([some] if len(some) == len(FOUR) < len(every) else []), now]
        self.offered.clear()
        group = QActionGroup(self.offered)
        for classes in dict.fromkeys(sets):
            action = self.offered.addAction(_in_words(classes, every).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(classes == now)
            action.triggered.connect(lambda _checked, classes=classes: self._models.read_as(classes))
            group.addAction(action)
        self.offered.addSeparator()
        self.offered.addAction("Choose classes…", self.choose)


class ClassesDialog(QDialog):
    """Classes to tick.

    Attributes:
        boxes: One a class.
        accept_button, cancel_button: The answers.
    """

    def __init__(self, classes: Sequence[str], ticked: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choose classes")
        self.boxes = {name: QCheckBox(name.replace("&", "&&")) for name in classes}
        self.accept_button, self.cancel_button = QPushButton("Read as these"), QPushButton("Cancel")
        self.accept_button.setObjectName("primary")
        self.accept_button.setDefault(True)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.ROW)
        column.addWidget(label("Read as", "title"))
        column.addWidget(wrapped("The answer is one of the ticked classes, two or more.", "name"))
        for name, box in self.boxes.items():
            box.setChecked(name in ticked)
            box.toggled.connect(self._show)
            column.addWidget(box)
        row.setSpacing(Space.ROW)
        row.addStretch(1)
        for button in (self.cancel_button, self.accept_button):
            row.addWidget(button)
        column.addLayout(row)
        self.resize(max(self.sizeHint().width(), Size.SIDE_PANE), self.sizeHint().height())
        self.accept_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        self._show()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The classes, in the model's order."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _show(self) -> None:
        self.accept_button.setEnabled(len(self.ticked) >= 2)


def _in_words(some: Sequence[str], every: Sequence[str]) -> str:
    if len(some) == len(every):
        count = len(every)
        return f"all {_NUMBERS[count - 3] if 3 <= count < 3 + len(_NUMBERS) else f'{count:,}'}"
    names = ", ".join(some)
    return names if len(names) <= _LONGEST else f"{len(some):,} of {len(every):,} classes"
