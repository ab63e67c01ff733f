"""What the field being changed does: its text, formula and drawing, and the way into the glossary."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser

from core.experiment.fields import SpecField
from resources.teaching.texts import field_texts
from workbench.state.design import Design
from workbench.views.design.form import described
from workbench.views.design.surroundings import values_around
from workbench.views.help.documents import PICTURE, document_of_field
from workbench.views.help.drawings.registry import picture_of
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_NONE = "Enter a field to read here what it does."


class FieldHelp(QTextBrowser):
    """The help of the field entered last, which follows what is set in the draft."""

    help_wanted = Signal(str)
    """Address of the term that a link leads to."""

    def __init__(self, theme: Theme, design: Design) -> None:
        super().__init__()
        self._theme, self._design = theme, design
        self._field: SpecField | None = None
        self.setObjectName("fieldhelp")
        self.setAccessibleName("What the field does")
        self.setOpenLinks(False)
        # Tab goes on to the next control; F1 in the field leads where the links do.
        mouse, keys = Qt.TextInteractionFlag.LinksAccessibleByMouse, Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(mouse | keys | Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(Size.LEAST_DRAWING)
        self.document().setDocumentMargin(0)
        self.anchorClicked.connect(lambda link: self.help_wanted.emit(link.toString()))
        theme.changed.connect(self._write)
        design.changed.connect(self._follow)
        self.setPlainText(_NONE)

    @property
    def picture(self) -> str:
        """The name of the drawing that is shown; empty where none is."""
        known = field_texts().get(f"{self._field.owner}.{self._field.name}") if self._field else None
        return known.picture if known else ""

    def show_field(self, field: SpecField) -> None:
        """Explain a field."""
        is_other = field != self._field
        self._field = field
        self._write()
        if is_other:
            self.verticalScrollBar().setValue(0)

    def _follow(self) -> None:
        if self.picture:
            self._write()

    def _write(self) -> None:
        if self._field is None:
            return
        place = self.verticalScrollBar().value()
        if self.picture:
            values = values_around(self._design, self._field)
            image = picture_of(self.picture, values, self._theme, self.devicePixelRatioF())
            self.document().addResource(QTextDocument.ResourceType.ImageResource, PICTURE, image)
        self.setHtml(document_of_field(self._field, described(self._field), has_picture=bool(self.picture)))
        self.verticalScrollBar().setValue(place)
