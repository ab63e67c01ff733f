"""Rules about single classes, from the confusion matrix of the kept model on the validation images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.evaluation.diagnosis.case import Case, percent
from core.evaluation.diagnosis.finding import Finding, Level
from core.evaluation.evaluation import Evaluation

LEAST_IMAGES: Final = 5
"""Images of a class that can be said something about."""
UNEVEN: Final = 1.5
"""Times as many images as its part among equal classes has the class that can hide behind accuracy."""
HARDLY_BETTER: Final = 0.02
"""Accuracy above that of naming the most frequent class for which nobody would train a network."""
RARE: Final = 0.5
"""Images of a class against the mean over all classes, below which it is rare."""
BADLY_KNOWN: Final = 0.5
"""Share of a class that is recognised, against that of all images, below which it is neglected."""
_MOST_NAMED: Final = 4


def never_answered(case: Case) -> Finding | None:
    """Classes that are there, and never the answer."""
    evaluation = case.evaluation
    missing = _never(evaluation) if evaluation else []
    if evaluation is None or not missing:
        return None
    images = [evaluation.per_class[name].support for name in missing]
    one = len(missing) == 1
    return Finding(
        kind="class-never-answered",
        level=Level.ADVICE,
        title="A class is never the answer" if one else "Some classes are never the answer",
        words=f"None of {evaluation.images:,} validation images was taken for {_named(missing)}, though "
        f"{sum(images):,} of them show {'it' if one else 'these'}.",
        advice=_evened_out(case),
        term="class-imbalance",
        numbers=dict(zip(missing, map(float, images), strict=True)),
    )


def majority_alone(case: Case) -> Finding | None:
    """Accuracy that naming the most frequent class every time would reach as well."""
    evaluation = case.evaluation
    if evaluation is None:
        return None
    name, share = _majority(evaluation)
    if share < UNEVEN / len(evaluation.classes) or evaluation.accuracy > share + HARDLY_BETTER:
        return None
    return Finding(
        kind="majority-alone",
        level=Level.ADVICE,
        title="No better than naming the most frequent class",
        words=f"{percent(evaluation.accuracy)} of the validation images were recognised; answering {name} "
        f"every time is right in {percent(share)} of cases.",
        advice=f"{_evened_out(case)} Judge by macro-F1.",
        term="class-imbalance",
        numbers={"accuracy": evaluation.accuracy, "majority_share": share},
    )


def neglected(case: Case) -> Finding | None:
    """Rare classes that are recognised far less often than the others."""
    evaluation = case.evaluation
    if evaluation is None:
        return None
    mean, missing = evaluation.images / len(evaluation.classes), _never(evaluation)
    weak = [
        name
        for name, figures in evaluation.per_class.items()
        if LEAST_IMAGES <= figures.support < RARE * mean
        and figures.recall < BADLY_KNOWN * evaluation.accuracy
        and name not in missing
    ]
    if not weak:
        return None
    least = min(weak, key=lambda name: evaluation.per_class[name].recall)
    figures = evaluation.per_class[least]
    return Finding(
        kind="class-neglected",
        level=Level.ADVICE,
        title="Rare classes come off badly",
        words=f"Of {_named(weak)} there are few images, and few of these are recognised: {percent(figures.recall)} of "
        f"{figures.support:,} for {least}, beside {percent(evaluation.accuracy)} of all.",
        advice=_evened_out(case),
        term="class-imbalance",
        numbers={name: evaluation.per_class[name].recall for name in weak},
    )


CLASSES: Final = (majority_alone, never_answered, neglected)


def _never(evaluation: Evaluation) -> list[str]:
    answers = [sum(column) for column in zip(*evaluation.confusion_matrix, strict=True)]
    return [
        name
        for name, count in zip(evaluation.classes, answers, strict=True)
        if count == 0 and evaluation.per_class[name].support >= LEAST_IMAGES
    ]


def _majority(evaluation: Evaluation) -> tuple[str, float]:
    name = max(evaluation.per_class, key=lambda name: evaluation.per_class[name].support)
    return name, evaluation.per_class[name].support / evaluation.images


def _named(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED:,} more"
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _evened_out(case: Case) -> str:
    if case.experiment.loss.class_weights == "none":
        return "Try balanced class weights (Design, Loss), or more images of what is rare."
    return "Try more images of what is rare, or leave a class out."
