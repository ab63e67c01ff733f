"""From a raw picture to probabilities, through the bundle's own pipeline: the only way to a prediction there is."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.data.dataset import UInt8Images
from core.data.pictures import pixels, resize_picture
from core.errors import WorkbenchError
from core.models.bundle import ModelBundle
from core.models.slope import Slope, log_odds_of, mean_slope
from core.models.tempered import tempered
from core.models.views import mean_over_views, views_of
from core.network.loss import softmax
from core.network.network import Network
from core.network.parameters import FloatArray
from core.progress import Progress, silent

ASKING = "Asking the model"
"""What progress calls it."""
_BATCH = 512
# Beyond this ratio of the sides, squeezing a picture into the network's frame distorts what is on it.
_STRONG_DISTORTION = 1.5
_BLANK_DEVIATION = 2.0
# What comes of an overflow is looked at.
_OVERFLOW_IS_SEEN = np.errstate(over="ignore", invalid="ignore", divide="ignore")


@dataclass(frozen=True)
class MemberVote:
    """What one member of a committee says about a picture.

    Attributes:
        member: What it is called.
        label: Its most probable class.
        probability: Of that class, as the member has it.
        weight: Its share of all weights; all have the same where the vote is not weighted.
    """

    member: str
    label: str
    probability: float
    weight: float


@dataclass(frozen=True)
class Prediction:
    """An answer about one picture.

    Attributes:
        label: The most probable class.
        probability: Of that class.
        probabilities: Of all classes, by name in the model's order.
        seen: What the network saw: uint8 (height, width, channels).
        warnings: Why to doubt the answer, in sentences; empty where nothing speaks against it.
        votes: Of a committee's members, in their order; empty for a single model.
    """

    label: str
    probability: float
    probabilities: dict[str, float]
    seen: UInt8Images
    warnings: tuple[str, ...]
    votes: tuple[MemberVote, ...] = ()


class Predictor:
    """Answers with one model, on the NumPy engine, whatever engine trained it; to any number of threads.

    Args:
        bundle: The model.

    Attributes:
        classes: Names, in the order of the outputs.
        pipeline: What becomes of a picture before the first layer.
        pipelines: Those of all members; the one here.
        prediction: Which views of a picture its answer is the mean of.
        member_names: Those of a committee's members; none here.
        sees_alike: Whether all members get to see the same of a picture; there is but one here.
    """

    member_names: tuple[str, ...] = ()
    sees_alike = True

    def __init__(self, bundle: ModelBundle) -> None:
        manifest = bundle.manifest
        self.classes = manifest.classes
        self.pipeline = manifest.pipeline
        self.pipelines = (self.pipeline,)
        self.prediction = manifest.experiment.prediction
        self._temperature = manifest.temperature
        # The network computes in buffers of its own: one thread at a time.
        self._turn = threading.Lock()
        self._dtype = np.dtype(manifest.experiment.precision)
        self._network = Network(
            manifest.layer_shapes(),
            manifest.experiment.network.penalty,
            bundle.weights,
            self._dtype,
            manifest.experiment.seed,
        )

    def see(self, picture: Image.Image) -> UInt8Images:
        """What the network gets to see of a picture: uint8 (height, width, channels), before normalisation."""
        resized = resize_picture(picture, (self.pipeline.height, self.pipeline.width))
        seen: UInt8Images = self.pipeline.to_bytes(pixels(resized)[None])[0]
        return seen

    def predict(self, picture: Image.Image) -> Prediction:
        """Classify one picture of mode "L" or "RGB", any size.

        Raises:
            WorkbenchError: The model's weights are so large that its answer is not a number.
        """
        seen = self.see(picture)
        probabilities = self.probabilities(seen[None])[0]
        best = int(probabilities.argmax())
        return Prediction(
            label=self.classes[best],
            probability=float(probabilities[best]),
            probabilities=dict(zip(self.classes, map(float, probabilities), strict=True)),
            seen=seen,
            warnings=tuple(self._doubts(picture, seen)),
        )

    def probabilities(self, images: UInt8Images) -> FloatArray:
        """Class probabilities (N, classes) of all images (N, H, W, C) of the network's height and width."""
        return self.probabilities_of_rows(images, np.arange(len(images)))

    def probabilities_of_rows(
        self, images: UInt8Images, rows: npt.NDArray[np.int64], progress: Progress = silent
    ) -> FloatArray:
        """Class probabilities (R, classes) of some images of a memory map, in the order of `rows`.

        An image alone and the same image among others can differ in the last digits, as matrix products do.
        """
        size = min(_BATCH, self._network.most_examples)
        answers = []
        with self._turn:
            for start in range(0, len(rows), size):
                progress(ASKING, start, len(rows))
                answers.append(self._forward(self.pipeline.to_bytes(images[rows[start : start + size]])))
        progress(ASKING, len(rows), len(rows))
        return np.concatenate(answers)

    @_OVERFLOW_IS_SEEN
    def layer_outputs(self, seen: UInt8Images) -> list[tuple[str, FloatArray]]:
        """What each layer gives for a picture as it is, in order: its name, and its output without the batch.

        Args:
            seen: (height, width, channels) uint8, as `see` gives it.

        Raises:
            WorkbenchError: The model's weights are so large that an output is not a number.
        """
        X = self._floats(seen[None])
        with self._turn, self._network.at_work():
            outputs = [(name, Y[0].copy()) for name, Y in self._network.outputs(X)]
        for _, Y in outputs:
            _refuse_infinite(Y)
        return outputs

    def slopes(self, picture: Image.Image, label: str) -> tuple[list[Slope], list[float]]:
        """How the log-odds of a class change with what the network gets to see; of a committee, one a member.

        Args:
            picture: As for `predict`.
            label: Which class.

        Returns:
            The slope, before calibration, and its weight.

        Raises:
            WorkbenchError: The model's weights are so large that the slope is not a number.
        """
        X, place = self._floats(self.see(picture)[None]), self.classes.index(label)
        with self._turn:
            slopes = [self._slope(view.of(X), place).seen_by(view) for view in views_of(self.prediction)]
        return [mean_slope(slopes) if len(slopes) > 1 else slopes[0]], [1.0]

    @_OVERFLOW_IS_SEEN
    def _slope(self, X: FloatArray, label: int) -> Slope:
        with self._network.at_work():
            logits = self._network.forward(X, training=False)
            _refuse_infinite(logits)
            log_p, log_q, dZ_C = log_odds_of(logits[0], label)
            gradient = self._network.input_gradient(dZ_C[None])[0].copy()
        _refuse_infinite(gradient)
        return Slope(log_p, log_q, gradient)

    def _floats(self, seen: UInt8Images) -> FloatArray:
        return self.pipeline.to_floats(seen, out=np.empty(seen.shape, self._dtype))

    @_OVERFLOW_IS_SEEN
    def _forward(self, seen: UInt8Images) -> FloatArray:
        X = self._floats(seen)
        probabilities = mean_over_views(self._answer, X, self.prediction)
        _refuse_infinite(probabilities)
        return tempered(probabilities, self._temperature)

    def _answer(self, X: FloatArray) -> FloatArray:
        with self._network.at_work():
            return softmax(self._network.forward(X, training=False))

    def _doubts(self, picture: Image.Image, seen: UInt8Images) -> list[str]:
        pipeline = self.pipeline
        doubts = []
        stretch = picture.width * pipeline.height / (picture.height * pipeline.width)
        if not 1 / _STRONG_DISTORTION <= stretch <= _STRONG_DISTORTION:
            doubts.append("The picture was squeezed to the network's shape; cut out the part that matters.")
        if picture.width < pipeline.width / 2 or picture.height < pipeline.height / 2:
            doubts.append("The picture is smaller than what the network was trained on, and was enlarged.")
        if seen.std(axis=(0, 1)).max() < _BLANK_DEVIATION:
            doubts.append("The picture is blank, or nearly so.")
        return doubts


def _refuse_infinite(answer: FloatArray) -> None:
    if not np.isfinite(answer).all():
        raise WorkbenchError(
            "The model's answer is not a number, because its weights are too large.",
            "Train it again with a lower learning rate.",
        )
