"""What is remembered from one start to the next, in a file that people can read and delete."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_MOST_RECENT = 8


class Preferences:
    """Window layout, appearance and the sources opened last.

    Args:
        file: An ini file; made when something is to be remembered.
    """

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def layout(self, name: str) -> QByteArray:
        """How the part of the window with that name was laid out, in Qt's own form; empty where it never was."""
        value = self._settings.value(f"layout/{name}", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def remember_layout(self, name: str, layout: QByteArray) -> None:
        """Keep how a part of the window is laid out."""
        self._settings.setValue(f"layout/{name}", layout)

    def word(self, name: str) -> str:
        """A choice by its name; empty where none was made."""
        return str(self._settings.value(name, ""))

    def remember_word(self, name: str, word: str) -> None:
        """Keep a choice."""
        self._settings.setValue(name, word)

    def recent_sources(self) -> list[str]:
        """The datasets opened last, the latest first."""
        count = self._settings.beginReadArray("recent")
        sources = []
        for place in range(count):
            self._settings.setArrayIndex(place)
            sources.append(str(self._settings.value("source", "")))
        self._settings.endArray()
        return [source for source in sources if source]

    def remember_source(self, source: str) -> None:
        """Put a dataset on top of those opened last."""
        self._write_sources([source, *(old for old in self.recent_sources() if old != source)][:_MOST_RECENT])

    def forget_source(self, source: str) -> None:
        """Take a dataset from the list of those opened last."""
        self._write_sources([old for old in self.recent_sources() if old != source])

    def _write_sources(self, sources: list[str]) -> None:
        self._settings.remove("recent")
        self._settings.beginWriteArray("recent", len(sources))
        for place, source in enumerate(sources):
            self._settings.setArrayIndex(place)
            self._settings.setValue("source", source)
        self._settings.endArray()

    def save(self) -> None:
        """Write to the file now; otherwise Qt does so soon."""
        self._settings.sync()
