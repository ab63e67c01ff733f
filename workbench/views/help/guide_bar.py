"""The first steps, above every page, until they are done or dismissed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton

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
        self._title, self._line = label("First steps", "strong"), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        for step, button in self.steps.items():
            button.clicked.connect(partial(first_steps.take, step))
        self.dismiss.clicked.connect(first_steps.dismiss)
        first_steps.changed.connect(self._show)
        theme.changed.connect(self._show)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the steps below each other where they would be cut off beside each other."""
        super().resizeEvent(event)
        beside = (self._title, *self.steps.values(), self.dismiss)
        needed = sum(widget.sizeHint().width() + Space.ROW for widget in beside) + 2 * Space.PAGE
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.LeftToRight if self.width() >= needed else directions.TopToBottom)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.ROW, Space.PAGE, Space.ROW)
        row.setSpacing(Space.ROW)
        row.addWidget(self._title)
        self._line.setSpacing(Space.ROW)
        for button in self.steps.values():
            button.setIconSize(QSize(Size.TOOL_ICON, Size.TOOL_ICON))
            self._line.addWidget(button)
        row.addLayout(self._line)
        row.addWidget(self.words, 1)
        row.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        # Less than its words need beside each other: the window can become narrower than that.
        self.setMinimumWidth(Size.WELCOME // 2)

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
