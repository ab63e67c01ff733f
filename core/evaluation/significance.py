"""Whether one model is better than another, or was only luckier with these images."""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from core.data.dataset import Labels

_USUAL_LEVEL = 0.05


class Comparison(BaseModel):
    """Two models' answers about the same images."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    images: int = Field(ge=1)
    both_right: int
    only_first_right: int
    only_second_right: int
    both_wrong: int
    p_value: float = Field(
        ge=0, le=1, description="Chance of a split at least as uneven, were both models equally good."
    )

    @property
    def is_significant(self) -> bool:
        """Whether luck explains the difference in fewer than one case in twenty."""
        return self.p_value < _USUAL_LEVEL

    def sentence(self, first: str, second: str) -> str:
        """What it means, for people.

        Args:
            first: What to call the first model.
            second: Likewise.
        """
        differing = self.only_first_right + self.only_second_right
        if not differing:
            return f"{first} and {second} are right and wrong about the same {self.images:,} images."
        fewer, more = sorted((self.only_first_right, self.only_second_right))
        better, other = (first, second) if self.only_first_right >= self.only_second_right else (second, first)
        counts = (
            f"Of {differing:,} images that only one of them gets right, {better} gets {more:,} and {other} {fewer:,}."
        )
        chance = "less than 1 in 1,000" if self.p_value < 0.001 else f"{self.p_value:.1%}"
        if self.is_significant:
            return (
                f"{better} is better than {other}. {counts} Equally good models would differ so in {chance} of cases."
            )
        return (
            f"These images do not show that either is better. {counts} Equally good models would differ at least so "
            f"much in {chance} of cases."
        )


def compare_answers(first: Labels, second: Labels, labels: Labels) -> Comparison:
    """McNemar's test in its exact form (McNemar, Psychometrika 12, 1947; the binomial test of the discordant pairs).

    Images that both models get right, or both wrong, say nothing about which is better. Of the others, equally good
    models would get half each: the p-value is the two-sided binomial probability of a split as uneven as this or more.

    Args:
        first: int64 (N,), classes answered by the first model.
        second: int64 (N,), those of the second, about the same images.
        labels: int64 (N,), true classes; N at least 1.
    """
    first_right, second_right = first == labels, second == labels
    only_first = int(np.count_nonzero(first_right & ~second_right))
    only_second = int(np.count_nonzero(second_right & ~first_right))
    both = int(np.count_nonzero(first_right & second_right))
    return Comparison(
        images=len(labels),
        both_right=both,
        only_first_right=only_first,
        only_second_right=only_second,
        both_wrong=len(labels) - both - only_first - only_second,
        p_value=_two_sided_binomial(min(only_first, only_second), only_first + only_second),
    )


def _two_sided_binomial(fewer: int, trials: int) -> float:
    """Twice the chance of at most `fewer` heads in so many tosses of a fair coin, exactly, by whole numbers."""
    tail, term = 0, 1
    for heads in range(fewer + 1):
        tail += term
        term = term * (trials - heads) // (heads + 1)
    # As one quotient of integers, since neither fits a float for thousands of images.
    probability: float = 2 * tail / 2**trials
    return min(1.0, probability)
