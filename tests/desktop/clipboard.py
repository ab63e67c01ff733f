"""A foreign program at the clipboard: `clipboard.py TEXT` puts a text there, `clipboard.py` writes out what is there.

What was put there is there as long as the program runs; "ready" on standard output says that it is.
"""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication

application = QGuiApplication(sys.argv[:1])
clipboard = application.clipboard()
if sys.argv[1:]:
    clipboard.setText(sys.argv[1])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    application.exec()
else:
    sys.stdout.write(clipboard.text())
