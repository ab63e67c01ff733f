"""Which pictures the gallery of mistakes shows, and in which order."""

from __future__ import annotations

import numpy as np

from core.evaluation.mistakes import confident_mistakes, unsure_hits

PROBABILITIES = np.array([[0.6, 0.4], [0.9, 0.1], [0.3, 0.7], [0.9, 0.1], [0.2, 0.8], [0.45, 0.55]])
LABELS = np.array([1, 1, 1, 1, 1, 1])


def test_the_surest_mistake_comes_first_and_ties_keep_the_order_of_the_data() -> None:
    assert confident_mistakes(PROBABILITIES, LABELS).tolist() == [1, 3, 0]


def test_the_least_sure_hit_comes_first() -> None:
    assert unsure_hits(PROBABILITIES, LABELS).tolist() == [5, 2, 4]


def test_every_picture_is_either_a_mistake_or_a_hit() -> None:
    both = np.concatenate([confident_mistakes(PROBABILITIES, LABELS), unsure_hits(PROBABILITIES, LABELS)])

    assert sorted(both.tolist()) == list(range(len(LABELS)))


def test_a_perfect_model_has_no_mistakes_to_show() -> None:
    assert confident_mistakes(np.eye(3), np.arange(3)).tolist() == []
