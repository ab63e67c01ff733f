"""How much around a face a model should get: chosen on one half of labelled photographs, reported on the other."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.data.photos import Photo, load_photo
from core.errors import WorkbenchError
from core.models.committee_predictor import AnyPredictor
from core.models.truths import read_labels
from core.progress import Progress, silent
from core.vision.crops import FACE_MARGIN, cut_out, face_square
from core.vision.faces import face_finder

MARGINS: Final = (-0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3)

Labelled = list[tuple[Photo, str]]


class Margin(BaseModel):
    """What a model says of faces with some margin.

    Attributes:
        margin: On each side, as a share of the box; None: the whole photograph.
        accuracy: Share of photographs whose label it gives.
        loss: Mean of the negative logarithm of what it gives to the label, which tells more of few photographs.
    """

    model_config = ConfigDict(frozen=True)

    margin: float | None
    accuracy: float
    loss: float


class MarginResult(BaseModel):
    """The choice and what it is worth.

    Attributes:
        chosen_on, reported_on: How many photographs each half has.
        choice: All margins on the first half, and the whole photograph.
        best: The one of the least loss there.
        report: Of the other half: the best one, the one in use, and the whole photograph.
    """

    model_config = ConfigDict(frozen=True)

    chosen_on: int
    reported_on: int
    choice: list[Margin]
    best: float
    report: list[Margin]


def choose_margin(predictor: AnyPredictor, photos: Path, progress: Progress = silent) -> MarginResult:
    """Try margins on every second photograph whose label the model knows, and report on the others.

    Args:
        predictor: A model of faces.
        photos: A folder of photographs with `labels.csv`: columns `file` and `label`.
        progress: Told while photographs are read; may cancel.

    Raises:
        WorkbenchError: There are no labels, or fewer than two photographs of them.
    """
    labelled = _labelled(photos, predictor.classes, progress)
    if len(labelled) < 2:
        raise WorkbenchError(f"{photos} has no photographs whose labels the model knows.", "See its labels.csv.")
    first, second = labelled[::2], labelled[1::2]
    choice = [_measured(predictor, first, margin) for margin in (*MARGINS, None)]
    best = min((one for one in choice if one.margin is not None), key=lambda one: one.loss).margin
    assert best is not None  # noqa: S101 - MARGINS holds none
    report = [_measured(predictor, second, margin) for margin in dict.fromkeys((best, FACE_MARGIN, None))]
    return MarginResult(chosen_on=len(first), reported_on=len(second), choice=choice, best=best, report=report)


def _measured(predictor: AnyPredictor, labelled: Labelled, margin: float | None) -> Margin:
    right, losses = 0, []
    for photo, label in labelled:
        faces = face_finder().find(photo)
        is_cut = margin is not None and bool(faces)
        picture = cut_out(photo, face_square(faces[0].box, margin or 0.0)) if is_cut else photo.image
        said = predictor.predict(picture)
        right += said.label == label
        losses.append(-np.log(max(said.probabilities[label], 1e-6)))
    return Margin(margin=margin, accuracy=right / len(labelled), loss=float(np.mean(losses)))


def _labelled(photos: Path, classes: tuple[str, ...], progress: Progress) -> Labelled:
    """In the order of the file, which takes the labels in turn."""
    rows = read_labels(photos / "labels.csv")
    labelled = []
    for number, (file, label) in enumerate(rows.items()):
        progress("Reading photographs", number, len(rows))
        if label in classes:
            labelled.append((load_photo(file), label))
    return labelled
