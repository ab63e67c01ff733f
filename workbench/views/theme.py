"""The look: every colour, size and font of the windows comes from here, and changes here while they are open."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from enum import Enum
from functools import cache

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

import resources
from resources.palette import DARK, LIGHT, Palette
from workbench.state.settings import Settings
from workbench.views.growth import set_text_factor, text_factor
from workbench.views.pieces import Pieces
from workbench.views.regrowing import fit_lines, regrow
from workbench.views.style_sheet import style_sheet
from workbench.views.tokens import Size, Type


class Appearance(Enum):
    """Which of the two palettes is shown."""

    SYSTEM = "As the system"
    LIGHT = "Light"
    DARK = "Dark"


class Theme(QObject):
    """The palette in force, and what is made from it.

    Widgets that paint themselves ask it for colours when they paint; style sheet and palette cover all others. The
    style sheet is set part by part: one for the whole application takes Qt half a second to take to heart.
    """

    changed = Signal()

    def __init__(self, application: QApplication, appearance: Appearance = Appearance.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._appearance = appearance
        self._icons: dict[tuple[str, str, str], QIcon] = {}
        self._sheet, self._has_grown = "", False
        self._parts: weakref.WeakSet[QWidget] = weakref.WeakSet()
        self._restyling = Pieces(self)
        application.setStyle("Fusion")
        application.setFont(font(Type.BODY))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def appearance(self) -> Appearance:
        """What was chosen."""
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Restyle everything that is open, soon."""
        self._appearance = appearance
        self._apply()

    def take(self, settings: Settings) -> None:
        """Look as the settings say."""
        appearance = Appearance[settings.appearance.upper()]
        if appearance is not self._appearance:
            self.set_appearance(appearance)
        self.set_text_size(settings.text_size)

    def set_text_size(self, percent: int) -> None:
        """Show all text at another size, 100 being the usual one, and let what holds it grow with it."""
        former = text_factor()
        set_text_factor(percent / 100)
        if text_factor() == former:
            return
        self._has_grown = True
        self._icons.clear()
        self._application.setFont(font(Type.BODY))
        for widget in self._held():
            regrow(widget, former)
        self._apply()

    @property
    def is_settled(self) -> bool:
        """Whether everything has the look that was chosen."""
        return not self._restyling.is_busy

    def dress(self, part: QWidget) -> None:
        """Style a part of a window, with all that is put into it later: now, and again when the colours change.

        Parts do not contain each other, and have some hundred widgets at most: each is styled in one go.
        """
        self._parts.add(part)
        part.setStyleSheet(self._sheet)

    @property
    def is_dark(self) -> bool:
        """Whether the dark palette is in force."""
        if self._appearance is Appearance.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._appearance is Appearance.DARK

    @property
    def colors(self) -> Palette:
        """The palette in force."""
        return DARK if self.is_dark else LIGHT

    def color(self, name: str) -> QColor:
        """One of its colours, by the name it has in `Palette`."""
        return QColor(getattr(self.colors, name))

    def icon(self, name: str, color: str = "quiet", checked_color: str = "accent") -> QIcon:
        """A shipped icon in colours of the palette: one for rest, one for the chosen state."""
        key = (name, getattr(self.colors, color), getattr(self.colors, checked_color))
        if key not in self._icons:
            self._icons[key] = _drawn_icon(*key)
        return self._icons[key]

    def _apply(self) -> None:
        self._sheet = style_sheet(self.colors)
        parts = [part for part in self._parts if isValid(part)]
        windows = {part.window() for part in parts}
        for window in windows:
            window.setUpdatesEnabled(False)
        self._application.setPalette(_palette(self.colors))
        self._restyling.start(self._restyled(parts, windows))

    def _held(self) -> set[QWidget]:
        """All that stands in the windows of the parts, and parts that wait for a place in one."""
        parts = [part for part in self._parts if isValid(part)]
        held = {widget for window in {part.window() for part in parts} for widget in window.findChildren(QWidget)}
        return held | {part for part in parts if not isinstance(part, QDialog)}

    def _restyled(self, parts: list[QWidget], windows: set[QWidget]) -> Iterator[None]:
        """What can be seen first, and all of that at once for the eye; then what is on other pages."""
        seen = [part for part in parts if isValid(part) and part.isVisible()]
        for part in seen:
            if isValid(part):
                part.setStyleSheet(self._sheet)
            yield
        self.changed.emit()
        yield
        for window in windows:
            if isValid(window):
                window.setUpdatesEnabled(True)
        yield
        for part in parts:
            if isValid(part) and part not in seen:
                part.setStyleSheet(self._sheet)
            yield
        for part in parts:
            if isValid(part) and self._has_grown:
                fit_lines(part)
        self._has_grown = False


@cache
def font(size: int, *, strong: bool = False) -> QFont:
    """The system's font for windows, in pixels, with figures of one width."""
    result = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    result.setPixelSize(size)
    result.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def _drawn_icon(name: str, color: str, checked_color: str) -> QIcon:
    icon = QIcon()
    for state, paint in ((QIcon.State.Off, color), (QIcon.State.On, checked_color)):
        for scale in (1, 2, 3):
            icon.addPixmap(_colored_icon(name, paint, Size.ICON * scale), QIcon.Mode.Normal, state)
    return icon


def _colored_icon(name: str, color: str, size: int) -> QPixmap:
    """Icons are drawn in "currentColor", which stands for the colour wanted."""
    drawing = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _palette(colors: Palette) -> QPalette:
    """What unstyled parts, such as dialogs, take their colours from."""
    role = QPalette.ColorRole
    pairs = {
        role.Window: colors.ground,
        role.WindowText: colors.text,
        role.Base: colors.card,
        role.AlternateBase: colors.ground,
        role.Text: colors.text,
        role.Button: colors.card,
        role.ButtonText: colors.text,
        role.PlaceholderText: colors.quiet,
        role.ToolTipBase: colors.card,
        role.ToolTipText: colors.text,
        role.Highlight: colors.accent,
        role.HighlightedText: colors.on_accent,
        role.Accent: colors.accent,
        role.Link: colors.accent,
        role.Mid: colors.line,
    }
    palette = QPalette()
    for key, value in pairs.items():
        palette.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(colors.quiet))
    return palette
