"""What can be done with the figures of a model: buttons, or one with a menu where there is no room for them."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.state.session import Session
from workbench.views.evaluate.files import save_predictions, save_report
from workbench.views.menu_button import MenuButton
from workbench.views.theme import Theme
from workbench.views.tokens import Space

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
        self._evaluating, self._tools = session.evaluating, session.evaluation_tools
        self.actions_by_name = {name: self._action(name, hint) for name, hint in _HINTS.items()}
        report, predictions, calibrate, without = self.actions_by_name.values()
        self.save = MenuButton(theme, "Save")
        self.calibrate, self.without = self._button(calibrate), self._button(without)
        self.everything = MenuButton(theme, "Actions")
        self.save.offered.addActions([report, predictions])
        self.everything.offered.addActions(list(self.actions_by_name.values()))
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

    def _show(self) -> None:
        is_possible = self._evaluating.outcome is not None and not self._evaluating.is_busy
        for action in self.actions_by_name.values():
            action.setEnabled(is_possible)
        for button in (*self._wide, self.everything):
            button.setEnabled(is_possible)
