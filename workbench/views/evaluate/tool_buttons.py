"""What can be done with the figures of a model: buttons, or one with a menu where there is no room for them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from workbench.state.session import Session
from workbench.views.evaluate.files import save_predictions, save_report
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_HINTS = {
    "Save report…": "Write figures, plots and pictures to one HTML file",
    "Save predictions…": "Write the answer about every image to a table",
    "Calibrate": "Make a new model that is as sure as it is right: one number, fitted on the validation images",
    "Without duplicates": "Measure without the images whose exact pixels the model was trained on",
}


class ToolButtons(QWidget):
    """Greyed while there are no figures.

    Attributes:
        actions_by_name: What can be done, by what it is called.
        save, calibrate, without: Buttons, the first one with a menu.
        everything: The button with all of it.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._evaluating, self._tools = theme, session.evaluating, session.evaluation_tools
        self.actions_by_name = {name: self._action(name, hint) for name, hint in _HINTS.items()}
        report, predictions, calibrate, without = self.actions_by_name.values()
        self.save = self._menu_button("Save", report, predictions)
        self.calibrate, self.without = self._button(calibrate), self._button(without)
        self.everything = self._menu_button("Actions", *self.actions_by_name.values())
        self._wide = (self.save, self.calibrate, self.without)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.ROW)
        for button in (*self._wide, self.everything):
            row.addWidget(button)
        report.triggered.connect(lambda: save_report(self, self._tools))
        predictions.triggered.connect(lambda: save_predictions(self, self._tools))
        calibrate.triggered.connect(self._tools.calibrate)
        without.triggered.connect(self._tools.leave_out_copies)
        self._evaluating.changed.connect(self._show)
        self._evaluating.busy_changed.connect(self._show)
        theme.changed.connect(self._color)
        self._color()
        self._show()
        self.show_narrow(is_narrow=False)

    def show_narrow(self, *, is_narrow: bool) -> None:
        """Show one button for all, or one for each."""
        for button in self._wide:
            button.setVisible(not is_narrow)
        self.everything.setVisible(is_narrow)

    def _action(self, name: str, hint: str) -> QAction:
        action = QAction(name, self)
        action.setToolTip(hint)
        return action

    def _button(self, action: QAction) -> QPushButton:
        button = QPushButton(action.text())
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        return button

    def _menu_button(self, name: str, *actions: QAction) -> QPushButton:
        button = QPushButton(name)
        menu = QMenu(button)
        menu.addActions(actions)
        menu.setToolTipsVisible(True)
        button.setMenu(menu)
        # The sign that a menu follows stands behind the name.
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        button.setIconSize(QSize(Size.SMALL_ICON, Size.SMALL_ICON))
        return button

    def _show(self) -> None:
        is_possible = self._evaluating.outcome is not None and not self._evaluating.is_busy
        for action in self.actions_by_name.values():
            action.setEnabled(is_possible)
        for button in (*self._wide, self.everything):
            button.setEnabled(is_possible)

    def _color(self) -> None:
        for button in (self.save, self.everything):
            button.setIcon(self._theme.icon("chevron-down"))
