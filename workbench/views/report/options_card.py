"""What the tables are repeated on and how, how far that is, and the button that trains what is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QPushButton, QStackedWidget

from workbench.state.reproduction_choice import SEEDS
from workbench.state.session import Session
from workbench.views import commands
from workbench.views.cards import Card, ElidedLabel
from workbench.views.choice import Choice
from workbench.views.message import ErrorMessage
from workbench.views.report.files import save_figures, save_page
from workbench.views.report.saved_line import SavedLine
from workbench.views.report.source_choice import SourceChoice
from workbench.views.report.words import ENGINES, HINTS, LENGTHS, how_far, where_it_is
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


class OptionsCard(Card):
    """Two lines: the choices, and where things are. Whatever is chosen shows at once, without training anything.

    Attributes:
        digits, faces: The sources.
        length, seeds, engine, better: How.
        words: Where things are.
        progress: How many of the models are there; while images are read, how many of these.
        train, stop: What begins and ends it.
        save_page, save_figures: Write the tables to files.
        saved: What was written.
        error: What went wrong.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__("The report, repeated")
        self._session, self._reproducing = session, session.reproducing
        self.digits = SourceChoice(theme, "Digits", "digits", session.datasets)
        self.faces = SourceChoice(theme, "Faces", "faces", session.datasets)
        self.length = self._choice(theme, "Length:", "length", tuple(LENGTHS), tuple(LENGTHS.values()))
        self.seeds = self._choice(theme, "Seeds:", "seeds", SEEDS, SEEDS)
        self.engine = self._choice(theme, "Engine:", "engine", tuple(ENGINES), tuple(ENGINES.values()))
        self.better = QCheckBox("Also what does better")
        self.better.setToolTip("Further tables: what does better on the same images, each row by its recipe")
        self.words, self.progress = ElidedLabel("strong"), QProgressBar(textVisible=False)
        self.progress.setAccessibleName("How far it is")
        self.train, self.stop = QPushButton("Train what is missing"), QPushButton("Stop and keep")
        self.save_page, self.save_figures = QPushButton("Save report…"), QPushButton("Save figures…")
        self.saved, self.error = SavedLine(session.reproducing.files, self), ErrorMessage()
        self._buttons = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show()

    def _choice(self, theme: Theme, name: str, field: str, words: tuple[str, ...], shown: tuple[str, ...]) -> Choice:
        choice = Choice(theme, name)
        choice.offer(shown)
        choice.setToolTip(HINTS[field])
        choice.chosen.connect(lambda place: self._reproducing.choose(**{field: words[place]}))
        return choice

    def _lay_out(self) -> None:
        self.train.setObjectName("primary")
        self.train.setToolTip(commands.TRAIN_REPORT.hint("Train every row that has no figure yet"))
        self.stop.setToolTip(
            commands.STOP_REPORT.hint("Take out of the queue what waits, and stop and keep what is trained")
        )
        self.save_page.setToolTip("Write tables, curves and the committee's figures to one HTML file")
        self.save_figures.setToolTip("Write all figures as JSON")
        for button in (self.save_page, self.save_figures):
            self.header.addWidget(button)
        for button in (self.train, self.stop):
            self._buttons.addWidget(button)
        self._buttons.setFixedHeight(Size.CONTROL_ROW)
        self._buttons.setSizePolicy(self.train.sizePolicy())
        choices, line = QHBoxLayout(), QHBoxLayout()
        for row in (choices, line):
            row.setSpacing(Space.CHIP)
        for control in (self.digits, self.faces, self.length, self.seeds, self.engine, self.better):
            choices.addWidget(control)
        choices.addStretch(1)
        line.addWidget(self.words, 2)
        line.addWidget(self.progress, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._buttons)
        self.body.addLayout(choices)
        self.body.addLayout(line)
        self.body.addWidget(self.saved)
        self.body.addWidget(self.error)

    def _connect(self) -> None:
        reproducing = self._reproducing
        self.digits.chosen.connect(lambda source: reproducing.choose(digits=source))
        self.faces.chosen.connect(lambda source: reproducing.choose(faces=source))
        self.better.clicked.connect(lambda wanted: reproducing.choose(better="on" if wanted else ""))
        self.train.clicked.connect(self._train)
        self.stop.clicked.connect(reproducing.stop)
        self.save_page.clicked.connect(lambda: save_page(self, reproducing))
        self.save_figures.clicked.connect(lambda: save_figures(self, reproducing))
        self.error.dismiss.clicked.connect(self._dismiss)
        for command, button in ((commands.TRAIN_REPORT, self.train), (commands.STOP_REPORT, self.stop)):
            commands.bind(self, command, button)
        reproducing.changed.connect(self._show)
        reproducing.moved.connect(self._show_words)
        reproducing.files.changed.connect(self._show)

    def _train(self) -> None:
        self._reproducing.train()

    def _dismiss(self) -> None:
        self._reproducing.files.dismiss()
        self._reproducing.dismiss_error()

    def _show(self) -> None:
        reproducing, choice = self._reproducing, self._reproducing.choice
        self.digits.show_source(choice.digits)
        self.faces.show_source(choice.faces)
        self.length.show_chosen(list(LENGTHS).index(choice.length))
        self.seeds.show_chosen(SEEDS.index(choice.seeds))
        self.engine.show_chosen(list(ENGINES).index(choice.engine))
        self.better.setChecked(bool(choice.better))
        found, files = reproducing.found, reproducing.files
        self.train.setEnabled(found is None or bool(found.left))
        for button in (self.save_page, self.save_figures):
            button.setEnabled(found is not None and not files.is_busy)
        self.error.show_error(reproducing.error or files.error)
        self._show_words()

    def _show_words(self) -> None:
        reproducing = self._reproducing
        wanted = self.stop if reproducing.orders.is_going or reproducing.takes_long else self.train
        had_focus = self.train.hasFocus() or self.stop.hasFocus()
        self.stop.setText("Stop and keep" if reproducing.orders.is_going else "Cancel")
        self._buttons.setCurrentWidget(wanted)
        if had_focus:
            wanted.setFocus()
        self.words.show_text(where_it_is(reproducing))
        done, total = how_far(reproducing)
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
