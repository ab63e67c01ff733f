"""When an answer is sure enough to be given as one.

A classifier always has a most probable class, also of a picture that shows none of its classes. Below a threshold the
answer is given as a guess (the "reject option": Chow, IEEE Transactions on Information Theory 16, 1970). The threshold
means what it says where the model's probabilities do, that is, where it was calibrated.
"""

from __future__ import annotations

SURE_ABOVE = 0.5
"""The threshold where none is set: from there on the class is more probable than all others together."""


def is_sure(probability: float, sure_above: float) -> bool:
    """Whether the most probable class is probable enough to be the answer."""
    return probability >= sure_above


def in_words(label: str, share: str, *, is_sure: bool) -> str:
    """An answer with its probability as people are told it: "happy (91%)", or "Not sure - perhaps happy (41%)"."""
    return f"{label} ({share})" if is_sure else f"Not sure - perhaps {label} ({share})"
