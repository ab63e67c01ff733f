"""Answers of a committee: each member sees the picture through its own pipeline, and then they vote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.data.dataset import UInt8Images
from core.data.pictures import resize_picture
from core.errors import WorkbenchError
from core.experiment.spec import PredictionSpec
from core.models.committee import CommitteeBundle, Model
from core.models.predictor import ASKING, MemberVote, Prediction, Predictor
from core.models.slope import Slope
from core.models.tempered import tempered
from core.models.votes import Floats, is_tied, united
from core.network.parameters import FloatArray
from core.progress import Progress, silent

_BLOCK = 512


class CommitteePredictor:
    """Answers as `Predictor` does; the votes of the members stand in each prediction.

    Args:
        bundle: The committee.

    Attributes:
        classes: Names, in the order of the answers.
        pipeline: What becomes of a picture before the first layer of the first member.
        pipelines: The same of each member.
        members: Who votes.
        member_names: What they are called.
        sees_alike: Whether all members get to see the same of a picture.
        prediction: Which views of a picture all members look at; as it is alone where they differ.
    """

    def __init__(self, bundle: CommitteeBundle) -> None:
        self.classes = bundle.classes
        self.members = tuple(Predictor(member) for member in bundle.members)
        self.pipelines = tuple(member.pipeline for member in self.members)
        self.pipeline = self.pipelines[0]
        self.sees_alike = all(pipeline == self.pipeline for pipeline in self.pipelines)
        first, *others = (member.prediction for member in self.members)
        self.prediction = first if all(other == first for other in others) else PredictionSpec()
        self.member_names = bundle.manifest.members
        self._vote, self._weights = bundle.manifest.vote, bundle.weights
        self._temperature = bundle.manifest.temperature
        # Where in each member's answers the committee's classes are.
        self._columns = [np.array([one.classes.index(name) for name in self.classes]) for one in self.members]

    def see(self, picture: Image.Image) -> UInt8Images:
        """What the first member gets to see of a picture: uint8 (height, width, channels), before normalisation."""
        return self.members[0].see(picture)

    def predict(self, picture: Image.Image) -> Prediction:
        """Classify one picture of mode "L" or "RGB", any size.

        Raises:
            WorkbenchError: A member's weights are so large that its answer is not a number; the message names it.
        """
        answers = []
        for member, name in zip(self.members, self.member_names, strict=True):
            with _naming(name):
                answers.append(member.predict(picture))
        P_MC = np.array([[answer.probabilities[name] for name in self.classes] for answer in answers])
        P_C = self._united(P_MC[:, None])[0]
        best = int(P_C.argmax())
        return Prediction(
            label=self.classes[best],
            probability=float(P_C[best]),
            probabilities=dict(zip(self.classes, map(float, P_C), strict=True)),
            seen=answers[0].seen,
            warnings=tuple(self._doubts(answers, P_MC)),
            votes=tuple(self._votes(P_MC)),
        )

    def probabilities(self, images: UInt8Images) -> FloatArray:
        """Class probabilities (N, classes) of all images (N, H, W, C)."""
        return self.probabilities_of_rows(images, np.arange(len(images)))

    def probabilities_of_rows(
        self, images: UInt8Images, rows: npt.NDArray[np.int64], progress: Progress = silent
    ) -> FloatArray:
        """Class probabilities (R, classes) of some images of a memory map, in the order of `rows`.

        Members of another height and width than the images see them resized, as they would see them as pictures.
        Progress begins anew with each member.
        """
        P_MNC = []
        for member, columns, name in zip(self.members, self._columns, self.member_names, strict=True):
            with _naming(name):
                P_MNC.append(_answers_of(member, images, rows, progress)[:, columns])
        return self._united(np.stack([P_NC.astype(np.float64) for P_NC in P_MNC]))

    def slopes(self, picture: Image.Image, label: str) -> tuple[list[Slope], list[float]]:
        """How the log-odds of a class change with what each member gets to see, and the members' weights.

        Raises:
            WorkbenchError: A member's weights are so large that its slope is not a number; the message names it.
        """
        slopes: list[Slope] = []
        for member, name in zip(self.members, self.member_names, strict=True):
            with _naming(name):
                slopes += member.slopes(picture, label)[0]
        return slopes, self._weights.tolist() if self._vote == "weighted" else [1.0] * len(slopes)

    def _united(self, P_MNC: Floats) -> FloatArray:
        return tempered(united(P_MNC, self._vote, self._weights), self._temperature)

    def _votes(self, P_MC: Floats) -> Iterator[MemberVote]:
        shares = self._weights / self._weights.sum()
        for name, P_C, share in zip(self.member_names, P_MC, shares, strict=True):
            best = int(P_C.argmax())
            yield MemberVote(name, self.classes[best], float(P_C[best]), float(share))

    def _doubts(self, answers: list[Prediction], P_MC: Floats) -> Iterator[str]:
        yield from dict.fromkeys(doubt for answer in answers for doubt in answer.warnings)
        if self._vote == "majority" and is_tied(P_MC):
            yield "The votes are tied; the highest summed probability among the tied decided."


AnyPredictor = Predictor | CommitteePredictor


def predictor_of(model: Model) -> AnyPredictor:
    """What answers with a model or a committee."""
    return CommitteePredictor(model) if isinstance(model, CommitteeBundle) else Predictor(model)


def _answers_of(member: Predictor, images: UInt8Images, rows: npt.NDArray[np.int64], progress: Progress) -> FloatArray:
    size = (member.pipeline.height, member.pipeline.width)
    if images.shape[1:3] == size:
        return member.probabilities_of_rows(images, rows, progress)
    answers = []
    for start in range(0, len(rows), _BLOCK):
        progress(ASKING, start, len(rows))
        answers.append(member.probabilities(_resized(images[rows[start : start + _BLOCK]], size)))
    progress(ASKING, len(rows), len(rows))
    return np.concatenate(answers)


def _resized(images: UInt8Images, size: tuple[int, int]) -> UInt8Images:
    """Images (N, H, W, C) at another height and width."""
    channels = images.shape[-1]
    flat = images[..., 0] if channels == 1 else images
    resized = [np.asarray(resize_picture(Image.fromarray(image), size)) for image in flat]
    return np.stack(resized).reshape(len(images), *size, channels)


@contextmanager
def _naming(member: str) -> Iterator[None]:
    """Say which member it was that cannot answer."""
    try:
        yield
    except WorkbenchError as error:
        raise WorkbenchError(
            f"The member {member} cannot answer: {error.message}", error.hint, error.details
        ) from error
