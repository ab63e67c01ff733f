"""The layers, what can be done with them, and what is wrong among them."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from workbench.state.design import Design
from workbench.state.drafts import layer_types
from workbench.views import commands
from workbench.views.cards import Card, wrapped
from workbench.views.commands import Command
from workbench.views.design.layer_list import LayerList
from workbench.views.menu_button import MenuButton
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


class LayersCard(Card):
    """The list under its buttons, with faults that belong to no single field below it.

    Attributes:
        layers: The list.
        add: Offers the types of layers.
        tools: Buttons for the current layer: "up", "down", "copy" and "remove".
        fit: Makes the last layer as wide as there are classes; there while it is not.
    """

    def __init__(self, theme: Theme, design: Design) -> None:
        super().__init__("Layers")
        self._theme, self._design = theme, design
        self.layers = LayerList(theme, design)
        self.header.addStrut(Size.FIELD)
        self.header.setSpacing(Space.SMALL)
        self.tools = {
            "up": self._tool("Move up", commands.LAYER_UP, lambda: design.move_layer(design.current_layer - 1)),
            "down": self._tool("Move down", commands.LAYER_DOWN, lambda: design.move_layer(design.current_layer + 1)),
            "copy": self._tool("Duplicate", commands.LAYER_COPY, design.copy_layer),
            "remove": self._tool("Remove", commands.LAYER_REMOVE, design.remove_layer),
        }
        self.add = MenuButton(theme, "Add")
        self.add.setAccessibleName("Add a layer")
        self.add.setToolTip(commands.ADD_LAYER.hint("Add a layer behind the chosen one"))
        for kind in layer_types():
            self.add.offered.addAction(kind).triggered.connect(lambda _checked, kind=kind: self._add(kind))
        self.header.addWidget(self.add)
        self._fault = wrapped("", "fault")
        self.fit = QPushButton()
        self.fit.setObjectName("link")
        self.fit.clicked.connect(design.fit_output)
        self._lay_out()
        design.changed.connect(self._show)
        design.current_layer_changed.connect(self._show_current)
        theme.changed.connect(self._color)
        self._color()
        self._show()

    @property
    def fault(self) -> str:
        """What is wrong among the layers; empty where nothing is."""
        return self._fault.text()

    def _add(self, kind: str) -> None:
        self._design.add_layer(kind)
        self.layers.setFocus()

    def _tool(self, name: str, command: Command, act: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName("tool")
        button.setAccessibleName(f"{name} the layer")
        button.setToolTip(command.hint(name))
        button.setIconSize(QSize(Size.TOOL_ICON, Size.TOOL_ICON))
        button.clicked.connect(act)
        commands.bind(self.layers, command, button, Qt.ShortcutContext.WidgetShortcut)
        self.header.addWidget(button)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.CHIP)
        row.addWidget(self._fault, 1)
        row.addWidget(self.fit)
        self.body.addWidget(self.layers, 1)
        self.body.addLayout(row)
        # From the list to what can be done with it.
        order = (self.layers, *self.tools.values(), self.add, self.fit)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _show(self) -> None:
        assessment = self._design.assessment
        self.layers.show_design()
        errors = assessment.errors_at("network.layers")
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        self._fault.setText(f"{errors[0]}{more}" if errors else "")
        self._fault.setVisible(bool(errors))
        self.fit.setText(f"Give the output {assessment.classes} units")
        self.fit.setVisible(assessment.is_output_wrong)
        self._show_current()

    def _show_current(self) -> None:
        self.layers.show_current()
        place, count = self._design.current_layer, len(self._design.assessment.layers)
        self.tools["up"].setEnabled(place > 0)
        self.tools["down"].setEnabled(0 <= place < count - 1)
        self.tools["copy"].setEnabled(place >= 0)
        self.tools["remove"].setEnabled(place >= 0)

    def _color(self) -> None:
        icons = {"up": "arrow-up", "down": "arrow-down", "copy": "copy", "remove": "remove"}
        for name, icon in icons.items():
            self.tools[name].setIcon(self._theme.icon(icon))
