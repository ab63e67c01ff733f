"""What was tried in a sweep and what to try next: Optuna, behind plain values.

A trial's values, results and run are lines of a journal file (Optuna's), each on disk before the next step is taken. A
kill may cut the last line short; it is dropped when the journal is opened for writing again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.runs.failures import explained
from core.sweeps.methods import distributions_of, neat, pruner_of, sampler_of
from core.sweeps.space import SearchSpace, grid_of
from core.sweeps.varied import Scalar

if TYPE_CHECKING:  # takes half a second to load: left until a sweep is asked for
    import optuna
    from optuna.distributions import BaseDistribution

_NAME: Final = "sweep"
_RUN: Final = "run_id"
_REASON: Final = "reason"
# With fewer, importances say more about chance than about the fields.
_LEAST_FOR_IMPORTANCES: Final = 8


class TrialState(StrEnum):
    """How far a trial is."""

    WAITING = "waiting"
    OPEN = "open"
    COMPLETED = "completed"
    PRUNED = "pruned"
    FAILED = "failed"


@dataclass(frozen=True)
class Trial:
    """One try.

    Attributes:
        number: Counts from 1.
        values: Of the varied fields, by path.
        state: How far it is.
        value: Validation accuracy, of the epoch that the run keeps; of a pruned one, of its last. None before.
        accuracies: Validation accuracy after each epoch that was reported, by its number.
        run_id: Its run, or the one that went on with that; empty before it has one.
        reason: For people: why it ended as it did, where that needs saying.
    """

    number: int
    values: Mapping[str, Scalar]
    state: TrialState
    value: float | None = None
    accuracies: Mapping[int, float] = field(default_factory=dict)
    run_id: str = ""
    reason: str = ""


class Study:
    """The trials of a sweep, for the one process that works on it.

    Args:
        journal: The file; made where there is none.
        space: What is searched.

    Raises:
        WorkbenchError: The file cannot be written.
    """

    def __init__(self, journal: Path, space: SearchSpace) -> None:
        import optuna  # noqa: PLC0415 - takes half a second

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        with explained(journal):
            _mend(journal)
            self._storage = _storage(journal)
            self._space = space
            self._distributions = distributions_of(space)
            self._study = optuna.create_study(
                storage=self._storage,
                study_name=_NAME,
                direction="maximize",
                pruner=pruner_of(space),
                load_if_exists=True,
            )
        self._study.sampler = sampler_of(space, len(self._study.trials))
        self._study_id = self._storage.get_study_id_from_name(_NAME)

    @property
    def trials(self) -> list[Trial]:
        """All of them, in their order."""
        return [_plain(one) for one in self._study.get_trials(deepcopy=False)]

    def trial(self, number: int) -> Trial:
        """The trial of that number."""
        return _plain(self._frozen(number))

    def ask(self, budget: int | None) -> Trial | None:
        """What to try next; None where nothing is left, or as many were tried as there are to be in all."""
        # A kill leaves one without values, which was never tried.
        tried = [trial.values for trial in self.trials if self._is_whole(trial)]
        left: list[dict[str, Scalar]] | None = None
        if self._space.sampler == "grid":
            left = [values for values in grid_of(self._space) if values not in tried]
        if left == [] or (budget is not None and len(tried) >= budget):
            return None
        # A kill may also leave one that was about to be tried: it comes first by itself.
        if left and not any(trial.state is TrialState.WAITING for trial in self.trials):
            self._study.enqueue_trial(left[0])
        return self.trial(self._study.ask(self._distributions).number + 1)

    def open_trials(self) -> list[Trial]:
        """Those that an earlier process left open; what was never tried is closed."""
        found = [trial for trial in self.trials if trial.state is TrialState.OPEN]
        for trial in found:
            if not self._is_whole(trial):
                self.fail(trial.number, "It was cut short before it had values.")
        return [trial for trial in found if self._is_whole(trial)]

    def set_run(self, number: int, run_id: str) -> None:
        """Note which run a trial is, before that is begun."""
        self._storage.set_trial_user_attr(self._id(number), _RUN, run_id)

    def report(self, number: int, epoch: int, accuracy: float) -> None:
        """Note an epoch of an open trial; one that is known stays as it is."""
        if epoch not in self._frozen(number).intermediate_values:
            self._storage.set_trial_intermediate_value(self._id(number), epoch, accuracy)

    def should_prune(self, number: int) -> bool:
        """Whether an open trial is not worth going on with."""
        frozen = self._frozen(number)
        return bool(frozen.intermediate_values) and self._study.pruner.prune(self._study, frozen)

    def complete(self, number: int, value: float) -> None:
        """Close an open trial with its validation accuracy."""
        self._study.tell(number - 1, value)

    def prune(self, number: int, reason: str = "") -> None:
        """Close an open trial that was ended early, or diverged."""
        self._close(number, "PRUNED", reason)

    def fail(self, number: int, reason: str) -> None:
        """Close an open trial that could not be tried."""
        self._close(number, "FAIL", reason)

    def _is_whole(self, trial: Trial) -> bool:
        return trial.values.keys() == self._distributions.keys()

    def _close(self, number: int, state: str, reason: str) -> None:
        from optuna.trial import TrialState as State  # noqa: PLC0415

        if reason:
            self._storage.set_trial_user_attr(self._id(number), _REASON, reason)
        self._study.tell(number - 1, state=State[state])

    def _id(self, number: int) -> int:
        return self._storage.get_trial_id_from_study_id_trial_number(self._study_id, number - 1)

    def _frozen(self, number: int) -> optuna.trial.FrozenTrial:
        return self._storage.get_trial(self._id(number))


def read_trials(journal: Path) -> tuple[list[Trial], dict[str, float]]:
    """All trials of a journal, and how much each field matters; from any process, whoever writes to it.

    Importances are those of PED-ANOVA (Watanabe et al. 2023) and add up to 1; empty while too few trials are complete.
    """
    import optuna  # noqa: PLC0415 - takes half a second

    if not journal.exists():
        return [], {}
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with explained(journal):
        storage = _storage(journal)
        if not storage.get_all_studies():
            return [], {}
        study = optuna.load_study(storage=storage, study_name=_NAME)
        return [_plain(one) for one in study.get_trials(deepcopy=False)], _importances(study)


def _importances(study: optuna.Study) -> dict[str, float]:
    from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances  # noqa: PLC0415
    from optuna.trial import TrialState as State  # noqa: PLC0415

    complete = study.get_trials(deepcopy=False, states=(State.COMPLETE,))
    if len(complete) < _LEAST_FOR_IMPORTANCES or len({trial.value for trial in complete}) == 1:
        return {}
    # Among so few, the best tenth would be one or two.
    evaluator = PedAnovaImportanceEvaluator(target_quantile=0.25)
    return {path: float(share) for path, share in get_param_importances(study, evaluator=evaluator).items()}


def _storage(journal: Path) -> optuna.storages.JournalStorage:
    from optuna.storages import JournalStorage  # noqa: PLC0415
    from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock  # noqa: PLC0415

    # Symbolic links, the default lock, need a privilege on Windows.
    return JournalStorage(JournalFileBackend(str(journal), JournalFileOpenLock(str(journal))))


def _mend(journal: Path) -> None:
    """Drop what a killed process left: half a line, and its hold on the file. Nobody else writes now."""
    journal.with_name(f"{journal.name}.lock").unlink(missing_ok=True)
    if journal.exists():
        content = journal.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with journal.open("r+b") as file:
                file.truncate(whole)


def _plain(frozen: optuna.trial.FrozenTrial) -> Trial:
    from optuna.trial import TrialState as State  # noqa: PLC0415

    states = {
        State.WAITING: TrialState.WAITING,
        State.RUNNING: TrialState.OPEN,
        State.COMPLETE: TrialState.COMPLETED,
        State.PRUNED: TrialState.PRUNED,
        State.FAIL: TrialState.FAILED,
    }
    attributes: dict[str, Any] = frozen.user_attrs
    return Trial(
        number=frozen.number + 1,
        values={path: _value(one, frozen.distributions[path]) for path, one in frozen.params.items()},
        state=states[frozen.state],
        value=frozen.value,
        accuracies=dict(frozen.intermediate_values),
        run_id=attributes.get(_RUN, ""),
        reason=attributes.get(_REASON, ""),
    )


def _value(value: Any, distribution: BaseDistribution) -> Scalar:
    """As a person would write it, where it was calculated; a choice is what was to be chosen from."""
    from optuna.distributions import FloatDistribution  # noqa: PLC0415

    return neat(value) if isinstance(distribution, FloatDistribution) else value
