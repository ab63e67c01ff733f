"""Everything that has a key: what it is called, its keys and where they hold, in one place.

A part of the window binds a command to what it does there. The list of keys, the palette and tool tips are made from
these, so that none of them can say anything else than what happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

EVERYWHERE: Final = "Everywhere"


@dataclass(frozen=True)
class Command:
    """One thing that can be done.

    Attributes:
        words: What it is called.
        keys: Any of which does it.
        where: The page on which they hold, and the part of it where they hold there alone.
    """

    words: str
    keys: tuple[str, ...]
    where: str = EVERYWHERE

    @property
    def keys_shown(self) -> str:
        """The first of its keys, as the system writes it."""
        if not self.keys:
            return ""
        return QKeySequence(self.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)

    def hint(self, text: str) -> str:
        """A tool tip with the key behind it."""
        return f"{text} ({self.keys_shown})"


class BoundAction(QAction):
    """A command where it can be done.

    Attributes:
        command: Which.
        button: The button that does the same, where there is one.
    """

    def __init__(self, owner: QWidget, command: Command, act: Callable[[], object] | QAbstractButton) -> None:
        super().__init__(command.words, owner)
        self.command = command
        self.button = act if isinstance(act, QAbstractButton) else None
        self.setShortcuts([QKeySequence(keys) for keys in command.keys])
        # Clicked rather than called: what the button may not do now, its key may not either.
        do = act.click if isinstance(act, QAbstractButton) else act
        self.triggered.connect(lambda _checked: do())


def bind(
    owner: QWidget,
    command: Command,
    act: Callable[[], object] | QAbstractButton,
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> BoundAction:
    """Let a command's keys do something for as long as a part of the window is to be seen."""
    action = BoundAction(owner, command, act)
    action.setShortcutContext(context)
    owner.addAction(action)
    return action


PALETTE: Final = Command("All commands…", ("Ctrl+Shift+P", "Ctrl+K"))
SHORTCUTS: Final = Command("Keyboard shortcuts", ("Ctrl+/",))
SETTINGS: Final = Command("Settings…", ("Ctrl+,",))
GLOSSARY: Final = Command("Glossary", ("F1",))
EXPLAIN_PAGE: Final = Command("About this page", ("Shift+F1",))
FIRST_STEPS: Final = Command("First steps", ())
QUIT: Final = Command("Close the window", ("Ctrl+Q",))

OPEN_DATASET: Final = Command("Open a dataset…", ("Ctrl+O",), "Data")
OPEN_DATASET_FOLDER: Final = Command("Open a folder as a dataset…", ("Ctrl+Shift+O",), "Data")

UNDO: Final = Command("Undo", ("Ctrl+Z",), "Design")
REDO: Final = Command("Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Design")
TRAIN: Final = Command("Train", ("Ctrl+Return",), "Design")
SWEEP: Final = Command("Sweep…", ("Ctrl+Shift+Return",), "Design")
OPEN_EXPERIMENT: Final = Command("Open an experiment…", ("Ctrl+O",), "Design")
SAVE_EXPERIMENT: Final = Command("Save the experiment…", ("Ctrl+S",), "Design")
ADD_LAYER: Final = Command("Add a layer", ("Insert",), "Design")
LAYER_UP: Final = Command("Move the layer up", ("Alt+Up",), "Design: layers")
LAYER_DOWN: Final = Command("Move the layer down", ("Alt+Down",), "Design: layers")
LAYER_COPY: Final = Command("Duplicate the layer", ("Ctrl+D",), "Design: layers")
LAYER_REMOVE: Final = Command("Remove the layer", ("Delete", "Backspace"), "Design: layers")

PAUSE: Final = Command("Pause or go on", ("Ctrl+P",), "Train")
STOP_RUN: Final = Command("Stop the run and keep it", ("Ctrl+.",), "Train")

OPEN_PICTURES: Final = Command("Open pictures…", ("Ctrl+O",), "Predict")
OPEN_PICTURE_FOLDER: Final = Command("Open a folder of pictures…", ("Ctrl+Shift+O",), "Predict")
PASTE: Final = Command("Paste a picture", ("Ctrl+V",), "Predict")
DRAW: Final = Command("Draw a digit", ("Ctrl+D",), "Predict")
ANSWERS_TABLE: Final = Command("All answers in a table", ("Ctrl+T",), "Predict")
COPY_ANSWERS: Final = Command("Copy the answers", ("Ctrl+C",), "Predict")
SAVE_ANSWERS: Final = Command("Save the answers…", ("Ctrl+S",), "Predict")
LEAVE_TABLE: Final = Command("Back to the picture", ("Return", "Enter", "Escape"), "Predict: table")
SHOW_AGAIN: Final = Command("Ask about the picture again", ("Return", "Enter", "Space"), "Predict: earlier pictures")
FORGET_PICTURE: Final = Command("Take the picture out of the list", ("Delete",), "Predict: earlier pictures")
UNDO_STROKE: Final = Command("Undo the stroke", ("Ctrl+Z",), "Predict: drawing")
REDO_STROKE: Final = Command("Redo the stroke", ("Ctrl+Shift+Z", "Ctrl+Y"), "Predict: drawing")
END_DRAWING: Final = Command("Done drawing", ("Escape",), "Predict: drawing")

HELP_BACK: Final = Command("Back", ("Alt+Left",), "Help")
HELP_FIND: Final = Command("Search the help", ("Ctrl+F",), "Help")

FIND_RUNS: Final = Command("Filter the runs", ("Ctrl+F",), "Runs")

STOP_SWEEP: Final = Command("Stop the sweep and keep it", ("Ctrl+.",), "Sweeps")
GO_ON_SWEEP: Final = Command("Go on with the sweep…", ("Ctrl+Return",), "Sweeps")

TRAIN_REPORT: Final = Command("Train what is missing", ("Ctrl+Return",), "Report")
STOP_REPORT: Final = Command("Stop the report's runs and keep them", ("Ctrl+.",), "Report")

COMMANDS: Final = tuple(value for value in globals().values() if isinstance(value, Command))
"""All of them but those of the pages' own keys, which follow from the pages."""


def commands_in(window: QWidget) -> list[Command]:
    """All commands of a window, those of parts that were not made yet too."""
    bound = [action.command for action in window.findChildren(BoundAction)]
    return [*dict.fromkeys([*COMMANDS, *bound])]
