"""How the answers of a committee's members become one answer.

With M members, P_m their probabilities, and v_c how many of them hold class c to be the most probable:

- "mean": P = sum_m P_m / M.
- "weighted": P = sum_m w_m P_m, the weights w scaled to add up to 1.
- "majority": P_c = (v_c + sum_m P_mc / M) / (M + 1): the share of votes, where the members' mean probability counts as
  one vote more. Members that vote for a class give it at least as much as any other, so that the mean differs by less
  than one vote between a class with votes and any other: the class with most votes is on top, and among those with
  equally many votes the one of the highest summed probability. Nor is the probability of any class 0 because nobody
  voted for it.

The label is always the most probable class; of two that are equally probable to the last digit, the first.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

Vote = Literal["majority", "mean", "weighted"]
TIE_RULE: Final = "highest summed probability"
"""Which of several classes with equally many votes is the answer."""

Floats = npt.NDArray[np.float64]


def united(P_MNC: npt.NDArray[np.floating[Any]], vote: Vote, weights_M: Floats) -> Floats:
    """Probabilities (N, C) of a committee, float64.

    Whatever the order of the members, the result is the same to the last bit.

    Args:
        P_MNC: Of each member, for each image, of each class.
        vote: Which of the rules.
        weights_M: Not negative, and not all 0; used by "weighted" alone.
    """
    exact_MNC = P_MNC.astype(np.float64)
    if vote == "weighted":
        return _sum_of_members(exact_MNC * (weights_M / _sum_of_members(weights_M))[:, None, None])
    mean_NC = _sum_of_members(exact_MNC) / len(P_MNC)
    if vote == "mean":
        return mean_NC
    return (votes(P_MNC) + mean_NC) / (len(P_MNC) + 1)


def votes(P_MNC: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.int64]:
    """How many members hold each class to be the most probable, int64 (N, C)."""
    classes = np.arange(P_MNC.shape[-1])
    counts: npt.NDArray[np.int64] = (P_MNC.argmax(axis=-1)[..., None] == classes).sum(axis=0)
    return counts


def is_tied(P_MC: npt.NDArray[np.floating[Any]]) -> bool:
    """Whether several classes have the most votes of an image's members (M, C)."""
    counts = votes(P_MC[:, None])[0]
    return int((counts == counts.max()).sum()) > 1


def _sum_of_members(values: Floats) -> Floats:
    """Sum over the first axis. Sorted first, since sums of floating point numbers depend on their order."""
    total: Floats = np.sort(values, axis=0).sum(axis=0)
    return total
