"""The settings of the layer that is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from workbench.state.design import Design
from workbench.state.drafts import layer_types, layers_of
from workbench.views.cards import Card, wrapped
from workbench.views.design.form import FieldBox, Form
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_COLUMNS = 3


class LayerCard(Card):
    """A form made from the layer's specification, the same for all layers of a type.

    Attributes:
        form: The fields; None where the layer has none, or there is no layer.
    """

    entered = Signal(object)

    def __init__(self, theme: Theme, design: Design) -> None:
        super().__init__()
        self._theme, self._design = theme, design
        self.form: Form | None = None
        self._forms: dict[str, Form] = {}
        self._none = wrapped("", "name")
        self.setMinimumHeight(Size.LAYER_CARD)
        self.body.addWidget(self._none)
        self.body.addStretch(1)
        design.changed.connect(self._show)
        design.current_layer_changed.connect(self._show)
        self._show()

    @property
    def boxes(self) -> dict[str, FieldBox]:
        """The fields, by path."""
        return self.form.boxes if self.form else {}

    def enter(self) -> None:
        """Enter the first field, where there is one."""
        if self.boxes:
            self.lead_to(next(iter(self.boxes)))

    def lead_to(self, path: str) -> None:
        """Enter the field with that path."""
        if box := self.boxes.get(path):
            box.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        place, layers = self._design.current_layer, layers_of(self._design.draft)
        kind = str(layers[place]["type"]) if layers else ""
        self._show_fields(place, kind)
        if self.form is not None:
            self.form.show_values(layers[place], self._design.assessment)
            self.form.show_vary(self._design.varying.fields, self._design.varying.faults)
        self.show_title(kind or "No layer", f"Layer {place + 1} of {len(layers)}" if layers else "")

    def _show_fields(self, place: int, kind: str) -> None:
        fields = layer_types().get(kind, ())
        self._none.setVisible(not fields)
        self._none.setText("This layer has nothing to set." if kind else "Add one with the button above.")
        prefix = f"network.layers[{place}]."
        if fields and kind not in self._forms:
            # The card keeps its height: more lines than these would not fit.
            self._add_form(kind, Form(self._theme, fields, prefix, _COLUMNS, least=_COLUMNS))
        before, self.form = self.form, self._forms.get(kind)
        if before is not None and before is not self.form:
            before.hide()
        if self.form is not None:
            self.form.move_to(prefix)
            self.form.show()

    def _add_form(self, kind: str, form: Form) -> None:
        form.edited.connect(self._design.set_value)
        form.entered.connect(self.entered)
        form.vary_edited.connect(self._design.varying.set)
        self.body.insertWidget(0, form)
        self._forms[kind] = form
