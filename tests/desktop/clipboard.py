"""A foreign program at the clipboard.

`clipboard.py TEXT` puts a text there, `clipboard.py --image FILE` a picture, `clipboard.py` writes out what is there.
What was put there is there as long as the program runs; "ready" on standard output says that it is.
"""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication, QImage

application = QGuiApplication(sys.argv[:1])
clipboard = application.clipboard()
if sys.argv[1:]:
    if sys.argv[1] == "--image":
        clipboard.setImage(QImage(sys.argv[2]))
    else:
        clipboard.setText(sys.argv[1])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    application.exec()
else:
    sys.stdout.write(clipboard.text())
