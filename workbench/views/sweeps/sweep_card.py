"""The sweep that is looked at: how far it is, and the best that it has found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget

from core.sweeps.view import OBJECTIVE
from workbench.state.session import Session
from workbench.views import commands
from workbench.views.cards import Card, ElidedLabel, label, percent
from workbench.views.message import ErrorMessage
from workbench.views.sweeps.order_dialog import open_order
from workbench.views.sweeps.trial_actions import TrialActions
from workbench.views.sweeps.words import ended, values_word, where_it_is
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_NONE_YET = "No trial has its result yet."


class SweepCard(Card):
    """Name and progress, the best trial with what can be done with it, and what stops the sweep or lets it go on.

    Attributes:
        words: How far it is.
        progress: The same as a bar.
        best: The highest result.
        which: The trial that it is of.
        values: What it was found with.
        stop, go_on: What ends and goes on with it.
        trial_actions: What can be done with the best.
        error: What went wrong.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme, self._session, self._sweeping = theme, session, session.sweeping
        self.words, self.progress = ElidedLabel("strong"), QProgressBar(textVisible=False)
        self.progress.setAccessibleName("How far it is")
        self.best, self.values, self.which = label("", "best"), ElidedLabel("name"), label("", "strong")
        self.best.setToolTip(f"Best so far: {OBJECTIVE}")
        self.stop, self.go_on = QPushButton("Stop and keep"), QPushButton("Go on…")
        self.stop.setToolTip(commands.STOP_SWEEP.hint("Stop what is trained, and keep it: the sweep can go on later"))
        self.go_on.setToolTip(commands.GO_ON_SWEEP.hint("Go on with what was cut short, or with more trials"))
        use = QPushButton("Use this in Design")
        use.setObjectName("primary")
        self.trial_actions, self.error = TrialActions(session, use), ErrorMessage()
        self._buttons = QStackedWidget()
        self._lay_out()
        self.stop.clicked.connect(self._sweeping.stop)
        self.go_on.clicked.connect(self._go_on)
        self.error.dismiss.clicked.connect(self._sweeping.dismiss_error)
        for command, button in ((commands.STOP_SWEEP, self.stop), (commands.GO_ON_SWEEP, self.go_on)):
            commands.bind(self, command, button)
        self._sweeping.changed.connect(self._show)
        self._sweeping.moved.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        for button in (self.stop, self.go_on):
            self._buttons.addWidget(button)
        self._buttons.setFixedHeight(Size.CONTROL_ROW)
        self._buttons.setSizePolicy(self.stop.sizePolicy())
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(Space.CHIP)
        first.addWidget(self.words, 2)
        first.addWidget(self.progress, 1, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self._buttons)
        second.addWidget(self.best)
        second.addWidget(self.which, 1)
        second.addWidget(self.trial_actions)
        self.body.addLayout(first)
        self.body.addLayout(second)
        self.body.addWidget(self.values)
        self.body.addWidget(self.error)

    def _go_on(self) -> None:
        if (view := self._sweeping.view) is not None:
            open_order(self, self._theme, self._session, view.record.space, view.record)

    def _show(self) -> None:
        sweeping = self._sweeping
        self.error.show_error(sweeping.error)
        view = sweeping.view
        if view is None or (sweeping.is_going and sweeping.going is None):
            self._show_beginning()
            return
        record, planned = view.record, sweeping.found.planned if sweeping.found else None
        is_ours = sweeping.going is not None and sweeping.going.sweep_id == record.sweep_id
        self.show_title(record.space.name, record.source)
        self.words.show_text(where_it_is(view, sweeping, planned))
        self.progress.setRange(0, max(planned or len(view.trials), 1))
        self.progress.setValue(ended(view))
        self._buttons.setCurrentWidget(self.stop if is_ours else self.go_on)
        self.stop.setEnabled(not sweeping.is_stopping)
        self.go_on.setEnabled(not view.is_running and not sweeping.is_going)
        self.best.setVisible(view.best is not None)
        self.best.setText(percent(view.best.value) if view.best else "")
        self.which.setText(f"best so far, in trial {view.best.number:,}" if view.best else _NONE_YET)
        self.values.setVisible(view.best is not None)
        self.values.show_text(values_word(view.best, record.space) if view.best else "")
        self.trial_actions.offer(view, (view.best,) if view.best else ())

    def _show_beginning(self) -> None:
        """While the images are read, or nothing is there."""
        sweeping = self._sweeping
        stage, done, total = sweeping.stage
        self.show_title(sweeping.name_of_going)
        self.words.show_text(f"{stage or 'Starting'}…" if sweeping.is_going else "")
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self.which.setText("")
        self.best.hide()
        self.values.hide()
        self._buttons.setCurrentWidget(self.stop)
        self.stop.setEnabled(sweeping.is_going and not sweeping.is_stopping)
        self.trial_actions.offer(None, ())
