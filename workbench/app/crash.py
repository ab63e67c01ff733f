"""What nobody expected to fail: it is shown with a report to pass on, never swallowed."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from core.paths import log_folder
from core.redaction import without_paths
from workbench.app.diagnostics import diagnostics, report_of
from workbench.views.cards import label, wrapped
from workbench.views.folders import open_folder
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_MOST_SHOWN: Final = 10
_MOST_LOGGED: Final = 3
_log = logging.getLogger(__name__)


class CrashDialog(QDialog):
    """The report of a fault, to read and to copy.

    Attributes:
        report: Its text.
        copy, open_logs: What can be done with it.
    """

    def __init__(self, title: str, words: str, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("A fault in the program")
        self.resize(*Size.REPORT)
        self.report = QPlainTextEdit(report, readOnly=True)
        self.report.setAccessibleName("Report")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        action = QDialogButtonBox.ButtonRole.ActionRole
        self.copy = buttons.addButton("Copy the report", action)
        self.open_logs = buttons.addButton("Open the log folder", action)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        self.open_logs.clicked.connect(lambda: open_folder(log_folder()))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        column.addWidget(label(title, "title"))
        column.addWidget(wrapped(words, "name"))
        column.addWidget(self.report, 1)
        column.addWidget(buttons)


class CrashReporter(QObject):
    """Takes every uncaught exception, on whatever thread, to a dialog; one at a time, later ones are added to it.

    A fault that comes again and again, as one in a timer's slot does, is shown once and then only counted.
    """

    _caught = Signal(str)

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dialog: CrashDialog | None = None
        self._seen: dict[tuple[object, ...], int] = {}
        self._turn = threading.Lock()
        # From other threads the signal is delivered on the window's.
        self._caught.connect(self._show)

    def install(self) -> None:
        """Be told of every exception that nobody catches."""
        sys.excepthook = self.catch
        threading.excepthook = lambda args: self.catch(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show an exception the first time, and log it a few times."""
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.exit(1)
            return
        place = (kind, *((frame.f_code, line) for frame, line in traceback.walk_tb(trace)))
        with self._turn:
            times = self._seen[place] = self._seen.get(place, 0) + 1
            is_shown = times == 1 and len(self._seen) <= _MOST_SHOWN
        if times <= _MOST_LOGGED:
            words = ", and from now on without a word" if times == _MOST_LOGGED else ""
            _log.error("Uncaught%s", words, exc_info=(kind, error, trace))
        if is_shown:
            self._caught.emit(report_of(error))

    def _show(self, report: str) -> None:
        if self._dialog is not None:
            self._dialog.report.appendPlainText(f"\n{report}")
            return
        words = "You can go on working. Please report this, with the text below: it names no file or folder of yours."
        whole = f"{report}\n{diagnostics()}"
        self._dialog = CrashDialog("Something went wrong that should not have", words, whole)
        self._theme.dress(self._dialog)
        self._dialog.finished.connect(self._forget)
        self._dialog.show()

    def _forget(self) -> None:
        self._dialog = None


def show_former_crash(former: str, parent: QWidget, theme: Theme) -> CrashDialog:
    """Show where an earlier process was when it ended in native code."""
    words = "Nothing that was stored is lost. Please report this, with the text below: it names no file of yours."
    dialog = CrashDialog(
        "The program ended badly the last time", words, f"{without_paths(former)}\n\n{diagnostics()}", parent
    )
    theme.dress(dialog)
    dialog.open()
    return dialog
