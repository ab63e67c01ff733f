"""The ways to vote, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # NumPy comes with the first model
    from core.models.votes import Vote


class VoteWords(NamedTuple):
    """What a vote is called, and what it does."""

    name: str
    explanation: str


VOTES: dict[Vote, VoteWords] = {
    "majority": VoteWords(
        "majority", "Each member has one vote. Where classes have equally many, the highest summed probability decides."
    ),
    "mean": VoteWords("mean probability", "The probabilities of all members are averaged: a sure member counts more."),
    "weighted": VoteWords(
        "weighted by validation accuracy",
        "The probabilities are averaged, each member's by its accuracy on its validation images.",
    ),
}
