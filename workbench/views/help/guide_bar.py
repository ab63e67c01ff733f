"""The first steps, above every page, until they are done or dismissed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from workbench.state.first_steps import FirstSteps, Step
from workbench.views.cards import ElidedLabel, label
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_DONE = "Your network answers. Whatever a word means, F1 explains it."


class GuideBar(QFrame):
    """A button a step, ticked when it is done; takes no room while nobody asks for it.

    Attributes:
        steps: The buttons.
        words: What the next step is good for.
        dismiss: Closes the bar.
    """

    def __init__(self, theme: Theme, first_steps: FirstSteps) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAccessibleName("First steps")
        self._theme, self._first_steps = theme, first_steps
        self.steps = {step: QPushButton() for step in Step}
        self.words, self.dismiss = ElidedLabel("quiet"), QPushButton("Dismiss")
        self.dismiss.setToolTip("Close the first steps; the Help menu opens them again")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.ROW, Space.PAGE, Space.ROW)
        row.setSpacing(Space.ROW)
        row.addWidget(label("First steps", "strong"))
        for step, button in self.steps.items():
            button.setIconSize(QSize(Size.TOOL_ICON, Size.TOOL_ICON))
            button.clicked.connect(partial(first_steps.take, step))
            row.addWidget(button)
        row.addWidget(self.words, 1)
        row.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        self.dismiss.clicked.connect(first_steps.dismiss)
        first_steps.changed.connect(self._show)
        theme.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        steps = self._first_steps
        self.setVisible(steps.is_shown)
        following, going = steps.next_step, steps.going
        for number, (step, button) in enumerate(self.steps.items(), 1):
            title, words = step.value
            is_done = step in steps.done
            button.setText(f" {title}" if is_done else f"{number}  {title}{'…' if step is going else ''}")
            button.setIcon(self._theme.icon("check", "best") if is_done else QIcon())
            button.setToolTip(words)
            state = "done" if is_done else "being done" if step is going else "to do"
            button.setAccessibleName(f"Step {number}: {title}, {state}")
            self._make_primary(button, is_primary=step is following and step is not going)
        self.words.show_text(following.value[1] if following else _DONE)

    def _make_primary(self, button: QPushButton, *, is_primary: bool) -> None:
        name = "primary" if is_primary else ""
        if button.objectName() != name:
            button.setObjectName(name)
            # A style sheet looks at names only when it is applied.
            button.style().unpolish(button)
            button.style().polish(button)
