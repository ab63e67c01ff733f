"""What is remembered from one start to the next, in a file that people can read and delete."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from workbench.state.chosen_settings import ChosenSettings
from workbench.state.settings import THRESHOLDS

SETTINGS_FILE = "settings.json"
_MOST_RECENT = 8
# Before there was one file for all that can be set, these words stood here.
_FORMER_THRESHOLDS = {f"{share:.0%}": share for share in THRESHOLDS}


class Preferences:
    """Window layout, the sources opened last, what was chosen last; and the settings, in a file of their own.

    Attributes:
        settings: What is set for the whole window.

    Args:
        file: An ini file; made when something is to be remembered.
    """

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)
        self.settings = ChosenSettings(file.with_name(SETTINGS_FILE))
        if self.settings.is_new:
            self._take_former_words()

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

    def _take_former_words(self) -> None:
        """What an earlier version of this program kept here, a word each."""
        former = {
            "appearance": self.word("appearance").lower(),
            "not_sure_below": _FORMER_THRESHOLDS.get(self.word("sure_above")),
            "weight_histograms": self.word("histograms") == "on",
            "cluster": self.word("sweeps/cluster"),
        }
        self.settings.choose(**former)

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
