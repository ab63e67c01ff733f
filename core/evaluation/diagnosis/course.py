"""Rules about the course of both losses over the epochs: alternatives, of which the first that holds is told."""

from __future__ import annotations

from typing import Final

from core.evaluation.diagnosis.case import LATE, Case, about, epochs_words, figure, lowest, percent
from core.evaluation.diagnosis.finding import Finding, Level
from core.evaluation.diagnosis.remedies import against_overfitting, for_more_capacity, which_model
from core.evaluation.diagnosis.steps import jumps, silent_units
from core.training.events import Outcome

LEARNT_NOTHING: Final = 0.95
"""At least this fraction of the guessing loss: what is less than a twentieth below it can be noise."""
LUCKY: Final = 1.5
"""Times the accuracy of guessing: with more hits than that something was learnt, however large the misses' loss."""
RISE: Final = 0.1
"""By how much validation loss has risen where a network overfits: neighbouring epochs often differ by half of it."""
TRAIN_FALL: Final = 0.05
"""By how much training loss has fallen meanwhile: where it has not, a rising validation loss has other reasons."""
GAP: Final = 0.15
"""Accuracy on training images less that on validation images, in late epochs, which says the same of a loss at rest."""
HIGH_LOSS: Final = 0.5
"""Both losses above this fraction of the guessing loss: most of what could be known was not learnt."""
EARLY: Final = 3
"""The best epoch is early in the first third of a run."""
LEAST_FOR_THIRDS: Final = 9
"""Epochs of a run that can be looked at by thirds: three in each, so that one outlier decides nothing."""
AT_REST: Final = 0.01
"""A loss whose best of the last third is not even 1% below its best before is at rest."""
IMPROVING: Final = 0.02
"""A validation loss that fell by this much in the last quarter of a run was still falling."""
IMPROVING_AT_THE_END: Final = 0.05
"""The same where a schedule came to its end: a falling rate lowers the loss once, whatever there is left to learn."""
LEAST_FALL: Final = 0.01
"""Of the guessing loss: near 0, a loss that falls by some percent means nothing."""
LEAST_TO_JUDGE: Final = 3
"""Fewer epochs say nothing about whether a network learns."""
_QUARTERS, _THIRDS, _NEAR_THE_END = 4, 3, 10


def no_learning(case: Case) -> Finding | None:
    """Neither loss came below that of guessing, and hits are no more frequent."""
    guess, rows = case.guessing_loss, case.rows
    train, validation = lowest(rows, "train_loss"), lowest(rows, "validation_loss")
    if len(rows) < LEAST_TO_JUDGE or min(train, validation) < LEARNT_NOTHING * guess:
        return None
    if case.late("train_accuracy") > LUCKY * case.guessing_accuracy:
        return None
    rate = case.experiment.optimizer.learning_rate
    first, late = rows[0].train_loss, case.late("train_loss")
    if jumps(case) or silent_units(case) or late > first:
        tries = about(rate / 10)
    else:
        tries = about(rate * 10) if late > (1 - AT_REST) * first else f"{about(rate * 10)}, or {about(rate / 10)}"
    return Finding(
        kind="no-learning",
        level=Level.WRONG,
        title="It has learnt next to nothing",
        words=f"Training loss was {figure(train)} at best in {epochs_words(len(rows))}; guessing among "
        f"{case.classes:,} classes without a look at the picture gives {figure(guess)}.",
        advice=f"Try a learning rate of {tries} in place of {figure(rate)}. Look on Data whether the labels fit the "
        "images, and what the network sees of them.",
        term="underfitting",
        numbers={"train_loss": train, "validation_loss": validation, "guessing_loss": guess},
    )


def overfitting(case: Case) -> Finding | None:
    """Validation loss rises while training loss falls."""
    best, last, after = case.best, case.last, len(case.rows) - 1 - case.best_place
    late, train = case.late("validation_loss"), case.late("train_loss")
    if after < LATE or not best.validation_loss or not best.train_loss:
        return None
    rise, fall = late / best.validation_loss - 1, 1 - train / best.train_loss
    if rise < RISE or fall < TRAIN_FALL:
        return None
    return Finding(
        kind="overfitting",
        level=Level.ADVICE,
        title="It learns the training images by heart",
        words=f"Validation loss was lowest after epoch {best.epoch:,} of {last.epoch:,} and rose by {rise:.0%} since "
        f"({figure(best.validation_loss)} to {figure(late)}), while training loss fell ({figure(best.train_loss)} to "
        f"{figure(train)}).",
        advice=f"{against_overfitting(case.experiment)} {which_model(case.experiment, best.epoch)}",
        term="overfitting",
        numbers={"best_epoch": best.epoch, "last_epoch": last.epoch, "validation_rise": rise, "train_fall": fall},
    )


