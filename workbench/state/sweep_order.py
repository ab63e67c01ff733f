"""What a sweep is started with: what is searched, on which images, and by how many runs at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.experiment.base import Spec, field
from core.experiment.draft import errors_of
from core.experiment.fields import field_of
from core.sweeps.kept import SweepRecord
from core.sweeps.space import SearchSpace, grid_of
from workbench.state.numbers import number_text, typed_number
from workbench.state.preferences import Preferences

if TYPE_CHECKING:
    from core.sweeps.jobs import RunExecutor

_SECTION = "sweeps"
_RUNS = f"{_SECTION}/runs_at_a_time"
_NOTHING = "-"
_FIRST_TRIALS = 20
SETTINGS = ("sampler", "pruner", "trials", "seconds")
"""The fields of a `SearchSpace` that say how it is searched, and for how long."""


class Effort(Spec):
    """Who trains the trials: what was chosen the last time, on the threads and the cluster of the settings."""

    runs_at_a_time: int = field(1, ge=1, le=256, unit="runs", help="How many trials are trained side by side.")
    threads_per_run: int | None = field(
        None,
        ge=1,
        le=256,
        unit="threads",
        help="Of the matrix library, in each run; empty: the cores divided among the runs.",
    )
    cluster: str = field(
        "",
        max_length=200,
        help="Address of a dask scheduler, such as tcp://host:8786; local starts one; empty: processes of this window.",
    )

    @classmethod
    def remembered(cls, preferences: Preferences) -> Effort:
        """What a sweep begins with; where that cannot stand any more, what whoever chooses nothing has."""
        settings = preferences.settings.current
        draft: dict[str, Any] = {"threads_per_run": settings.threads_per_run, "cluster": settings.cluster}
        if word := preferences.word(_RUNS):
            draft["runs_at_a_time"] = typed_number(word, field_of(cls, "runs_at_a_time"))
        return cls() if errors_of(draft, cls) else cls.model_validate(draft)

    def remember(self, preferences: Preferences) -> None:
        """Keep for the next sweep what is no setting of the whole window."""
        preferences.remember_word(_RUNS, number_text(self.runs_at_a_time))

    def executor(self) -> RunExecutor:
        """Who trains, made anew; opened and closed by whoever runs the sweep.

        Raises:
            WorkbenchError: What is needed for a cluster is not installed, or it cannot be reached.
        """
        if not self.cluster:
            from core.sweeps.executors import ProcessPool  # noqa: PLC0415 - only for who trains here

            return ProcessPool(self.runs_at_a_time, self.threads_per_run)
        from core.sweeps.cluster import Cluster  # noqa: PLC0415 - an optional extra

        return Cluster(self.cluster, self.runs_at_a_time, self.threads_per_run)


def remembered_settings(preferences: Preferences) -> dict[str, Any]:
    """How the last sweep was searched, as fields of a `SearchSpace`; those that cannot stand any more are left out."""
    fields = [field_of(SearchSpace, name) for name in SETTINGS]
    found: dict[str, Any] = {}
    for one in fields:
        word = preferences.word(f"{_SECTION}/{one.name}")
        if word and word != _NOTHING:
            found[one.name] = typed_number(word, one) if one.is_number else word
        elif word:
            found[one.name] = None
    wrong = {fault.path for fault in errors_of({"name": "Sweep", "base": "", "vary": []} | found, SearchSpace)}
    settings = {one.name: one.default for one in fields} | {"trials": _FIRST_TRIALS}
    return settings | {name: value for name, value in found.items() if name not in wrong}


def remember_settings(preferences: Preferences, space: SearchSpace) -> None:
    """Keep how a sweep is searched for the next one."""
    for name in SETTINGS:
        preferences.remember_word(f"{_SECTION}/{name}", number_text(getattr(space, name)) or _NOTHING)


@dataclass(frozen=True)
class SweepOrder:
    """A sweep that is asked for.

    Attributes:
        space: What is searched.
        source: Of the images.
        effort: Who trains.
        record: The sweep that it goes on with; None where it may begin anew.
    """

    space: SearchSpace
    source: str
    effort: Effort
    record: SweepRecord | None = None


def planned_trials(space: SearchSpace) -> int | None:
    """How many trials there are to be in all; None where only the time decides.

    Raises:
        WorkbenchError: It is a grid of too many.
    """
    if space.sampler != "grid":
        return space.trials
    count = len(grid_of(space))
    return count if space.trials is None else min(space.trials, count)
