"""Sweeps and their trials in words."""

from __future__ import annotations

from typing import Any

from core.experiment.draft import value_at
from core.sweeps.space import SearchSpace
from core.sweeps.study import Trial, TrialState
from core.sweeps.varied import Range, Scalar, Varied
from core.sweeps.view import SweepView
from workbench.state.sweeping import Sweeping
from workbench.views.design.words import choice_word

_CLOCK = 60


def value_word(value: Scalar) -> str:
    """A value of a varied field."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "none"
    if isinstance(value, str):
        return choice_word(value)
    return f"{value:.4g}" if isinstance(value, float) else f"{value:,}"


def heads_of(space: SearchSpace) -> dict[str, str]:
    """What to call the varied fields, by path: "Learning rate", "Dropout rate"; with places where two share a name."""
    heads = {one.path: _head(one.path, space.base) for one in space.vary}
    count = list(heads.values()).count
    return {path: head if count(head) == 1 else f"{head} ({_place(path)})" for path, head in heads.items()}


def _head(path: str, base: str | dict[str, Any]) -> str:
    """The last part of a path in plain words, after the type of the layer that it is of."""
    parent, _, end = path.rpartition(".")
    words = end.replace("_", " ")
    if parent.startswith("network.layers[") and isinstance(base, dict):
        return f"{value_at(base, parent)['type']} {words}"
    return words.capitalize()


def _place(path: str) -> str:
    parent = path.rpartition(".")[0]
    layer = parent.partition("layers[")[2].partition("]")[0]
    return f"layer {int(layer) + 1}" if layer.isdigit() else parent


def span_word(varied: Varied) -> str:
    """How a field varies."""
    if not isinstance(varied, Range):
        return ", ".join(value_word(value) for value in varied.values)
    how = " log" if varied.log else f" by {varied.step:g}" if varied.step is not None else ""
    return f"{varied.low:g} to {varied.high:g}{how}"


def vary_words(space: SearchSpace) -> str:
    """What is varied, in a line a field."""
    heads = heads_of(space)
    return "\n".join(f"{heads[one.path]}: {span_word(one)}" for one in space.vary)


def state_of_trial(trial: Trial, view: SweepView) -> str:
    """How far a trial is, in a word."""
    if trial.state is TrialState.OPEN:
        return "running" if view.is_running else "cut short"
    return str(trial.state)


def values_word(trial: Trial, space: SearchSpace) -> str:
    """The values of a trial in a line."""
    heads = heads_of(space)
    return "  ·  ".join(f"{heads[path]} {value_word(value)}" for path, value in trial.values.items())


def ended(view: SweepView) -> int:
    """How many trials have their result."""
    return len(view.trials) - len(view.of_state(TrialState.OPEN))


def where_it_is(view: SweepView, sweeping: Sweeping, planned: int | None) -> str:
    """How far a sweep is, in a line."""
    is_ours = sweeping.going is not None and sweeping.going.sweep_id == view.record.sweep_id
    of = f" of {planned:,}" if planned is not None else ""
    done = f"{ended(view):,}{of} trials"
    if is_ours and sweeping.is_stopping:
        return f"Stopping: what is trained is kept · {done}"
    if view.is_running or is_ours:
        count = len(view.running)
        return f"{done} · {count:,} being trained" if count else f"{done} · starting"
    if view.of_state(TrialState.OPEN):
        return f"{done} · cut short, and can go on"
    if planned is not None and ended(view) < planned:
        return f"{done} · stopped, and can go on"
    return f"{done} · finished"


def budget_word(space: SearchSpace, planned: int | None) -> str:
    """What ends a search."""
    parts = [f"{planned:,} trials"] if planned is not None else []
    if space.seconds is not None:
        parts.append(f"{space.seconds / _CLOCK:g} minutes")
    return " or ".join(parts)


def faults_of(view: SweepView) -> str:
    """Why trials failed, each reason once."""
    failed = view.of_state(TrialState.FAILED)
    reasons = " ".join(dict.fromkeys(trial.reason for trial in failed if trial.reason))
    return f"{len(failed):,} {'trial' if len(failed) == 1 else 'trials'} failed: {reasons}" if failed else ""
