"""Fitting what is on the screen to another size of text: widgets keep the extents that they were given when made."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QLabel, QWidget

from workbench.views.growth import KEEPS_SIZE, regrown

# Qt's own word for "as large as there is room".
_NO_LIMIT = (1 << 24) - 1


def regrow(widget: QWidget, former: float) -> None:
    """Give a widget, which was made or fitted at a former size of text, the extents of the one in force."""
    if widget.property(KEEPS_SIZE):
        return
    least, most = widget.minimumSize(), widget.maximumSize()
    # Both at once: between two calls a fixed height would be taken for the height of all.
    widget.setMaximumSize(_NO_LIMIT, _NO_LIMIT)
    widget.setMinimumSize(_regrown(least, former))
    widget.setMaximumSize(_regrown(most, former))
    if isinstance(widget, QHeaderView):
        _regrow_sections(widget, former)
    elif isinstance(widget, QAbstractButton | QAbstractItemView) and widget.iconSize().isValid():
        widget.setIconSize(_regrown(widget.iconSize(), former))


def fit_lines(part: QWidget) -> None:
    """Let words over several lines take as many as they need by now: layouts remember how many they were."""
    for label in part.findChildren(QLabel):
        if label.wordWrap():
            label.updateGeometry()


def _regrow_sections(header: QHeaderView, former: float) -> None:
    sizes = [header.sectionSize(place) for place in range(header.count())]
    header.setMinimumSectionSize(regrown(header.minimumSectionSize(), former))
    header.setDefaultSectionSize(regrown(header.defaultSectionSize(), former))
    for place, size in enumerate(sizes):
        if size and header.sectionResizeMode(place) is QHeaderView.ResizeMode.Interactive:
            header.resizeSection(place, regrown(size, former))


def _regrown(size: QSize, former: float) -> QSize:
    return QSize(*(_limit(extent, former) for extent in (size.width(), size.height())))


def _limit(extent: int, former: float) -> int:
    return extent if extent in (0, _NO_LIMIT) else regrown(extent, former)
