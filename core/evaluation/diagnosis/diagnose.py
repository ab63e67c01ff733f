"""From a run's curves and counts to what is to be said of it."""

from __future__ import annotations

from core.evaluation.diagnosis.case import Case, epochs_words, figure, percent
from core.evaluation.diagnosis.classes import CLASSES
from core.evaluation.diagnosis.course import COURSE
from core.evaluation.diagnosis.finding import Finding, Level
from core.evaluation.diagnosis.steps import divergence, jumps, silent_units


def diagnose(case: Case) -> tuple[Finding, ...]:
    """All that is to be said of a run, what matters most first; nothing where no epoch was finished.

    Of the course of the losses one thing is said, the first that holds. What diverged or learnt nothing has no better
    to be said of its classes. A run of which nothing else is to be said went as it should, which is a finding too.
    """
    if diverged := divergence(case):
        return (diverged,)
    if not case.rows:
        return ()
    course = next((found for rule in COURSE if (found := rule(case))), None)
    nothing_learnt = course is not None and course.kind == "no-learning"
    rules = (jumps, silent_units, *(() if nothing_learnt else CLASSES))
    findings = [course, *(rule(case) for rule in rules)]
    return tuple(filter(None, findings)) or (as_it_should(case),)


def as_it_should(case: Case) -> Finding:
    """Nothing to mend."""
    first, best = case.rows[0], case.best
    train, validation = case.late("train_accuracy"), case.late("validation_accuracy")
    return Finding(
        kind="as-it-should",
        level=Level.FINE,
        title="It went as it should",
        words=f"Validation loss came from {figure(first.validation_loss)} to {figure(best.validation_loss)} in "
        f"{epochs_words(len(case.rows))}, lowest after epoch {best.epoch:,}. At the end, {percent(train)} of the "
        f"training images and {percent(validation)} of the validation images were recognised.",
        term="epoch",
        numbers={"best_epoch": best.epoch, "train_accuracy": train, "validation_accuracy": validation},
    )
