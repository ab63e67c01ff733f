"""What in a window has less room than its words need, lies outside of what it stands in, or cannot be told by ear."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QLabel,
    QPushButton,
    QScrollBar,
    QToolButton,
    QWidget,
)

from workbench.views.cards import ElidedLabel, FewLines
from workbench.views.predict.model_choice import ModelChoice
from workbench.views.shell.pipeline_line import Chip

# These shorten their words themselves, and tell the whole in the tool tip.
SHORTENED = (ElidedLabel, FewLines, ModelChoice, Chip)
ROUNDED = 1
RING = 3


def seen(window: QWidget) -> Iterator[QWidget]:
    """What is on the screen, or could be scrolled there."""
    return (widget for widget in window.findChildren(QWidget) if widget.isVisible())


def cut(window: QWidget) -> list[str]:
    """Words that have too little room, with how many pixels are missing."""
    return [f"{_path(widget)}: {missing}" for widget in seen(window) if (missing := _missing(widget))]


def outside(window: QWidget) -> list[str]:
    """What lies beyond the edge of what it stands in, where nothing scrolls."""
    found = []
    for widget in seen(window):
        parent = widget.parentWidget()
        if parent is None or widget.isWindow() or isinstance(widget, QScrollBar) or _is_scrolled(widget):
            continue
        grown = parent.rect().adjusted(-ROUNDED, -ROUNDED, ROUNDED, ROUNDED)
        if not grown.contains(widget.geometry()) and widget.geometry().isValid():
            found.append(f"{_path(widget)}: {_words(widget.geometry())} in {_words(parent.rect())}")
    return found


def scrolled_sideways(window: QWidget) -> list[str]:
    """Areas with a horizontal bar."""
    areas = (widget for widget in seen(window) if isinstance(widget, QAbstractScrollArea))
    return [_path(area) for area in areas if area.horizontalScrollBar().isVisible()]


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    return [_path(widget) for widget in seen(window) if _is_control(widget) and not _spoken(widget)]


def _is_control(widget: QWidget) -> bool:
    takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes_keys) or isinstance(widget, QAbstractButton)


def _spoken(widget: QWidget) -> str:
    buddies = (label.text() for label in widget.window().findChildren(QLabel) if label.buddy() is widget)
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or next(buddies, "")


def _missing(widget: QWidget) -> int:
    if isinstance(widget, SHORTENED) or isinstance(widget.parentWidget(), Chip):
        return 0
    if isinstance(widget, QLabel) and widget.text():
        return _missing_of_label(widget)
    if isinstance(widget, QPushButton | QCheckBox | QToolButton) and widget.text():
        return _over(widget.sizeHint().width() - widget.width()) or _over(widget.sizeHint().height() - widget.height())
    return 0


def _missing_of_label(label: QLabel) -> int:
    if label.wordWrap():
        return _over(label.heightForWidth(label.width()) - label.height())
    hint = label.sizeHint()
    return _over(hint.width() - label.width()) or _over(hint.height() - label.height())


def _over(pixels: int) -> int:
    return pixels if pixels > ROUNDED else 0


def _is_scrolled(widget: QWidget) -> bool:
    """Whether it is what scrolls in an area, or a part that an area places itself."""
    parent = widget.parentWidget()
    area = parent.parentWidget() if parent else None
    return isinstance(parent, QAbstractScrollArea) or (
        isinstance(area, QAbstractScrollArea) and parent is area.viewport()
    )


def _path(widget: QWidget) -> str:
    """Where it stands, from the inside."""
    names: list[str] = []
    one: QWidget | None = widget
    while one is not None and len(names) < 4:
        text = one.text() if isinstance(one, QLabel | QAbstractButton) else ""
        names.append(f"{type(one).__name__} {text[:30] or one.accessibleName()[:30] or one.objectName()}".strip())
        one = one.parentWidget()
    return " < ".join(names)


def _words(rectangle: QRect) -> str:
    return f"{rectangle.x()},{rectangle.y()} {rectangle.width()}x{rectangle.height()}"


def unseen_focus(window: QWidget) -> list[str]:
    """Controls that look the same with the keyboard as without it."""
    found = []
    for widget in [one for one in seen(window) if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()]:
        widget.clearFocus()
        before = _look(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.hasFocus() and _look(widget) == before:
            found.append(f"no focus to be seen: {_path(widget)}")
    return found


def _look(widget: QWidget) -> QImage:
    """With a line around it, where a ring may be."""
    around = widget.geometry().adjusted(-RING, -RING, RING, RING)
    parent = widget.parentWidget()
    return parent.grab(around).toImage() if parent is not None else widget.grab().toImage()
