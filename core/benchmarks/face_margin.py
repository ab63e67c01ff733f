"""How a face should be cut out for a model: chosen on one half of labelled photographs, reported on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict

from core.data.photos import Photo, load_photo, photo_of
from core.errors import WorkbenchError
from core.models.committee_predictor import AnyPredictor
from core.models.truths import read_labels
from core.progress import Progress, silent
from core.vision.boxes import Box
from core.vision.crops import FACE_MARGIN, cut_out, face_square
from core.vision.faces import face_finder

MARGINS: Final = (-0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
TURNS: Final = (-20, -10, 10, 20)
"""By how many degrees, clockwise, copies of the photographs are turned."""
RULE: Final = (
    "of the highest accuracy; of these, of a loss within one standard error of the least; of these, with the margin "
    "nearest to none; and of these, of the least loss on turned photographs"
)
"""By what the best cut is chosen. Of few photographs, the least loss by itself is mostly chance: hence the standard
error (the 1-SE rule of Breiman, Friedman, Olshen & Stone, "Classification and Regression Trees", 1984)."""


@dataclass(frozen=True)
class Labelled:
    """A photograph with its label, and the box of its face; None where none was found."""

    photo: Photo
    label: str
    face: Box | None


class Figures(BaseModel):
    """What a model says of some photographs.

    Attributes:
        accuracy: Share of photographs whose label it gives.
        loss: Mean of the negative logarithm of what it gives to the label, which tells more of few photographs.
        loss_error: Standard error of that mean.
    """

    model_config = ConfigDict(frozen=True)

    accuracy: float
    loss: float
    loss_error: float


class FaceCut(BaseModel):
    """A way to cut faces out, and what comes of it.

    Attributes:
        margin: On each side, as a share of the box; None: the whole photograph.
        aligned: Whether a face that was found tilted is turned upright.
        upright: Of the photographs as they are.
        turned: Of all their turned copies.
    """

    model_config = ConfigDict(frozen=True)

    margin: float | None
    aligned: bool
    upright: Figures
    turned: Figures


class CutResult(BaseModel):
    """The choice and what it is worth.

    Attributes:
        rule: How it was chosen, in words.
        chosen_on, reported_on: How many photographs each half has.
        turns: By how many degrees copies were turned.
        choice: All ways on the first half.
        best: Of them, by the rule.
        report: Of the other half: the best margin and the one in use, with and without alignment, and the whole
            photograph.
    """

    model_config = ConfigDict(frozen=True)

    rule: str
    chosen_on: int
    reported_on: int
    turns: tuple[int, ...]
    choice: list[FaceCut]
    best: FaceCut
    report: list[FaceCut]


class _Half:
    """Half of the photographs and their turned copies, searched for faces once."""

    def __init__(self, labelled: Sequence[tuple[Photo, str]], progress: Progress) -> None:
        self.upright = [_searched(*one) for one in labelled]
        self.turned: list[Labelled] = []
        for number, turn in enumerate(TURNS):
            progress("Looking for faces in turned photographs", number, len(TURNS))
            self.turned += [_searched(turned(photo, turn), label) for photo, label in labelled]

    def measured(self, predictor: AnyPredictor, margin: float | None, *, aligned: bool) -> FaceCut:
        """What a model says of faces that are cut out in one way."""
        upright, others = (_figures(predictor, some, margin, aligned=aligned) for some in (self.upright, self.turned))
        return FaceCut(margin=margin, aligned=aligned, upright=upright, turned=others)


def choose_cut(predictor: AnyPredictor, photos: Path, progress: Progress = silent) -> CutResult:
    """Try margins, with and without alignment, on every second photograph whose label the model knows.

    Args:
        predictor: A model of faces.
        photos: A folder of photographs with `labels.csv`: columns `file` and `label`.
        progress: Told how far it is; may cancel.

    Raises:
        WorkbenchError: There are no labels, or fewer than two photographs of them.
    """
    labelled = _labelled(photos, predictor.classes, progress)
    if len(labelled) < 2:
        raise WorkbenchError(f"{photos} has no photographs whose labels the model knows.", "See its labels.csv.")
    first, second = (_Half(half, progress) for half in (labelled[::2], labelled[1::2]))
    ways = [(margin, aligned) for margin in MARGINS for aligned in (False, True)]
    choice = []
    for number, (margin, aligned) in enumerate(ways):
        progress("Trying margins", number, len(ways))
        choice.append(first.measured(predictor, margin, aligned=aligned))
    best = _best(choice)
    wanted = [(margin, aligned) for margin in (best.margin, FACE_MARGIN) for aligned in (True, False)]
    report = [second.measured(predictor, margin, aligned=aligned) for margin, aligned in dict.fromkeys(wanted)]
    return CutResult(
        rule=RULE,
        chosen_on=len(first.upright),
        reported_on=len(second.upright),
        turns=TURNS,
        choice=[*choice, first.measured(predictor, None, aligned=False)],
        best=best,
        report=[*report, second.measured(predictor, None, aligned=False)],
    )


def turned(photo: Photo, degrees: float) -> Photo:
    """A photograph turned clockwise in its frame; its edge is repeated where there is nothing."""
    return photo_of(cut_out(photo, Box(0, 0, photo.width, photo.height, -degrees)))


def _best(cuts: Sequence[FaceCut]) -> FaceCut:
    most = max(cut.upright.accuracy for cut in cuts)
    right = [cut.upright for cut in cuts if cut.upright.accuracy == most]
    least = min(right, key=lambda figures: figures.loss)
    near = [cut for cut in cuts if cut.upright in right and cut.upright.loss <= least.loss + least.loss_error]
    return min(near, key=lambda cut: (abs(cut.margin or 0.0), cut.turned.loss))


def _searched(photo: Photo, label: str) -> Labelled:
    faces = face_finder().find(photo)
    return Labelled(photo, label, faces[0].box if faces else None)


def _figures(predictor: AnyPredictor, labelled: Sequence[Labelled], margin: float | None, *, aligned: bool) -> Figures:
    right, losses = 0, []
    for one in labelled:
        said = predictor.predict(_cut(one, margin, aligned=aligned))
        right += said.label == one.label
        losses.append(-np.log(max(said.probabilities[one.label], 1e-6)))
    error = float(np.std(losses) / np.sqrt(len(losses)))
    return Figures(accuracy=right / len(labelled), loss=float(np.mean(losses)), loss_error=error)


def _cut(one: Labelled, margin: float | None, *, aligned: bool) -> Image.Image:
    if margin is None or one.face is None:
        return one.photo.image
    return cut_out(one.photo, face_square(one.face if aligned else replace(one.face, tilt=0.0), margin))


def _labelled(photos: Path, classes: tuple[str, ...], progress: Progress) -> list[tuple[Photo, str]]:
    """In the order of the file, which takes the labels in turn."""
    rows = read_labels(photos / "labels.csv")
    labelled = []
    for number, (file, label) in enumerate(rows.items()):
        progress("Reading photographs", number, len(rows))
        if label in classes:
            labelled.append((load_photo(file), label))
    return labelled
