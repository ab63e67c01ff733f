"""The settings of the whole window: in force as soon as they are chosen, and taken back by Cancel."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.paths import log_folder
from workbench.state.session import Session
from workbench.state.settings import DEFAULTS, FIELDS, is_allowed
from workbench.views.cards import label
from workbench.views.design.editors import LineEditor
from workbench.views.design.form import FieldBox
from workbench.views.design.help_line import HelpLine
from workbench.views.message import ErrorMessage
from workbench.views.settings.cache_line import CacheLine
from workbench.views.settings.folder_line import FolderLine
from workbench.views.settings.words import fault_of, field_of, value_of, word_of
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_SECTIONS: Final = {
    "Look": ("appearance", "text_size"),
    "Training": ("backend", "threads_per_run", "cluster", "weight_histograms"),
    "Answers": ("not_sure_below",),
}
_WIDE: Final = ("cluster", "weight_histograms")
_EMPTY: Final = {"threads_per_run": "all cores", "cluster": "this computer"}


def open_settings(parent: QWidget, theme: Theme, session: Session) -> SettingsDialog:
    """Ask for the settings."""
    dialog = SettingsDialog(theme, session, parent.window())
    theme.dress(dialog)
    dialog.open()
    return dialog


class SettingsDialog(QDialog):
    """All settings, and the folders of the program.

    Attributes:
        boxes: The fields, by name.
        folders: Lines of the workspace, the cache and the logs.
        cache: How large that one is.
        error: Why the settings cannot be kept.
        defaults, cancel, keep: What is done with what was chosen.
    """

    def __init__(self, theme: Theme, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        self._window = parent
        self._settings, self._before = session.settings, session.settings.current
        self._wrong: dict[str, Any] = {}
        self.boxes = {name: FieldBox(theme, field_of(name), name) for name in FIELDS}
        self._help = HelpLine(lines=2)
        self.cache = CacheLine(session.cache)
        self.error = ErrorMessage()
        self.error.dismiss.hide()
        self.defaults, self.cancel, self.keep = QPushButton("Defaults"), QPushButton("Cancel"), QPushButton("Done")
        self.defaults.setToolTip("Set everything as it was at the very first start")
        self.keep.setObjectName("primary")
        self.keep.setDefault(True)
        self.folders: dict[str, FolderLine] = {}
        self._lay_out(session)
        for box in self.boxes.values():
            box.edited.connect(self._edit)
            box.entered.connect(self._help.show_field)
        for name, words in _EMPTY.items():
            editor = self.boxes[name].editor
            if isinstance(editor, LineEditor):
                editor.setPlaceholderText(words)
        self.defaults.clicked.connect(self._take_defaults)
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(self.accept)
        self.rejected.connect(lambda: session.settings.take(self._before))
        session.settings.changed.connect(self._show)
        session.cache.measure()
        self._show()

    def _lay_out(self, session: Session) -> None:
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setObjectName("scrolled")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(Space.NONE, Space.NONE, Space.CHIP, Space.NONE)
        inside.setSpacing(Space.CHIP)
        for title, names in _SECTIONS.items():
            inside.addWidget(label(title, "title"))
            inside.addLayout(self._section(names))
        inside.addWidget(label("Folders", "title"))
        inside.addLayout(self._folders(session))
        inside.addWidget(self.cache)
        inside.addStretch(1)
        scroll.setWidget(content)
        column.addWidget(scroll, 1)
        column.addWidget(self._help)
        column.addWidget(self.error)
        answers = QHBoxLayout()
        answers.setSpacing(Space.ROW)
        answers.addWidget(self.defaults)
        answers.addStretch(1)
        answers.addWidget(self.cancel)
        answers.addWidget(self.keep)
        column.addLayout(answers)
        self.resize(QSize(*Size.SETTINGS).boundedTo(self._window.size()))

    def _section(self, names: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.CHIP)
        grid.setVerticalSpacing(Space.ROW)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        place = 0
        for name in names:
            row, column = divmod(place, 2)
            width = 2 if name in _WIDE else 1
            grid.addWidget(self.boxes[name], row, column, 1, width, Qt.AlignmentFlag.AlignTop)
            self.boxes[name].show_line_above(is_shown=name != "weight_histograms")
            place += width
        return grid

    def _folders(self, session: Session) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.CHIP)
        grid.setVerticalSpacing(Space.SMALL)
        grid.setColumnStretch(1, 1)
        for name, folder in (
            ("Workspace", session.workspace),
            ("Cache", session.cache.folder),
            ("Logs", log_folder()),
        ):
            self.folders[name] = FolderLine(grid, name, folder)
        return grid

    def _edit(self, name: str, word: Any) -> None:
        value = value_of(name, word)
        self._wrong.pop(name, None)
        if is_allowed(name, value):
            self._settings.choose(**{name: value})
        else:
            self._wrong[name] = value
        self._show()

    def _take_defaults(self) -> None:
        self._wrong.clear()
        self._settings.take(DEFAULTS)
        self._show()

    def _show(self) -> None:
        for name, box in self.boxes.items():
            value = self._wrong.get(name, getattr(self._settings.current, name))
            box.show_value(word_of(name, value), fault_of(name) if name in self._wrong else "")
        self.error.show_error(self._settings.error)
        self.keep.setEnabled(not self._wrong)
        self.keep.setAccessibleDescription("Correct the field in red." if self._wrong else "")
