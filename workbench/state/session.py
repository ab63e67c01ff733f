"""All that the pages of one window share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.opening import Kind, kind_of
from core.paths import DATABASE
from workbench.state.audit import Audit
from workbench.state.cache_care import CacheCare
from workbench.state.certainty import Certainty
from workbench.state.committee_training import CommitteeTraining
from workbench.state.datasets import Datasets
from workbench.state.design import Design
from workbench.state.evaluating import Evaluating
from workbench.state.evaluation_tools import EvaluationTools
from workbench.state.explaining import Explaining
from workbench.state.exporting import Exporting
from workbench.state.first_steps import FirstSteps
from workbench.state.following import Following
from workbench.state.history import History
from workbench.state.insight import Insight
from workbench.state.interruptions import Interruptions
from workbench.state.live import Live
from workbench.state.models import Models
from workbench.state.predictions import Predictions
from workbench.state.preferences import Preferences
from workbench.state.preloading import Preloading
from workbench.state.recent_pictures import RecentPictures
from workbench.state.reproducing import Reproducing
from workbench.state.run_actions import RunActions
from workbench.state.run_comparison import RunComparison
from workbench.state.run_list import RunList
from workbench.state.side_by_side import SideBySide
from workbench.state.sweeping import Sweeping
from workbench.state.tensorboard import TensorBoard
from workbench.state.thumbnails import Thumbnails
from workbench.state.training import Training
from workbench.state.tried import Tried
from workbench.state.uniting import Uniting
from workbench.state.what_happened import WhatHappened

if TYPE_CHECKING:
    from core.runs.store import RunStore

PREFERENCES_FILE = "window.ini"


class Session(QObject):
    """The objects at hand in one workspace.

    Attributes:
        workspace: Its folder.
        preferences: What is remembered from start to start, in a file of the workspace.
        settings: What is set for the whole window, in another.
        datasets: The dataset at hand.
        design: The experiment being designed.
        audit: What is wrong with the dataset at hand.
        models: The models that can answer, and the one that does.
        predictions: The pictures that were asked about.
        live: The camera that gives more of them.
        certainty: How probable an answer has to be to be given as one.
        explaining: What the answer about the current picture hangs on.
        side_by_side: What other models say about the current picture.
        exporting: A model written for other programs.
        thumbnails: Small pictures of those asked about.
        tried: The same pictures, and those of earlier starts.
        recent_pictures: Those asked about last.
        following: Keeps the models up with the runs that are being trained.
        evaluating: The figures of a model on a part of the dataset at hand.
        evaluation_tools: What is done with them.
        openers: What opens a path of each kind.
        training: The run at hand, and those that wait.
        history: The runs before it.
        runs: All runs of the workspace.
        run_actions: What is done with them.
        comparison: Those that are ticked, beside each other.
        interruptions: The runs that were cut short before the window was opened.
        tensorboard: All runs, in the browser.
        committee: The committee whose members are trained.
        uniting: The panel that makes a committee of finished runs.
        reproducing: The report's tables, repeated.
        sweeping: Searches among variants of an experiment.
        happened: What is to be said of the run at hand, once it is over.
        first_steps: The way from nothing to a first answer.
        cache: What can be made again, and is kept until then.
        preloading: What the pages stand on.
    """

    opened = Signal(str)
    """A path was handed to the part of the session that opens its kind, which is the signal's word."""
    page_wanted = Signal(str)
    """Key of the page on which something goes on that another page begins."""
    help_wanted = Signal(str)
    """Address of a term or a page that somebody wants to read about."""

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        is_first_start = not any((workspace / name).exists() for name in (PREFERENCES_FILE, DATABASE))
        self.preferences = Preferences(workspace / PREFERENCES_FILE)
        self.settings = self.preferences.settings
        self.preloading = Preloading(self)
        self.datasets = Datasets(self.preferences, self)
        self.design = Design(workspace, self.datasets, self)
        self.audit = Audit(self.datasets, self.design, self)
        self.models = Models(workspace, self.preferences, self)
        self.predictions = Predictions(self.models, self)
        self.live = Live(self.predictions, self)
        self.certainty = Certainty(self.settings, self)
        self.explaining = Explaining(self.models, self.predictions, self)
        self.side_by_side = SideBySide(self.models, self.predictions, self)
        self.exporting = Exporting(workspace, self)
        self.thumbnails = Thumbnails(self)
        self.tried = Tried(workspace, self.models, self.predictions, self)
        self.recent_pictures = RecentPictures(self.predictions, self.preferences, self)
        self.following = Following(self.models, self.predictions, self)
        self.evaluating = Evaluating(self.models, self.datasets, self)
        self.insight = Insight(self.evaluating, self)
        self.evaluation_tools = EvaluationTools(self.evaluating, self)
        self.openers: dict[Kind, Callable[[Path], None]] = {
            "dataset": lambda path: self.datasets.open(str(path)),
            "experiment": self._open_experiment,
            "model": self.models.choose_file,
        }
        self.training = Training(self.store, self)
        self.tensorboard = TensorBoard(workspace, self)
        self.history = History(self.store, self.training, self.datasets, self)
        self.happened = WhatHappened(self.store, self.training, self)
        self.first_steps = FirstSteps(self, is_first_start=is_first_start)
        self.runs = RunList(self.store, self.training, self)
        self.comparison = RunComparison(self.store, self.runs, self.datasets, self)
        self.run_actions = RunActions(self.store, self.training, self.design, self)
        self.interruptions = Interruptions(self.store, self.training, self.preferences, self)
        self.committee = CommitteeTraining(self.training, self.store, self.datasets, self)
        self.uniting = Uniting(self.store, self.datasets, self)
        self.reproducing = Reproducing(self.store, self.training, self.preferences, self)
        self.sweeping = Sweeping(workspace, self.store, self.preferences, self.design, self)
        self.cache = CacheCare(self.datasets, self.training, self.sweeping, self)
        self._connect_pages()
        self._connect_run_actions()
        self.settings.changed.connect(self._follow_settings)
        self._follow_settings()
        self._opening = threading.Lock()
        self._store: RunStore | None = None

    def resume(self) -> None:
        """Open again what was open the last time."""
        recent = self.datasets.recent
        if recent:
            self.datasets.open(recent[0])
        self.models.refresh()
        if (self.workspace / DATABASE).exists():
            self.training.recall()
            self.interruptions.look()
        self.first_steps.begin()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open what there is, each told by its content: the last dataset, experiment and model, and all pictures."""
        told = [(self._kind_of(path), path) for path in paths]
        pictures = [path for kind, path in told if kind == "picture"]
        for kind, path in {kind: path for kind, path in told if kind != "picture"}.items():
            self.openers[kind](path)
            self.opened.emit(kind)
        if pictures:
            self.predictions.ask(pictures)
            self.page_wanted.emit("predict")

    def _connect_pages(self) -> None:
        """What is done on one page begins, or shows, something on another."""
        self.reproducing.united.connect(self.models.refresh)
        self.sweeping.requested.connect(lambda: self.page_wanted.emit("sweeps"))
        self.sweeping.design_opened.connect(lambda: self.page_wanted.emit("design"))
        self.design.committee.train_requested.connect(self.committee.start)
        self.committee.compared.connect(lambda run_id: self.history.compare(run_id, is_compared=True))
        self.committee.united.connect(self.models.choose_committee)
        self.uniting.united.connect(self.models.choose_committee)
        self.design.data_requested.connect(lambda: self.page_wanted.emit("data"))
        self.design.train_requested.connect(self.training.start)
        for moment in (self.training.run_started, self.training.run_finished):
            moment.connect(self.models.refresh)
        self.training.run_finished.connect(self._open_data_of_run)

    def _connect_run_actions(self) -> None:
        self.run_actions.design_opened.connect(lambda: self.page_wanted.emit("design"))
        for part in (self.runs, self.history, self.models):
            self.run_actions.stored.connect(part.refresh)
        self.run_actions.stored.connect(self.interruptions.look_again)

    def _follow_settings(self) -> None:
        """What is begun from now on is as the settings say."""
        settings = self.settings.current
        self.training.histograms, self.training.threads = settings.weight_histograms, settings.threads_per_run
        self.design.backend = settings.backend

    def _open_data_of_run(self) -> None:
        """After a run that was started without a dataset at hand: not during it, which would make it slower."""
        run, datasets = self.training.run, self.datasets
        if run and run.started and not self.training.queue and datasets.dataset is None and not datasets.is_reading:
            datasets.open(run.source)

    def _open_experiment(self, file: Path) -> None:
        self.preloading.when_done(lambda: self.design.open_file(file))

    def _kind_of(self, path: Path) -> Kind:
        """What opens a path; what cannot be told is explained where datasets are opened."""
        try:
            return kind_of(path)
        except WorkbenchError:
            return "dataset"

    def store(self) -> RunStore:
        """The runs of the workspace, opened when they are first asked for, on any thread.

        Raises:
            WorkbenchError: The workspace cannot be written.
        """
        with self._opening:
            if self._store is None:
                from core.runs.store import RunStore  # noqa: PLC0415 - loads what only runs need

                self._store = RunStore(self.workspace)
            return self._store

    def close(self) -> None:
        """End all work, a run included, which is kept, and write what is to be remembered."""
        # From the last to the first, and all of them, also where a fault comes up in one: the draft, before a run takes
        # its time, and the settings at the end.
        with ExitStack() as parts:
            parts.callback(self.preferences.save)
            parts.callback(self._close_store)
            parts.callback(self.preloading.close)
            for part in (
                self.models,
                self.following,
                self.live,
                self.predictions,
                self.explaining,
                self.side_by_side,
                self.exporting,
                self.thumbnails,
                self.tried,
                self.evaluating,
                self.insight,
                self.evaluation_tools,
                self.datasets,
                self.audit,
                self.history,
                self.happened,
                self.runs,
                self.run_actions,
                self.comparison,
                self.interruptions,
                self.uniting,
                self.committee,
                self.reproducing,
                self.sweeping,
                self.cache,
            ):
                parts.callback(part.close)
            for last in (self.training.close, self.design.close, self.tensorboard.close):
                parts.callback(last)

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
