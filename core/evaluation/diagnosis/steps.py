"""Rules about single steps: a loss that is no number, one that jumps, units that fell silent."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from core.evaluation.diagnosis.case import Case, about, figure, percent
from core.evaluation.diagnosis.finding import Finding, Level
from core.evaluation.diagnosis.remedies import against_dead_units
from core.training.events import EpochMetrics, Outcome

TRAIN_JUMP: Final = 0.2
"""Training loss is a mean over all updates of an epoch: at a fitting rate it hardly ever rises by a fifth."""
VALIDATION_JUMP: Final = 0.5
"""Validation loss is that of one moment, and swings more."""
LEAST_JUMP: Final = 0.02
"""Of the guessing loss: near 0, a loss that doubles means nothing."""
LEAST_JUMPS: Final = 2
"""One jump happens to any run."""
SILENT: Final = 0.5
"""Share of a layer's units that do nothing: half as many would do the same."""


def divergence(case: Case) -> Finding | None:
    """The loss is no number any more."""
    if case.outcome is not Outcome.DIVERGED:
        return None
    experiment, rows = case.experiment, case.rows
    rate = experiment.optimizer.learning_rate
    epoch = rows[-1].epoch + 1 if rows else 1
    before = f"; after epoch {rows[-1].epoch:,} training loss was {figure(rows[-1].train_loss)}" if rows else ""
    advice = f"Try a learning rate of {about(rate / 10)}, a tenth of the present {figure(rate)}"
    if experiment.loss.reduction == "sum":
        advice += f"; with a summed loss, a step is up to {experiment.batch_size:,} times as long as with its mean"
    if not experiment.schedule.warmup_epochs and experiment.schedule.shape != "one_cycle":
        advice += ", or begin with a warm-up"
    return Finding(
        kind="divergence",
        level=Level.WRONG,
        title="It diverged",
        words=f"The loss was no longer a finite number in epoch {epoch:,} of {experiment.epochs:,}{before}. Every step "
        "overshot and made the next one longer.",
        advice=f"{advice}.",
        term="divergence",
        numbers={"epoch": epoch, "learning_rate": rate},
    )


def jumps(case: Case) -> Finding | None:
    """The loss jumped up, again and again: steps are too long."""
    found = [(before, after) for before, after in pairwise(case.rows) if _jumps(before, after, case.guessing_loss)]
    if len(found) < LEAST_JUMPS:
        return None
    before, after = max(found, key=lambda pair: _height(*pair))
    part = "training" if _rise(before, after, "train_loss") >= TRAIN_JUMP else "validation"
    name = "train_loss" if part == "training" else "validation_loss"
    rate = case.experiment.optimizer.learning_rate
    has_warmup = case.experiment.schedule.warmup_epochs or case.experiment.schedule.shape == "one_cycle"
    more = "a longer warm-up" if has_warmup else "a warm-up"
    return Finding(
        kind="rate-too-high",
        level=Level.ADVICE,
        title="The learning rate looks too high",
        words=f"In {len(found):,} of {len(case.rows):,} epochs the loss jumped up, most in epoch {after.epoch:,}: "
        f"{part} loss went from {figure(getattr(before, name))} to {figure(getattr(after, name))}.",
        advice=f"Try {about(rate / 3)} in place of {figure(rate)}, {more}, or a larger batch.",
        term="learning-rate",
        numbers={"jumps": len(found), "epoch": after.epoch, "learning_rate": rate},
    )


def silent_units(case: Case) -> Finding | None:
    """Most units of a ReLU layer are 0 whatever they see."""
    shares = case.last.dead_units
    if not shares or max(shares.values()) < SILENT:
        return None
    layer = max(shares, key=shares.__getitem__)
    return Finding(
        kind="silent-units",
        level=Level.ADVICE,
        title="Many units have fallen silent",
        words=f"At the end, {percent(shares[layer])} of the units of {layer} were 0 for every validation image: they "
        "pass nothing on, and no gradient reaches them.",
        advice=against_dead_units(case.experiment),
        term="relu",
        numbers={layer: share for layer, share in shares.items() if share >= SILENT},
    )


def _jumps(before: EpochMetrics, after: EpochMetrics, guess: float) -> bool:
    limits = {"train_loss": TRAIN_JUMP, "validation_loss": VALIDATION_JUMP}
    return any(
        _rise(before, after, name) >= limit and getattr(after, name) - getattr(before, name) >= LEAST_JUMP * guess
        for name, limit in limits.items()
    )


def _rise(before: EpochMetrics, after: EpochMetrics, name: str) -> float:
    return float(getattr(after, name) / max(getattr(before, name), 1e-12) - 1)


def _height(before: EpochMetrics, after: EpochMetrics) -> float:
    return max(after.train_loss - before.train_loss, after.validation_loss - before.validation_loss)
