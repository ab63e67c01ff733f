"""What nobody expected to fail: it is shown with a report to pass on, never swallowed."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.views.cards import label, wrapped
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_DISTRIBUTION = "classifier-workbench"


class CrashDialog(QDialog):
    """The report of a fault, to read and to copy.

    Attributes:
        report: Its text.
    """

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("A fault in the program")
        self.resize(*Size.REPORT)
        self.report = QPlainTextEdit(report, readOnly=True)
        self.report.setAccessibleName("Report")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy the report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        column.addWidget(label("Something went wrong that should not have", "title"))
        column.addWidget(wrapped("You can go on working. Please report this, with the text below.", "name"))
        column.addWidget(self.report, 1)
        column.addWidget(buttons)


class CrashReporter(QObject):
    """Takes every uncaught exception, on whatever thread, to a dialog; one at a time, later ones are added to it."""

    _caught = Signal(str)

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dialog: CrashDialog | None = None
        # From other threads the signal is delivered on the window's.
        self._caught.connect(self._show)

    def install(self) -> None:
        """Be told of every exception that nobody catches."""
        sys.excepthook = self.catch
        threading.excepthook = lambda args: self.catch(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show an exception, and write it to standard error."""
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.exit(1)
            return
        sys.__excepthook__(kind, error, trace)
        self._caught.emit(report_of(error))

    def _show(self, report: str) -> None:
        if self._dialog is not None:
            self._dialog.report.appendPlainText(f"\n{report}")
            return
        self._dialog = CrashDialog(report)
        self._theme.dress(self._dialog)
        self._dialog.finished.connect(self._forget)
        self._dialog.show()

    def _forget(self) -> None:
        self._dialog = None


def report_of(error: BaseException) -> str:
    """What whoever mends the program needs to know."""
    try:
        ours = version(_DISTRIBUTION)
    except PackageNotFoundError:
        ours = "from source"
    machine = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return f"Classifier Workbench {ours}\n{machine}\n\n{''.join(traceback.format_exception(error))}"
