"""Making a committee out of trained models, and measuring it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.models.assessment import measurements_of
from core.models.bundle import ModelBundle
from core.models.committee import (
    LONGEST_NAME,
    MOST_MEMBERS,
    CommitteeBundle,
    CommitteeManifest,
    WeightsFrom,
    are_weights,
)
from core.models.votes import Floats, Vote
from core.runs.identifiers import short

BY_VALIDATION: Literal["validation"] = "validation"
Weights = Sequence[float] | Literal["validation"] | None


def unite(
    name: str, members: Sequence[ModelBundle], vote: Vote = "majority", weights: Weights = None
) -> CommitteeBundle:
    """A committee of models that know the same classes.

    Args:
        name: What to call it.
        members: At least one. The first one's order of the classes is the committee's.
        vote: How their answers become one; see `core.models.votes`.
        weights: For a weighted vote: a number a member, or "validation" for each member's accuracy on its validation
            images (the test images choose nothing), which is also what None means.

    Raises:
        WorkbenchError: The members do not go together, or the weights are not weights; the message names which.
    """
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise WorkbenchError(f'A committee cannot be called "{name}".', f"Give it 1 to {LONGEST_NAME} letters.")
    if not members:
        raise WorkbenchError("A committee needs at least one member.", "Name the models to unite.")
    if len(members) > MOST_MEMBERS:
        raise WorkbenchError(f"{len(members)} members are more than a committee can have.", f"Unite {MOST_MEMBERS}.")
    names = names_of_members(members)
    for member, its_name in zip(members[1:], names[1:], strict=True):
        if reason := class_difference(names[0], members[0].classes, its_name, member.classes):
            raise WorkbenchError(reason, "Unite models that were trained on the same classes.")
    weights_of_votes, weights_from = _weights_of_votes(members, names, vote, weights)
    manifest = CommitteeManifest(
        name=name.strip(), classes=members[0].classes, members=names, vote=vote, weights_from=weights_from
    )
    return CommitteeBundle(manifest, tuple(members), weights_of_votes)


def class_difference(name: str, classes: Sequence[str], other: str, others: Sequence[str]) -> str:
    """Why two models cannot be members of one committee, in a sentence; empty where they can.

    Args:
        name: What the first is called.
        classes: Those that it knows.
        other: What the second is called.
        others: Those that it knows.
    """
    only_one = [one for one in classes if one not in others]
    only_other = [one for one in others if one not in classes]
    parts = [f"only {who} knows {_listed(which)}" for who, which in ((name, only_one), (other, only_other)) if which]
    return f"{name} and {other} differ in their classes: {'; '.join(parts)}." if parts else ""


def measured(committee: CommitteeBundle, dataset: ImageDataset) -> CommitteeBundle:
    """The committee with its figures on what all members were chosen on, and on what was held back from all of them.

    A part of which the members have no image in common is left out.

    Raises:
        WorkbenchError: Committee and data do not fit each other.
    """
    return committee.with_changes(measurements=measurements_of(committee, dataset))


def names_of_members(members: Sequence[ModelBundle]) -> tuple[str, ...]:
    """What to call each: its experiment's name, told apart by its run where several have the same."""
    plain = [member.manifest.experiment.name for member in members]
    names: list[str] = []
    for member, name in zip(members, plain, strict=True):
        told_apart = f"{name} {short(member.manifest.run_id)}" if plain.count(name) > 1 else name
        numbered, number = told_apart, 2
        while numbered in names:
            numbered, number = f"{told_apart} ({number})", number + 1
        names.append(numbered)
    return tuple(names)


def _weights_of_votes(
    members: Sequence[ModelBundle], names: Sequence[str], vote: Vote, weights: Weights
) -> tuple[Floats, WeightsFrom]:
    if vote != "weighted":
        if weights is not None:
            raise WorkbenchError(f"A {vote} vote has no weights.", "Choose the weighted vote, or leave them out.")
        return np.ones(len(members)), "equal"
    if weights is None or isinstance(weights, str):
        return _validation_accuracies(members, names), "validation accuracy"
    given = np.array(weights, np.float64)
    if len(given) != len(members):
        raise WorkbenchError(f"There are {len(given)} weights for {len(members)} members.", "Give one a member.")
    if not are_weights(given):
        listed = ", ".join(f"{weight:g}" for weight in given)
        raise WorkbenchError(f"Votes cannot be weighed with {listed}.", "Give positive numbers; a 0 is a vote lost.")
    return given, "given"


def _validation_accuracies(members: Sequence[ModelBundle], names: Sequence[str]) -> Floats:
    if len({member.manifest.data_sha256 for member in members}) > 1:
        raise WorkbenchError(
            f"{_listed(names)} were not trained on the same data, so that their validation accuracies do not compare.",
            "Give the weights as numbers.",
        )
    accuracies = []
    for member, name in zip(members, names, strict=True):
        if member.manifest.validation is None:
            raise WorkbenchError(f"Nobody knows the validation accuracy of {name}.", "Give the weights as numbers.")
        accuracies.append(member.manifest.validation.evaluation.accuracy)
    if not any(accuracies):
        raise WorkbenchError("No member was ever right on its validation images.", "Give the weights as numbers.")
    return np.array(accuracies, np.float64)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
