"""The current picture, the buttons that bring others, and how far the asking is."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QWidget

from workbench.state.session import Session
from workbench.views import commands
from workbench.views.cards import Card, ElidedLabel
from workbench.views.message import ErrorMessage
from workbench.views.predict.drawing_panel import DrawingPanel
from workbench.views.predict.files import open_pictures
from workbench.views.predict.live_bar import LiveBar
from workbench.views.predict.part_line import PartLine
from workbench.views.predict.picture_view import PictureView
from workbench.views.predict.recent_button import RecentButton
from workbench.views.predict.why_line import WhyLine
from workbench.views.signs import TIMES
from workbench.views.theme import Theme
from workbench.views.tokens import Space

# An answer takes a few hundredths of a second: progress is shown only of what takes longer.
_PATIENCE_MS = 250
_HINT = "Drop pictures or folders anywhere here."


class PictureCard(Card):
    """The picture above two lines: which part of it is meant, and what is shown of it, in words.

    While many are asked about, progress and a cancel take the place of the words.

    Attributes:
        view: The picture.
        drawing: What is in its place while one is drawn.
        part: Which part of it is meant, where the model is one of faces or digits.
        why: Lays what the answer hangs on over it.
        live: Above it while it comes from the camera.
        open_button, recent_button, paste_button, draw_button, camera_button: Bring pictures.
        cancel_button: Gives up what was not asked yet.
        progress: How much of it is done.
        stage: The same in words.
        error: What was given that is no picture.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__("Picture")
        self._predictions, self._explaining = session.predictions, session.explaining
        self.view = PictureView(theme)
        self._busy = QWidget()
        self.why = WhyLine(self._explaining, self._predictions, self._busy)
        self.drawing = DrawingPanel(theme, session.predictions)
        self.part = PartLine(theme, session, self.view, self)
        self._live, self.live = session.live, LiveBar(session.live, session.models)
        self.open_button, self.paste_button, self.draw_button, self.camera_button = (
            QPushButton(words) for words in ("Open…", "Paste", "Draw…", "Camera")
        )
        self.recent_button = RecentButton(theme, session, self)
        pictures, folder = commands.OPEN_PICTURES.keys_shown, commands.OPEN_PICTURE_FOLDER.keys_shown
        self.open_button.setToolTip(f"Open pictures: {pictures}. Open a folder: {folder}.")
        self.open_button.setAccessibleName("Open pictures")
        self.paste_button.setToolTip(commands.PASTE.hint("Paste a picture"))
        self.draw_button.setToolTip(commands.DRAW.hint("Draw a digit"))
        self.cancel_button = QPushButton("Cancel")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName("Asking")
        self.stage = ElidedLabel("quiet")
        self.error = ErrorMessage()
        self._place = QStackedWidget()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._lay_out()
        self.open_button.clicked.connect(lambda: open_pictures(self, session))
        self.camera_button.setToolTip("Ask about what the camera sees, as it changes")
        self.camera_button.clicked.connect(session.live.start)
        session.live.changed.connect(lambda: self.camera_button.setEnabled(not session.live.is_on))
        self.draw_button.clicked.connect(self.draw)
        self._place.currentChanged.connect(self._change_place)
        self.drawing.done.connect(self._show_picture)
        self.cancel_button.clicked.connect(self._predictions.cancel)
        self.error.dismiss.clicked.connect(lambda: self._predictions.report(None))
        self._patience.timeout.connect(self._show_busy)
        self._predictions.busy_changed.connect(self._show_busy_soon)
        self._predictions.progressed.connect(self._show_progress)
        self._predictions.look_changed.connect(self._show_look)
        self._predictions.current_changed.connect(self._follow_current)
        self._explaining.changed.connect(self._show_look)
        self._predictions.error_changed.connect(self._show_error)
        self._show_look()
        self._show_error()

    def draw(self) -> None:
        """Begin a drawing in the picture's place."""
        self._live.stop()
        self._place.setCurrentWidget(self.drawing)
        self.drawing.start()

    def _change_place(self) -> None:
        is_picture = self._place.currentWidget() is self.view
        # Of a picture, not of paper; the part line sees to itself.
        self.why.ways.setVisible(is_picture)
        if is_picture:
            self._predictions.settle()

    def _show_picture(self) -> None:
        self._place.setCurrentWidget(self.view)
        self.draw_button.setFocus()

    def _follow_current(self) -> None:
        """Another picture was given or chosen: the drawing is done, and the camera rests."""
        current = self._predictions.current
        if current is None:
            return
        if current.picture.file != self.drawing.name:
            self._place.setCurrentWidget(self.view)
        if current.picture.file != self._live.name:
            self._live.stop()

    def _lay_out(self) -> None:
        buttons = (self.open_button, self.recent_button, self.paste_button, self.draw_button, self.camera_button)
        for button in buttons:
            self.header.addWidget(button)
        self._place.addWidget(self.view)
        self._place.addWidget(self.drawing)
        row = QHBoxLayout(self._busy)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.CHIP)
        row.addWidget(self.stage, 1)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel_button)
        self.body.addWidget(self.live)
        self.body.addWidget(self._place, 1)
        self.body.addWidget(self.part)
        self.body.addWidget(self.why)
        self.body.addWidget(self.error)

    def _show_look(self) -> None:
        look, current = self._predictions.look, self._predictions.current
        if look is None:
            name = current.picture.name if current else ""
            self.view.show_nothing("No picture to show" if name else "", f"{name} could not be read." if name else "")
            # Where there is no picture, its place says the same.
            self.why.show_about(_HINT if name else "")
            return
        width, height = look.size
        explanation = self._explaining.explanation
        shown = explanation.pixels if explanation else look.pixels
        self.view.show_image(shown, f"{look.picture.name}, {width} by {height} pixels")
        self.why.show_about(f"{look.picture.name} · {width:,} {TIMES} {height:,}. {_HINT}")

    def _show_busy_soon(self) -> None:
        if not self._predictions.is_busy:
            self._patience.stop()
            self.why.show_busy(is_busy=False)
        elif not self._patience.isActive() and not self.why.is_busy:
            self._patience.start()

    def _show_busy(self) -> None:
        self._show_progress()
        self.why.show_busy(is_busy=True)

    def _show_progress(self) -> None:
        done, total = self._predictions.answered, len(self._predictions.entries)
        # A range of nothing shows a moving bar: nobody knows yet how many pictures there are.
        self.progress.setRange(0, total if done < total else 0)
        self.progress.setValue(done)
        self.stage.show_text(f"{done:,} of {total:,} pictures asked about" if done < total else "Looking for pictures")

    def _show_error(self) -> None:
        self.error.show_error(self._predictions.error)
