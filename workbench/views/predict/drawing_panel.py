"""Drawing a digit, and what the model says of it while it is drawn."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from workbench.state.predictions import Predictions
from workbench.state.strokes import Drawing
from workbench.views import commands
from workbench.views.cards import label
from workbench.views.predict.canvas import Canvas, picture_of
from workbench.views.segments import Segments
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

# Hundredths of the paper's side.
_THINNEST, _THICKEST, _USUAL = 2, 20, 8
# A little longer than an answer takes: the pen never waits for one.
_ASK_EVERY_MS = 40


class DrawingPanel(QWidget):
    """A canvas below its tools. Each change is asked about, as soon as the answer before has come.

    Attributes:
        canvas: The paper.
        tools: Brush and eraser.
        thickness: Of either.
        undo_button, redo_button, clear_button, done_button: What can be done with the drawing.
    """

    done = Signal()
    """The drawing is finished, and stays in the list."""

    def __init__(self, theme: Theme, predictions: Predictions) -> None:
        super().__init__()
        self._predictions = predictions
        self._drawing = Drawing(_USUAL / 100, self)
        self._count = 0
        self.canvas = Canvas(theme, self._drawing)
        self.tools = Segments("Tool", ("Brush", "Eraser"))
        self.thickness = QSlider(Qt.Orientation.Horizontal)
        self.undo_button, self.redo_button, self.clear_button, self.done_button = (
            QPushButton(words) for words in ("Undo", "Redo", "Clear", "Done")
        )
        self._soon = QTimer(self, singleShot=True, interval=_ASK_EVERY_MS)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def name(self) -> str:
        """What the drawing at hand is called in the list."""
        return f"drawing {self._count}"

    def start(self) -> None:
        """Begin another drawing."""
        self._predictions.settle()
        self._count += 1
        self._drawing.start_anew()
        # The white sheet is no change to ask about.
        self._soon.stop()
        self.canvas.setFocus()

    def _lay_out(self) -> None:
        self.thickness.setRange(_THINNEST, _THICKEST)
        self.thickness.setValue(_USUAL)
        self.thickness.setFixedWidth(Size.SEEN)
        self.thickness.setAccessibleName("Thickness")
        self.thickness.setToolTip("How thick the brush and the eraser are")
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout()
        row.setSpacing(Space.ROW)
        for widget in (self.tools, label("Thickness", "quiet"), self.thickness):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.undo_button, self.redo_button, self.clear_button, self.done_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.CHIP)
        column.addLayout(row)
        column.addWidget(self.canvas, 1)

    def _connect(self) -> None:
        self.tools.chosen.connect(self._choose_tool)
        self.thickness.valueChanged.connect(self._choose_thickness)
        self.undo_button.clicked.connect(self._drawing.undo)
        self.redo_button.clicked.connect(self._drawing.redo)
        self.clear_button.clicked.connect(self._drawing.clear)
        self.done_button.clicked.connect(self.done)
        self._drawing.changed.connect(self._show)
        self._drawing.changed.connect(self._ask_soon)
        self._soon.timeout.connect(self._ask)
        for command, button in (
            (commands.UNDO_STROKE, self.undo_button),
            (commands.REDO_STROKE, self.redo_button),
            (commands.END_DRAWING, self.done_button),
        ):
            commands.bind(self, command, button, Qt.ShortcutContext.WidgetWithChildrenShortcut)
            button.setToolTip(command.keys_shown)

    def _choose_tool(self, place: int) -> None:
        self._drawing.erases = bool(place)

    def _choose_thickness(self, hundredths: int) -> None:
        self._drawing.width = hundredths / 100
        self.canvas.update()

    def _show(self) -> None:
        self.undo_button.setEnabled(self._drawing.can_undo)
        self.redo_button.setEnabled(self._drawing.can_redo)
        self.clear_button.setEnabled(bool(self._drawing.strokes))

    def _ask_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        if self._drawing.is_blank:
            self._predictions.withdraw(self.name)
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture_of(self._drawing.strokes).save(buffer, "PNG")  # type: ignore[call-overload] # as documented
        self._predictions.redraw(self.name, bytes(buffer.data().data()))
