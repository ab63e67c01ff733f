"""What the experiment is called, where it came from, and the ways to another one and to a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QToolButton

from core.errors import WorkbenchError
from core.experiment.fields import fields_of
from core.experiment.recipes import SUFFIX
from core.experiment.spec import Experiment
from workbench.state.design import Design
from workbench.state.drafts import BLANK, titles_of_committees, titles_of_recipes
from workbench.state.sweeping import Sweeping
from workbench.views import commands
from workbench.views.cards import Card, label
from workbench.views.design.editors import ChoiceEditor
from workbench.views.design.form import FieldBox
from workbench.views.message import ErrorMessage
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_SWEEPS = f"Sweeps (*{SUFFIX})"
_FILES = f"Experiments (*{SUFFIX});;All files (*)"


class ExperimentCard(Card):
    """Name, recipes, files, undo and redo.

    Attributes:
        boxes: The field for the name, by path.
        recipes: What can be begun with.
        undo, redo: Their buttons.
        open_button, save_button: For files.
        error: What went wrong with a file.
    """

    def __init__(self, theme: Theme, design: Design, sweeping: Sweeping) -> None:
        super().__init__("Experiment")
        self._theme, self._design, self._sweeping = theme, design, sweeping
        self.header.addStrut(Size.FIELD)
        self.header.setSpacing(Space.SMALL)
        self.undo = self._tool("Undo", commands.UNDO.hint("Undo"))
        self.redo = self._tool("Redo", commands.REDO.hint("Redo"))
        fields = {field.name: field for field in fields_of(Experiment)}
        self.boxes = {path: FieldBox(theme, fields[path], path) for path in ("name",)}
        # Committees last: whoever goes through the list by keyboard leaves the experiment with the first of them.
        self._titles = {**titles_of_recipes(), "": BLANK, **titles_of_committees()}
        self._origins: tuple[str, ...] = tuple(self._titles.values())
        self.recipes = self._recipe_choice(self._origins)
        self.open_button, self.save_button = QPushButton("Open…"), QPushButton("Save…")
        self.open_button.setAccessibleName("Open an experiment")
        self.open_button.setToolTip(commands.OPEN_EXPERIMENT.hint("Open an experiment saved as a file"))
        self.save_button.setAccessibleName("Save the experiment")
        self.save_button.setToolTip(commands.SAVE_EXPERIMENT.hint("Save the experiment as a file, finished or not"))
        self.error = ErrorMessage()
        self._lay_out()
        for box in self.boxes.values():
            box.edited.connect(design.set_value)
        self.undo.clicked.connect(design.undo)
        self.redo.clicked.connect(design.redo)
        self.open_button.clicked.connect(self.choose_file)
        self.save_button.clicked.connect(self.choose_target)
        self.error.dismiss.clicked.connect(design.dismiss_error)
        design.changed.connect(self._show)
        design.error_changed.connect(self._show_error)
        theme.changed.connect(self._color)
        self._color()
        self._show()
        self._show_error()

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        file, _ = QFileDialog.getOpenFileName(self, "Open an experiment or a sweep", "", _FILES)
        if file:
            self._design.open_file(Path(file))

    def choose_target(self) -> None:
        """Ask where to save the experiment, and do so."""
        name = self._design.name.replace("/", "-")
        if not self._design.varying.fields:
            file, _ = QFileDialog.getSaveFileName(self, "Save the experiment", f"{name}{SUFFIX}", _FILES)
            chosen = ""
        else:
            title, kinds = "Save the sweep, or its experiment", f"{_SWEEPS};;{_FILES}"
            file, chosen = QFileDialog.getSaveFileName(self, title, f"{name}, sweep{SUFFIX}", kinds)
        if file and chosen == _SWEEPS:
            self._save_sweep(Path(file))
        elif file:
            self._design.save_file(Path(file))

    def _save_sweep(self, file: Path) -> None:
        try:
            self._sweeping.save_designed(file)
        except WorkbenchError as error:
            self.error.show_error(error)
        else:
            self._design.dismiss_error()

    def _tool(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("tool")
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setIconSize(QSize(Size.TOOL_ICON, Size.TOOL_ICON))
        self.header.addWidget(button)
        return button

    def _recipe_choice(self, origins: tuple[str, ...]) -> ChoiceEditor:
        choice = ChoiceEditor(self._theme, origins)
        choice.setMinimumHeight(Size.FIELD)
        choice.setAccessibleName("Start from")
        choice.setToolTip("Begin anew with a recipe. What is here now can be brought back by Undo.")
        choice.edited.connect(self._begin)
        return choice

    def _lay_out(self) -> None:
        self.body.addWidget(label("Start from", "quiet"))
        self.body.addWidget(self.recipes)
        for box in self.boxes.values():
            self.body.addWidget(box)
        row = QHBoxLayout()
        row.setSpacing(Space.ROW)
        row.addWidget(self.open_button, 1)
        row.addWidget(self.save_button, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.error)

    def _begin(self, origin: str) -> None:
        recipe = next((name for name, title in self._titles.items() if title == origin), None)
        if recipe:
            self._design.start_from(recipe)
        elif recipe is not None:
            self._design.start_blank()
        # A committee stands beside the experiment, which is what this goes on to name.
        self._show()

    def _show(self) -> None:
        design = self._design
        self.recipes.show_value(design.version.origin)
        if self.recipes.currentIndex() < 0:
            self.recipes.setPlaceholderText(design.version.origin)
        for path, box in self.boxes.items():
            errors = design.assessment.errors_at(path)
            box.show_value(design.draft[path], errors[0].message if errors else "")
        self.undo.setEnabled(design.can_undo)
        self.redo.setEnabled(design.can_redo)

    def _show_error(self) -> None:
        self.error.show_error(self._design.error)

    def _color(self) -> None:
        self.undo.setIcon(self._theme.icon("undo"))
        self.redo.setIcon(self._theme.icon("redo"))
