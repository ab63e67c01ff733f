"""A foreign program to drag files from, by X's own drag and drop: `drag_source.py FILE...`.

It stands at the top left, above everything, and says on standard output how the drag goes: "ready" once it is shown,
"accepted" when what is under the mouse would take the files, "dropped" or "refused" at the end.
"""

from __future__ import annotations

import signal
import sys
from typing import Final

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

_MOST_SECONDS: Final = 60


class Source(QLabel):
    def mouseMoveEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(file) for file in sys.argv[1:]])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.actionChanged.connect(lambda action: action != Qt.DropAction.IgnoreAction and say("accepted"))
        result = drag.exec(Qt.DropAction.CopyAction)
        say("refused" if result is Qt.DropAction.IgnoreAction else "dropped")


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


# Whoever waits for a word of a drag that nobody takes must not wait for ever.
signal.alarm(_MOST_SECONDS)
application = QApplication(sys.argv[:1])
source = Source("drag me")
source.setWindowTitle("Drag source")
source.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
source.setGeometry(0, 0, 160, 120)
source.show()
QTimer.singleShot(0, lambda: say("ready"))
application.exec()
