"""Comparing two saved models on the same images."""

from __future__ import annotations

import numpy as np

from core.data.dataset import ImageDataset
from core.data.splits import rows_of_split
from core.errors import WorkbenchError
from core.evaluation.significance import Comparison, compare_answers
from core.models.assessment import answer_rows, model_labels, reported_rows
from core.models.committee import Model


def compare_models(first: Model, second: Model, dataset: ImageDataset, split: str | None) -> Comparison:
    """Whether one of two models with the same classes answers better about the same images.

    Args:
        first: A model.
        second: Another.
        dataset: As for `evaluate_model`.
        split: Likewise; by default the images that both models were held back from.

    Raises:
        WorkbenchError: The models have other classes, or do not fit the data.
    """
    classes = [model.classes for model in (first, second)]
    if classes[0] != classes[1]:
        names = " and ".join("/".join(one) for one in classes)
        raise WorkbenchError(f"The models do not know the same classes: {names}.", "Compare models of one task.")
    labels = model_labels(first, dataset)
    if split:
        rows = rows_of_split(dataset, split)
    else:
        rows = np.intersect1d(reported_rows(first, dataset)[1], reported_rows(second, dataset)[1])
    rows = rows[labels[rows] >= 0]
    if not len(rows):
        raise WorkbenchError(f"{dataset.name} has no images to compare on.", "Name one of its parts with --split.")
    answers = [answer_rows(model, dataset, rows).argmax(axis=1) for model in (first, second)]
    return compare_answers(answers[0], answers[1], labels[rows])
