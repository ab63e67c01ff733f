"""Writes a picture of the whole screen: `grab_screen.py FILE`. Needs nothing but the Qt that is here anyway."""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication

application = QGuiApplication(sys.argv[:1])
sys.exit(0 if application.primaryScreen().grabWindow(0).save(sys.argv[1]) else 1)
