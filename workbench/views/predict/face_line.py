"""Which face a model is asked about: what was found, and the ways to choose otherwise."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.vision.boxes import Box
from core.vision.subject import subject_of
from workbench.state.session import Session
from workbench.views.cards import ElidedLabel
from workbench.views.predict.face_boxes import FaceBoxes
from workbench.views.predict.picture_view import PictureView
from workbench.views.theme import Theme
from workbench.views.tokens import Space

NO_FACE = "No face was found. Which part is it?"


class FaceLine(QWidget):
    """A line below the picture, and the boxes over it; there while a model of faces is asked about a picture.

    Attributes:
        boxes: Over the picture.
        whole_button: Asks about the whole picture.
        draw_button: Lets a box be drawn.
        find_button: Goes back to the faces that were found.
    """

    def __init__(self, theme: Theme, session: Session, view: PictureView) -> None:
        super().__init__()
        self._predictions, self._models, self._view = session.predictions, session.models, view
        self.boxes = FaceBoxes(theme, view)
        self._words = ElidedLabel("quiet")
        self.whole_button, self.draw_button = QPushButton("Use the whole picture"), QPushButton("Draw a box")
        self.find_button = QPushButton("Find the face")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.ROW)
        row.addWidget(self._words, 1)
        for button in (self.find_button, self.whole_button, self.draw_button):
            row.addWidget(button)
        self.whole_button.clicked.connect(lambda: self._predictions.reframe("whole"))
        self.find_button.clicked.connect(lambda: self._predictions.reframe("auto"))
        self.draw_button.clicked.connect(self.boxes.draw_next)
        self.boxes.changed.connect(self._predictions.reframe)
        for signal in (session.predictions.look_changed, session.predictions.current_changed, session.models.changed):
            signal.connect(self._show)
        view.installEventFilter(self)
        self._show()

    @property
    def text(self) -> str:
        """What is said of the faces."""
        return self._words.accessibleName()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The boxes follow the picture."""
        if watched is self._view and event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._place()
        return False

    def _show(self) -> None:
        look, predictor = self._predictions.look, self._models.predictor
        is_about_faces = predictor is not None and subject_of(predictor.classes) == "face" and look is not None
        self.setVisible(is_about_faces)
        self.boxes.setVisible(is_about_faces)
        if look is None or not is_about_faces:
            return
        choice = look.picture.choice
        self.boxes.show_boxes(look.size, look.face, look.faces)
        self._words.show_text(_words(choice, len(look.faces)))
        self.find_button.setVisible(choice != "auto" and bool(look.faces))
        self.whole_button.setVisible(choice != "whole")
        self._place()

    def _place(self) -> None:
        self.boxes.setGeometry(self._view.rect())
        self.boxes.place(self._view.picture_area())


def _words(choice: object, found: int) -> str:
    if choice == "whole":
        return "The whole picture"
    if isinstance(choice, Box):
        return "The face in the box"
    if not found:
        return NO_FACE
    return "1 face found" if found == 1 else f"{found:,} faces found, the largest chosen: click another one"
