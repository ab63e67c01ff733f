"""Which part of a picture a model is asked about: what was found, and the ways to choose otherwise."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.vision.boxes import Box
from core.vision.subject import Subject, subject_of
from workbench.state.asking import Look
from workbench.state.session import Session
from workbench.views.cards import ElidedLabel
from workbench.views.predict.part_boxes import PartBoxes
from workbench.views.predict.picture_view import PictureView
from workbench.views.theme import Theme
from workbench.views.tokens import Space


class PartLine(QWidget):
    """A line below the picture, and boxes over it; there while a model of faces or digits is asked about a picture.

    Attributes:
        boxes: Over the picture.
        find_button: Goes back to the largest of the faces that were found.
        whole_button: Asks about the whole picture.
        draw_button: Lets a box be drawn.
    """

    def __init__(self, theme: Theme, session: Session, view: PictureView, parent: QWidget) -> None:
        # What is shown before it has a parent is a window of its own for a moment, and takes the focus.
        super().__init__(parent)
        self._predictions, self._models, self._view = session.predictions, session.models, view
        self.boxes = PartBoxes(theme, view)
        self._words = ElidedLabel("quiet")
        self.find_button = QPushButton("Find the face")
        self.whole_button, self.draw_button = QPushButton("Use whole picture"), QPushButton("Draw a box")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.ROW)
        row.addWidget(self._words, 1)
        for button in (self.find_button, self.whole_button, self.draw_button):
            row.addWidget(button)
        self.find_button.clicked.connect(lambda: self._predictions.reframe("auto"))
        self.whole_button.clicked.connect(lambda: self._predictions.reframe("whole"))
        self.draw_button.clicked.connect(self.boxes.draw_next)
        self.boxes.changed.connect(self._predictions.reframe)
        for signal in (session.predictions.look_changed, session.predictions.more_found, session.models.changed):
            signal.connect(self._show)
        view.installEventFilter(self)
        self._show()

    @property
    def text(self) -> str:
        """What is said of what was found."""
        return self._words.accessibleName()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The boxes follow the picture; while a drawing is in its place, there is nothing to choose."""
        if watched is self._view and event.type() in {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}:
            self._show()
        return False

    def _show(self) -> None:
        look, predictor = self._predictions.look, self._models.predictor
        subject = subject_of(predictor.classes) if predictor is not None else "other"
        is_choice = look is not None and subject != "other" and not self._view.isHidden()
        self.setVisible(is_choice)
        self.boxes.setVisible(is_choice)
        if look is None or not is_choice:
            return
        choice = look.picture.choice
        self._words.show_text(_of_faces(look) if subject == "face" else _of_digits(look))
        self.find_button.setVisible(subject == "face" and choice != "auto" and bool(look.found))
        self.whole_button.setVisible(_has_other_than_whole(subject, look))
        self.boxes.setGeometry(self._view.rect())
        self.boxes.show_boxes(look.size, look.box, look.found)
        self.boxes.place(self._view.picture_area())


def _has_other_than_whole(subject: Subject, look: Look) -> bool:
    return look.box is not None or (subject == "face" and look.seen is None)


def _of_faces(look: Look) -> str:
    found = len(look.found)
    if look.picture.choice == "whole":
        return "The whole picture"
    if isinstance(look.picture.choice, Box):
        return "The face in the box"
    if not found:
        return "No face was found. Which part is it?"
    return "1 face found" if found == 1 else f"{found:,} faces found, the largest chosen: click another one"


def _of_digits(look: Look) -> str:
    what = "The digit in the box" if look.box else "The whole picture"
    if not look.found:
        return what
    return f"{what}. The {'number' if len(look.found) > 1 else 'digit'} in the boxes: {look.reading}"
