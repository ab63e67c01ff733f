"""The main window: rail, pipeline and status line around the pages."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QToolButton,
    QWidget,
)

from workbench.app.closing import ClosingDialog
from workbench.app.crash import show_former_crash
from workbench.app.help import add_help
from workbench.app.offers import offers_of
from workbench.app.pages import PAGES
from workbench.app.palette import Palette
from workbench.state.session import Session
from workbench.views import commands
from workbench.views.cards import ElidedLabel, label
from workbench.views.commands import bind
from workbench.views.help.desk import HelpDesk
from workbench.views.help.guide_bar import GuideBar
from workbench.views.shell.bad_end_bar import BadEndBar
from workbench.views.shell.interruption_bar import InterruptionBar
from workbench.views.shell.page_stack import PageArea
from workbench.views.shell.pipeline_line import PipelineLine
from workbench.views.shell.rail import Rail
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

TITLE = "Classifier Workbench"
_LAYOUT = "window"


class MainWindow(QMainWindow):
    """Shows the pages of one session.

    Attributes:
        rail: The pages' buttons.
        pipeline: The chips at the top.
        interruptions: What was cut short the last time, with the offer to go on; hidden while there is nothing.
        guide: The first steps; likewise.
        bad_end: That the program itself ended badly; likewise.
        pages: The pages, by key.
        help: The ways to the help.
        session: What they share.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme = theme
        self._may_end_run = self._may_lose_draft = False
        self.session = session
        self._look = (session.settings.current.appearance, session.settings.current.text_size)
        self.rail = Rail(theme)
        self.pipeline = PipelineLine()
        self.interruptions, self.bad_end = InterruptionBar(session.interruptions), BadEndBar()
        self.guide = GuideBar(theme, session.first_steps)
        self.pages: dict[str, QWidget] = {}
        self._area = PageArea()
        self._stack = self._area.stack
        self._status = ElidedLabel("quiet")
        self._lay_out()
        for entry in PAGES:
            self.pages[entry.key] = entry.build(theme, session)
            self._stack.addWidget(self.pages[entry.key])
            self.rail.add_page(entry.key, entry.word, entry.icon)
        self.rail.page_chosen.connect(self.show_page)
        self.rail.settings.clicked.connect(self._open_settings)
        session.settings.changed.connect(self._take_settings)
        self.pipeline.chosen.connect(self._show_page_of)
        session.datasets.changed.connect(self._show_dataset)
        session.design.changed.connect(self._show_experiment)
        session.design.committee.changed.connect(self._show_experiment)
        session.opened.connect(self._show_page_of)
        session.models.changed.connect(self._show_model)
        session.models.entries_changed.connect(self._show_model)
        session.page_wanted.connect(self.show_page)
        session.training.requested.connect(lambda: self.show_page("train"))
        session.training.run_changed.connect(self._show_run)
        self._add_keys()
        self._add_help()
        self._show_dataset()
        self._show_experiment()
        self.show_page(PAGES[0].key)
        self._take_place()

    def show_page(self, key: str) -> None:
        """Open a page, with the keyboard where it was on it the last time; at first, where the page wants it."""
        page = self.pages[key]
        before = page.focusWidget()
        self._stack.setCurrentWidget(page)
        (before if before is not None and before.isVisibleTo(page) else page).setFocus()
        self.rail.show_page(key)
        self.pipeline.show_current(next(entry.pipeline for entry in PAGES if entry.key == key))

    def say_ended_badly(self, report: str) -> None:
        """Say that an earlier process ended in native code, and offer to show where."""
        self.bad_end.show_report.clicked.connect(lambda: show_former_crash(report, self, self._theme))
        self.bad_end.show()

    def come_forward(self) -> None:
        """Be seen: not behind other windows, not minimised; where the system does not let it, ask for attention."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Return press the button that has the keyboard: outside of dialogs, Qt leaves that to Space."""
        button = QApplication.focusWidget()
        is_return = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat()
        if is_return and isinstance(button, QPushButton | QToolButton) and self.isAncestorOf(button):
            button.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where the window was, and leave nothing running; ask about a run first, and warn of a lost draft."""
        training, sweeping = self.session.training, self.session.sweeping
        is_run_going = training.is_busy and not training.is_ending
        is_sweep_going = sweeping.is_going and not sweeping.is_stopping
        if (is_run_going or is_sweep_going) and not self._may_end_run:
            event.ignore()
            self._ask_about_run()
            return
        if not (self.session.design.keep() or self._may_lose_draft):
            # The page says why and what to do; whoever closes the window again has read it.
            self._may_lose_draft = True
            event.ignore()
            self.show_page("design")
            return
        self.session.preferences.remember_layout(_LAYOUT, self.saveGeometry())
        # Gone from the screen at once, even where a library takes a moment to notice that it is to stop.
        self.hide()
        self.session.close()
        super().closeEvent(event)

    def _show_run(self) -> None:
        run, chip = self.session.training.run, self.pipeline.chips["run"]
        caption = run.caption if run else ""
        if caption != chip.name:
            chip.show_name(caption)

    def _ask_about_run(self) -> None:
        dialog = ClosingDialog(self.session.training, self.session.sweeping, self)
        self._theme.dress(dialog)
        dialog.keep_chosen.connect(self._end_run_and_close)
        dialog.discard_chosen.connect(self.session.training.discard)
        dialog.discard_chosen.connect(self._end_run_and_close)
        dialog.open()

    def _end_run_and_close(self) -> None:
        self._may_end_run = True
        self.close()

    def _take_place(self) -> None:
        """Stand where the window stood the last time; on a small screen at first, take all of it."""
        wanted = QSize(*Size.WINDOW)
        self.resize(wanted)
        available = self.screen().availableSize()
        if available.width() <= wanted.width() or available.height() <= wanted.height():
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.restoreGeometry(self.session.preferences.layout(_LAYOUT))

    def _lay_out(self) -> None:
        self.setMinimumSize(*Size.LEAST_WINDOW)
        self.setWindowIcon(self._theme.icon("workbench", "accent"))
        center = QWidget()
        grid = QGridLayout(center)
        grid.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        grid.setSpacing(Space.NONE)
        status = self._status_line()
        lines = (self.pipeline, self.bad_end, self.interruptions, self.guide, self._area, status)
        grid.addWidget(self.rail, 0, 0, len(lines), 1)
        for row, line in enumerate(lines):
            grid.addWidget(line, row, 1)
        grid.setRowStretch(lines.index(self._area), 1)
        self.setCentralWidget(center)
        bars = (self._area.verticalScrollBar(), self._area.horizontalScrollBar())
        for part in (self.rail, self.pipeline, self.bad_end, self.interruptions, self.guide, status, *bars):
            self._theme.dress(part)

    def _status_line(self) -> QFrame:
        line = QFrame()
        line.setObjectName("status")
        line.setAccessibleName("Status")
        line.setFixedHeight(Size.STATUS)
        row = QHBoxLayout(line)
        row.setContentsMargins(Space.PAGE, Space.NONE, Space.PAGE, Space.NONE)
        row.setSpacing(Space.PAGE)
        workspace = label(f"Workspace: {self.session.workspace.name}", "quiet")
        workspace.setToolTip(str(self.session.workspace))
        row.addWidget(workspace)
        row.addWidget(self._status, 1)
        return line

    def _add_keys(self) -> None:
        bind(self, commands.PALETTE, self._open_palette)
        bind(self, commands.SETTINGS, self.rail.settings)
        bind(self, commands.QUIT, self.close)
        self.rail.settings.setToolTip(commands.SETTINGS.hint("Settings"))

    def _add_help(self) -> None:
        self.help = HelpDesk(self._theme, self.session, self, self._current_key)
        self.help.fill(self.rail.help.menu())
        add_help(self.rail.help.menu(), self, self._theme)

    def _current_key(self) -> str:
        return next(key for key, page in self.pages.items() if page is self._stack.currentWidget())

    def _show_dataset(self) -> None:
        dataset = self.session.datasets.dataset
        self.pipeline.chips["dataset"].show_name(dataset.name if dataset else "")
        self.setWindowTitle(f"{dataset.name} — {TITLE}" if dataset else TITLE)
        self._status.show_text(dataset.source if dataset else "")

    def _show_experiment(self) -> None:
        committee = self.session.design.committee.recipe
        self.pipeline.chips["experiment"].show_name(committee.name if committee else self.session.design.name)

    def _show_model(self) -> None:
        model = self.session.models.current
        self.pipeline.chips["model"].show_name(self.session.models.title_of(model) if model else "")

    def _show_page_of(self, kind: str) -> None:
        self.show_page(next(entry.key for entry in PAGES if entry.pipeline == kind and entry.is_opened_by_chip))

    def _open_palette(self) -> None:
        page = self._stack.currentWidget() or self
        palette = Palette(self._theme, offers_of(page, self), self)
        self._theme.dress(palette)
        palette.open()

    def _open_settings(self) -> None:
        from workbench.views.settings.dialog import open_settings  # noqa: PLC0415 - loads NumPy: not with the window

        open_settings(self, self._theme, self.session)

    def _take_settings(self) -> None:
        """Whatever was set: what does not change the look costs nothing here."""
        settings = self.session.settings.current
        look = (settings.appearance, settings.text_size)
        if look != self._look:
            self._look = look
            self._theme.take(settings)
