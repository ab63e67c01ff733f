"""Whether and how a sweep varies a field: a quiet toggle beside its name, and below the field what it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from core.experiment.draft import FieldError
from core.experiment.fields import Kind
from workbench.state.vary import first_vary
from workbench.views.design.fault import Fault
from workbench.views.design.vary_editor import VaryEditor, vary_editor
from workbench.views.theme import Theme
from workbench.views.tokens import Space

if TYPE_CHECKING:
    from workbench.views.design.form import FieldBox


class VaryBox(QWidget):
    """What opens below a field that varies; takes no room while it does not.

    Attributes:
        toggle: Lets the field vary; stands where the field's name is.
        editor: How it varies; None until it did for the first time.
    """

    def __init__(self, theme: Theme, box: FieldBox) -> None:
        super().__init__()
        self._theme, self._box = theme, box
        self.editor: VaryEditor | None = None
        # Upon the line of the name, not in it: in a narrow column the name needs all of that.
        self.toggle = QToolButton(box)
        self.toggle.setText("vary")
        self.toggle.setObjectName("vary")
        self.toggle.setCheckable(True)
        self.toggle.setAccessibleName(f"Vary {box.field.label.lower()}")
        self.toggle.setToolTip("Let a sweep try several values of this field")
        self.toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggle.clicked.connect(self._toggle)
        self._fault = Fault()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.SMALL)
        self._column.addWidget(self._fault)
        self.hide()

    @property
    def error(self) -> str:
        """What is wrong with how it varies; empty where nothing is."""
        return self._fault.text()

    def show_how(self, how: dict[str, Any] | None, fault: FieldError | None) -> None:
        """Show how it varies; None: not at all."""
        self.toggle.setChecked(how is not None)
        self.place()
        self.setVisible(how is not None)
        if how is None:
            return
        if self.editor is None:
            self.editor = vary_editor(self._theme, self._box.field)
            self.editor.edited.connect(self._edit)
            self._column.insertWidget(0, self.editor)
        self.editor.show_how(how, fault)
        self._fault.show_fault(fault.message if fault else "")

    def place(self) -> None:
        """Stand at the right end of the line of the name; a flag has its name beside it."""
        size, editor = self.toggle.sizeHint(), self._box.editor
        line = editor.geometry() if self._box.field.kind is Kind.FLAG else QRect(0, 0, 0, editor.y() - Space.SMALL)
        top = line.y() + max(0, (line.height() - size.height()) // 2)
        self.toggle.setGeometry(self._box.width() - size.width(), top, size.width(), size.height())
        self.toggle.raise_()

    def show_near(self, *, is_near: bool) -> None:
        """The mouse is over the field, or no longer."""
        self.place()
        self.toggle.setProperty("near", is_near)
        # A style sheet looks at properties only when it is applied.
        self.toggle.style().unpolish(self.toggle)
        self.toggle.style().polish(self.toggle)

    def _toggle(self, is_wanted: bool) -> None:
        box = self._box
        self._edit(first_vary(box.field, box.path, box.value) if is_wanted else None)

    def _edit(self, how: dict[str, Any] | None) -> None:
        self._box.vary_edited.emit(self._box.path, how)
