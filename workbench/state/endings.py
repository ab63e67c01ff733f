"""How runs ended, in words: what happened, and what to do where something went wrong."""

from __future__ import annotations

from core.errors import WorkbenchError
from core.training.events import Outcome
from workbench.state.live_run import LiveRun

_VERBS = {
    Outcome.DIVERGED: "diverged",
    Outcome.FAILED: "failed",
    Outcome.INTERRUPTED: "was interrupted",
}
_TITLES = {
    Outcome.COMPLETED: "Completed",
    Outcome.STOPPED: "Stopped and kept",
    Outcome.DISCARDED: "Discarded",
    Outcome.DIVERGED: "Diverged",
    Outcome.FAILED: "Failed",
    Outcome.INTERRUPTED: "Interrupted",
}


def title_of_ending(run: LiveRun) -> str:
    """The outcome in a word or two; empty while there is none."""
    return _TITLES[run.finished.outcome] if run.finished else ""


def words_of_ending(run: LiveRun) -> str:
    """One line on what became of the run; empty while it goes on."""
    if run.finished is None:
        return ""
    if run.finished.outcome in _VERBS:
        return _what_is_left(run)
    reason = run.finished.reason
    if run.finished.outcome is Outcome.COMPLETED:
        epochs = run.experiment.epochs
        reason = reason or (f"All {epochs:,} epochs are done." if epochs > 1 else "Its one epoch is done.")
    return f"{reason} {_which_model(run)}".strip()


def error_of_ending(run: LiveRun, log: str) -> WorkbenchError | None:
    """What is to be shown of a run that went wrong; None for the others.

    Args:
        run: A run that has ended.
        log: The end of what its process printed.
    """
    if run.finished is None or run.finished.outcome not in _VERBS:
        return None
    where = f" in epoch {run.epoch} of {run.experiment.epochs}" if run.started and run.epoch else ""
    message = f"{run.experiment.name} ({run.name}) {_VERBS[run.finished.outcome]}{where}."
    return WorkbenchError(message, f"{run.finished.reason} {_what_is_left(run)}".strip(), log)


def _which_model(run: LiveRun) -> str:
    kept = run.best if run.experiment.keep == "best" else run.metrics
    if not run.has_model:
        return ""
    return f"The model is that of epoch {kept.epoch}." if kept else "The model is that of its first batches."


def _what_is_left(run: LiveRun) -> str:
    if run.has_model and run.best:
        return f"The model of epoch {run.best.epoch}, the best until then, is kept."
    if run.checkpoint_epoch:
        return f"The epochs until {run.checkpoint_epoch} are recorded, but there is no model."
    return "Nothing was trained that could be kept."
