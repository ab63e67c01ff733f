"""Training a committee from the window: its members as runs in the queue, and their union when the last one ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.datasets import Datasets
from workbench.state.training import Training

if TYPE_CHECKING:  # pydantic comes with the first experiment: the window is there before it
    from core.data.dataset import ImageDataset
    from core.evaluation.evaluation import Evaluation
    from core.experiment.committee import CommitteeRecipe
    from core.experiment.spec import Experiment
    from core.runs.store import RunStore


class MemberPhase(Enum):
    """Where a member is."""

    WAITING = "waiting"
    TRAINING = "training"
    DONE = "done"
    MISSING = "missing"


class Member:
    """One of the models that a committee is to be made of.

    Attributes:
        experiment: What it is trained with. Whatever run has this very object trains the member, also one that is
            trained again after a failure.
        run_id: The run that left its model; empty while none has.
        accuracy: On its validation images, in the epoch that was kept; None likewise.
        ending: How its last run ended where that left no model to unite, in a word or two.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.run_id = ""
        self.accuracy: float | None = None
        self.ending = ""


@dataclass(frozen=True)
class United:
    """The committee that was made.

    Attributes:
        committee_id: Its id in the workspace.
        test: Its figures on what was held back from all members; None where nobody measured it.
        best_member: The highest accuracy of a member on its own test images; None likewise.
    """

    committee_id: str
    test: Evaluation | None
    best_member: float | None


class CommitteeTraining(QObject):
    """Queues the members of one committee, watches them end, and unites them.

    A member that fails, is discarded or is taken out of the queue does not end the others: the committee waits until
    it was trained again.

    Attributes:
        recipe: The committee; None before the first.
        source: What it is trained on.
        members: Its members, in their order.
        result: What came of it; None until the members are united.
        error: Why there is no committee, and what to do; None where all is well.
    """

    changed = Signal()
    compared = Signal(str)
    """A member's run of this id is over, and the next one begins: time to show their curves together."""
    united = Signal(str)
    """The committee of this id is in the workspace."""

    def __init__(
        self, training: Training, store: Callable[[], RunStore], datasets: Datasets, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.recipe: CommitteeRecipe | None = None
        self.source = ""
        self.members: tuple[Member, ...] = ()
        self.result: United | None = None
        self.error: WorkbenchError | None = None
        self._training, self._store, self._datasets = training, store, datasets
        self._uniting = Background(self)
        self._uniting.succeeded.connect(self._take)
        self._uniting.failed.connect(self._refuse)
        training.queue_changed.connect(self._look)
        training.run_started.connect(self._compare)
        training.run_finished.connect(self._end_member)

    @property
    def is_going(self) -> bool:
        """Whether members are trained or wait for it, or are being united."""
        phases = {self.phase_of(member) for member in self.members}
        return self._uniting.is_busy or bool(phases & {MemberPhase.WAITING, MemberPhase.TRAINING})

    @property
    def is_uniting(self) -> bool:
        """Whether all members are there and become one."""
        return self._uniting.is_busy

    @property
    def missing(self) -> list[Member]:
        """Those that nothing trains any more and that have no model."""
        return [member for member in self.members if self.phase_of(member) is MemberPhase.MISSING]

    def phase_of(self, member: Member) -> MemberPhase:
        """Where a member is."""
        run = self._training.run
        if run is not None and not run.is_over and run.experiment is member.experiment:
            return MemberPhase.TRAINING
        if any(waiting.experiment is member.experiment for waiting in self._training.queue):
            return MemberPhase.WAITING
        return MemberPhase.DONE if member.run_id else MemberPhase.MISSING

    def start(self, recipe: CommitteeRecipe, experiments: Sequence[Experiment], source: str) -> None:
        """Queue every member, after all that was asked for before."""
        if self.is_going:
            return
        self.recipe, self.source = recipe, source
        # Objects of their own: the same committee can be trained a second time.
        self.members = tuple(Member(experiment.model_copy()) for experiment in experiments)
        self.result = self.error = None
        self._queue(self.members)

    def train_missing(self) -> None:
        """Queue those members again that have no model."""
        self.error = None
        self._queue(self.missing)

    def dismiss(self) -> None:
        """Think no more of the committee; its runs stay."""
        if not self.is_going:
            self.recipe, self.members, self.result, self.error = None, (), None, None
            self.changed.emit()

    def close(self) -> None:
        """Leave no work behind."""
        self._uniting.close()

    def _queue(self, members: Sequence[Member]) -> None:
        for member in members:
            member.ending = ""
            self._training.start(member.experiment, self.source)
        self.changed.emit()

    def _end_member(self, run_id: str) -> None:
        run = self._training.run
        member = next((one for one in self.members if run and one.experiment is run.experiment), None)
        if run is None or member is None or self.result is not None:
            return
        from core.training.events import Outcome  # noqa: PLC0415 - a run has ended, so all that is there
        from workbench.state.endings import title_of_ending  # noqa: PLC0415

        # The best epoch before a divergence is a model, but not the one that the recipe asks for.
        outcome = run.finished.outcome if run.finished else None
        if run.has_model and outcome in (Outcome.COMPLETED, Outcome.STOPPED):
            kept = run.best if run.experiment.keep == "best" else run.metrics
            member.run_id, member.accuracy = run_id, kept.validation_accuracy if kept else None
        else:
            member.ending = title_of_ending(run).lower()
        self._look()

    def _look(self) -> None:
        """Unite the members where all are there, or say why that will not be."""
        if self.recipe is None or self.result is not None or self._uniting.is_busy:
            return
        if all(self.phase_of(member) is MemberPhase.DONE for member in self.members):
            self.error = None
            run_ids = [member.run_id for member in self.members]
            self._uniting.start(partial(_united, self._store, self.recipe, run_ids, self._datasets.dataset))
        elif not self.is_going:
            self.error = self._why_not()
        else:
            self.error = None
        self.changed.emit()

    def _why_not(self) -> WorkbenchError:
        missing = [f"{one.experiment.name} ({one.ending or 'taken out of the queue'})" for one in self.missing]
        return WorkbenchError(
            f"{'A member is' if len(missing) == 1 else 'Members are'} missing: {', '.join(missing)}.",
            "Press Train what is missing to try again; or unite the others, with Unite… below.",
        )

    def _compare(self, run_id: str) -> None:
        ended = [member.run_id for member in self.members if member.run_id not in ("", run_id)]
        run = self._training.run
        if any(run and member.experiment is run.experiment for member in self.members):
            for one in ended:
                self.compared.emit(one)
        self.changed.emit()

    def _take(self, result: United) -> None:
        self.result = result
        self.changed.emit()
        self.united.emit(result.committee_id)

    def _refuse(self, error: WorkbenchError) -> None:
        self.error = error
        self.changed.emit()


def _united(
    store: Callable[[], RunStore],
    recipe: CommitteeRecipe,
    run_ids: Sequence[str],
    dataset: ImageDataset | None,
    progress: Progress,
) -> United:
    from core.training.members import unite_runs  # noqa: PLC0415 - loads NumPy, off the window's thread

    progress("Uniting", 0, 0)
    opened = store()
    runs = [opened.run(run_id) for run_id in run_ids]
    at_hand = dataset if dataset is not None and {run.data_sha256 for run in runs} == {dataset.sha256} else None
    path, committee = unite_runs(recipe, runs, opened, at_hand)
    figures = committee.manifest.measurements
    of_members = [member.manifest.measurements[-1].evaluation.accuracy for member in committee.members]
    return United(path.parent.name, figures[-1].evaluation if figures else None, max(of_members))
