"""Which model answers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QActionGroup, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton

from workbench.state.model_entries import ModelEntry
from workbench.state.session import Session
from workbench.views.cards import percent
from workbench.views.export.files import export_model
from workbench.views.menus import add_heading
from workbench.views.predict.files import open_model
from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Type
from workbench.views.unite.dialog import open_unite

_MOST_LISTED = 15


class ModelChoice(QPushButton):
    """A button that names the model and offers the runs' models, the files opened, and other files, in a menu.

    Attributes:
        offered: The menu.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setObjectName("lead")
        self._theme = theme
        self._session = session
        self._name, self._metrics = "", QFontMetrics(font(Type.QUIET, strong=True))
        self.offered = QMenu(self)
        # The sign that a menu follows stands behind the name.
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.offered.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.offered.setToolTipsVisible(True)
        self.setIconSize(QSize(Size.SMALL_ICON, Size.SMALL_ICON))
        self.offered.aboutToShow.connect(self._fill)
        # As the button's own menu it would end where the button does, since that is laid out from right to left.
        self.clicked.connect(lambda: self.offered.popup(self.mapToGlobal(self.rect().bottomLeft())))
        session.models.changed.connect(self._show)
        session.models.entries_changed.connect(self._show)
        theme.changed.connect(self._color)
        self._show()
        self._color()

    def _show(self) -> None:
        current = self._session.models.current
        name = self._session.models.title_of(current) if current else ""
        self._name = name
        # A longer name gets more room where there is some; where there is none, no resizing follows.
        self._elide(self._room if self.isVisible() else Size.CHIP_NAME)
        self.updateGeometry()
        self.setToolTip(str(current.path) if current else "")
        self.setAccessibleName(f"Model: {name}")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the whole name, however much of it is shown now."""
        name = min(self._metrics.horizontalAdvance(self._name) + Line.HAIR, Size.CHIP_NAME)
        return QSize(self._width_without_name() + name, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten the name where room is short."""
        super().resizeEvent(event)
        self._elide(self._room)

    @property
    def _room(self) -> int:
        """For the name."""
        return min(self.width() - self._width_without_name(), Size.CHIP_NAME)

    def _elide(self, width: int) -> None:
        shown = self._metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, width)
        self.setText(shown.replace("&", "&&"))

    def _width_without_name(self) -> int:
        shown = self.text().replace("&&", "&")
        return super().sizeHint().width() - self._metrics.horizontalAdvance(shown)

    def _fill(self) -> None:
        self.offered.clear()
        group = QActionGroup(self.offered)
        entries = self._session.models.entries
        runs, files = [entry for entry in entries if entry.is_run], [entry for entry in entries if entry.is_file]
        committees = [entry for entry in entries if entry.is_committee]
        for heading, some in (
            ("Committees, newest first\tvalidation accuracy", committees[:_MOST_LISTED]),
            ("Runs, newest first\tvalidation accuracy", runs[:_MOST_LISTED]),
            ("Model files", files),
            ("In the box", self._session.models.shipped),
        ):
            if some:
                add_heading(self.offered, heading)
            for entry in some:
                self._add(entry, group)
        if entries:
            self.offered.addSeparator()
        if len(runs) > 1:
            self.offered.addAction("Unite models…", lambda: open_unite(self, self._theme, self._session))
        self.offered.addAction("Open a model file…", lambda: open_model(self, self._session))
        export = self.offered.addAction("Export this model…", self._export)
        export.setToolTip("For Keras, as ONNX, or as a script to read and to train with")
        export.setEnabled(self._session.models.current is not None)

    def _export(self) -> None:
        if self._session.models.current is not None:
            export_model(self, self._session, self._session.models.current)

    def _add(self, entry: ModelEntry, group: QActionGroup) -> None:
        figures = percent(entry.accuracy) if entry.accuracy is not None else ""
        # What follows a tab stands in a column of its own.
        about = " · ".join(part for part in (entry.source.rpartition("/")[2], entry.progress or figures) if part)
        title = self._session.models.name_of(entry)
        action = self.offered.addAction(f"{title}\t{about}".replace("&", "&&"))
        action.setToolTip(str(entry.path))
        action.setCheckable(True)
        current = self._session.models.current
        action.setChecked(current is not None and current.key == entry.key)
        action.triggered.connect(lambda: self._session.models.choose(entry))
        group.addAction(action)

    def _color(self) -> None:
        self.setIcon(self._theme.icon("chevron-down"))