def wide_gap(case: Case) -> Finding | None:
    """Training images are recognised far better than others."""
    train, validation = case.late("train_accuracy"), case.late("validation_accuracy")
    if len(case.rows) < LEAST_TO_JUDGE or train - validation < GAP:
        return None
    return Finding(
        kind="overfitting",
        level=Level.ADVICE,
        title="It knows the training images much better than others",
        words=f"At the end, {percent(train)} of the training images were recognised and {percent(validation)} of the "
        f"validation images: {100 * (train - validation):.0f} points less.",
        advice=against_overfitting(case.experiment),
        term="overfitting",
        numbers={"train_accuracy": train, "validation_accuracy": validation, "gap": train - validation},
    )


def underfitting(case: Case) -> Finding | None:
    """Training images themselves are hardly learnt."""
    train, guess = case.late("train_loss"), case.guessing_loss
    late = min(train, case.late("validation_loss"))
    if len(case.rows) < LEAST_FOR_THIRDS or late < HIGH_LOSS * guess or is_improving(case):
        return None
    is_slow = case.gain("train_loss", len(case.rows) // _THIRDS) >= AT_REST
    return Finding(
        kind="underfitting",
        level=Level.ADVICE,
        title="It learns too slowly" if is_slow else "It is too weak, or too restrained, for these images",
        words=f"Training loss ended at {figure(train)}, {train / guess:.0%} of what guessing gives ({figure(guess)}), "
        f"and {percent(case.late('train_accuracy'))} of the training images were recognised"
        f"{'; it was still falling a little' if is_slow else ''}.",
        advice=for_more_capacity(case.experiment, is_slow=is_slow),
        term="underfitting",
        numbers={"train_loss": train, "guessing_loss": guess, "train_accuracy": case.late("train_accuracy")},
    )


def early_best(case: Case) -> Finding | None:
    """The best epoch came early, and the others changed nothing for the better."""
    best, count = case.best, len(case.rows)
    after = count - 1 - case.best_place
    if count < LEAST_FOR_THIRDS or case.best_place + 1 > count / EARLY:
        return None
    late = case.late("validation_loss")
    return Finding(
        kind="early-best",
        level=Level.ADVICE,
        title="The best epoch came early",
        words=f"Validation loss was lowest after epoch {best.epoch:,} of {case.last.epoch:,} "
        f"({figure(best.validation_loss)}); the {epochs_words(after)} since ended at {figure(late)}.",
        advice="Try fewer epochs or early stopping, and a lower learning rate or a schedule that falls. "
        f"{which_model(case.experiment, best.epoch)}",
        term="early-stopping",
        numbers={"best_epoch": best.epoch, "last_epoch": case.last.epoch, "late_validation_loss": late},
    )


def plateau(case: Case) -> Finding | None:
    """Nothing moves any more, though the rate would let it."""
    third = len(case.rows) // _THIRDS
    if len(case.rows) < LEAST_FOR_THIRDS or case.is_rate_over:
        return None
    if case.gain("validation_loss", third) >= AT_REST or case.gain("train_loss", third) >= AT_REST:
        return None
    before, since = (lowest(rows, "validation_loss") for rows in (case.rows[:-third], case.rows[-third:]))
    rate = case.last.learning_rate
    return Finding(
        kind="plateau",
        level=Level.ADVICE,
        title="It has come to rest",
        words=f"In the last {epochs_words(third)} neither loss became 1% lower than before: validation loss was "
        f"{figure(before)} at best until epoch {case.rows[-third - 1].epoch:,}, and {figure(since)} since.",
        advice=f"Try a rate that falls at the end (a cosine schedule, or {about(rate / 10)} in place of "
        f"{figure(rate)}), or a larger network. Early stopping saves epochs like these.",
        term="plateau",
        numbers={"epochs": third, "validation_loss_before": before, "validation_loss_since": since},
    )


def still_improving(case: Case) -> Finding | None:
    """It was ended while it still became better."""
    if not is_improving(case) or case.outcome not in {Outcome.COMPLETED, Outcome.STOPPED}:
        return None
    quarter = max(1, len(case.rows) // _QUARTERS)
    gain = case.gain("validation_loss", quarter)
    if case.is_rate_over:
        advice = "Train it again with more epochs: its schedule has brought the rate to its end."
    else:
        advice = "Let it go on with more epochs."
    return Finding(
        kind="still-improving",
        level=Level.ADVICE,
        title="It was still improving",
        words=f"Validation loss fell by {percent(gain)} in the last {epochs_words(quarter)}, "
        f"to {figure(case.best.validation_loss)} after epoch {case.best.epoch:,} of {case.last.epoch:,}.",
        advice=advice,
        term="epoch",
        numbers={"epochs": quarter, "gain": gain, "best_epoch": case.best.epoch},
    )


def is_improving(case: Case) -> bool:
    """Whether validation loss was still falling at the end."""
    count = len(case.rows)
    if count < 2 or count - 1 - case.best_place > count // _NEAR_THE_END:
        return False
    quarter = max(1, count // _QUARTERS)
    gain = case.gain("validation_loss", quarter)
    if gain * lowest(case.rows[:-quarter], "validation_loss") < LEAST_FALL * case.guessing_loss:
        return False
    return gain >= (IMPROVING_AT_THE_END if case.is_rate_over else IMPROVING)


COURSE: Final = (no_learning, overfitting, wide_gap, underfitting, early_best, plateau, still_improving)
