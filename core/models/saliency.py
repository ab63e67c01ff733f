"""Why a model answers as it does: which places of a picture its answer hangs on.

Two ways that see different things:

- "gradient" (Simonyan, Vedaldi & Zisserman, ICLR workshop 2014, section 3): where the smallest change of the picture
  would change the answer most. One pass back through the network: at once, but grainy, and blind to what the network
  is already past caring about.
- "occlusion" (Zeiler & Fergus, ECCV 2014, section 4.2): how much of the class's probability is lost when a patch of
  the picture is hidden. It asks the model some hundred times and needs to know nothing of its inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.data.dataset import UInt8Images
from core.data.pictures import pixels, resize_picture
from core.evaluation.overlay import AGAINST, FOR
from core.models.committee_predictor import AnyPredictor
from core.models.slope import Floats, shares_of
from core.progress import Progress, silent

Way = Literal["gradient", "occlusion"]
WAYS: tuple[Way, ...] = ("gradient", "occlusion")
_STAGE = "Hiding one place after the other"
# A patch hides a quarter of the shorter side, and moves by a quarter of itself.
_PATCHES_ALONG = 4
_STEPS_OF_A_PATCH = 4
_BATCH = 32
# A loss of less probability is none that a reader should think about.
_LEAST_LOSS = 0.005


@dataclass(frozen=True, eq=False)
class Saliency:
    """What each place of a picture matters to an answer.

    Attributes:
        way: How it was found.
        label: The class that was asked about.
        values: (h, w) over the whole picture. By gradient: how steeply the class's log-odds change there, never below
            0. By occlusion: how much of its probability is lost where the place is hidden, below 0 where it grows.
    """

    way: Way
    label: str
    values: Floats

    @cached_property
    def scaled(self) -> Floats:
        """The same from -1 to 1: 0 stays 0, and the largest, whatever its sign, becomes 1 or -1."""
        largest = float(np.abs(self.values).max())
        return self.values / largest if largest > 0 else self.values

    @property
    def words(self) -> str:
        """How to read the map, in a sentence."""
        if self.way == "gradient":
            return f"The stronger the {FOR}, the more a small change there changes how probable {self.label} is."
        loss, gain = float(self.values.max()), -float(self.values.min())
        if max(loss, gain) < _LEAST_LOSS:
            return f"No single place decides: whatever is hidden, {self.label} stays as probable within half a point."
        words = f"{FOR.capitalize()} speaks for {self.label}: hiding it costs up to {100 * loss:.1f} points."
        against = f" {AGAINST.capitalize()} speaks against it: hiding it gives up to {100 * gain:.1f} points."
        return words + against * (gain >= _LEAST_LOSS)


def explain(
    predictor: AnyPredictor, picture: Image.Image, way: Way, label: str = "", progress: Progress = silent
) -> Saliency:
    """Find the places that matter to an answer.

    Args:
        predictor: Who answers.
        picture: About which picture, of mode "L" or "RGB", any size.
        way: How to find them.
        label: The class to ask about; by default the answer itself.
        progress: Told how far occlusion is; may raise Cancelled.

    Raises:
        WorkbenchError: The model's weights are so large that its answer is not a number.
    """
    chosen = label or predictor.predict(picture).label
    find = by_gradient if way == "gradient" else by_occlusion
    return Saliency(way, chosen, find(predictor, picture, chosen, progress))


def by_gradient(predictor: AnyPredictor, picture: Image.Image, label: str, progress: Progress = silent) -> Floats:
    """(h, w): the size of the log-odds' gradient with respect to what the network gets to see, before calibration.

    A model that looks at several views has the gradient of their mean. Members of a committee may see different things
    of a picture, so that their gradients cannot be added; their sizes are, each as much as the member's probability
    moves the committee's. That is exact for what they say alike, and an upper bound where they contradict each other.
    Of a majority, the votes themselves move in steps and have no slope: the members' mean stands for them.
    """
    progress("Following the answer back", 0, 0)
    slopes, weights = predictor.slopes(picture, label)
    factors, _, _ = shares_of(slopes, weights)
    height, width = _frame(predictor)
    total = np.zeros((height, width))
    for factor, slope in zip(factors, slopes, strict=True):
        stretched = Image.fromarray(slope.importance.astype(np.float32)).resize((width, height))
        total += factor * np.maximum(np.asarray(stretched, np.float64), 0)
    return total


def by_occlusion(predictor: AnyPredictor, picture: Image.Image, label: str, progress: Progress = silent) -> Floats:
    """(h, w): the probability that is lost where a place is hidden, the mean over all patches that cover it.

    Patches are of the picture's mean colour: gray, as in the paper, would itself be something to see on a picture that
    has little contrast. They reach over the edges, so that a corner is hidden as often as the middle.
    """
    frame = pixels(resize_picture(picture, _frame(predictor)))
    height, width, _ = frame.shape
    side = max(1, round(min(height, width) / _PATCHES_ALONG))
    patches = [(top, left) for top in _starts(height, side) for left in _starts(width, side)]
    column = predictor.classes.index(label)
    whole = float(predictor.probabilities(frame[None])[0, column])
    lost, times = np.zeros((height, width)), np.zeros((height, width))
    for start in range(0, len(patches), _BATCH):
        progress(_STAGE, start, len(patches))
        some = [_covered(top, left, side) for top, left in patches[start : start + _BATCH]]
        left_over = predictor.probabilities(_hidden(frame, some))[:, column]
        for place, probability in zip(some, left_over, strict=True):
            lost[place] += whole - float(probability)
            times[place] += 1
    progress(_STAGE, len(patches), len(patches))
    return lost / times


def _frame(predictor: AnyPredictor) -> tuple[int, int]:
    """Height and width that the picture is looked at in: those of the member that sees most of it."""
    return max(((one.height, one.width) for one in predictor.pipelines), key=lambda size: size[0] * size[1])


def _starts(length: int, side: int) -> list[int]:
    """Where patches begin, so that every place is covered; the first and the last lie half outside."""
    step = max(1, side // _STEPS_OF_A_PATCH)
    return list(range(-(side // 2), length - side + side // 2 + step, step))


def _covered(top: int, left: int, side: int) -> tuple[slice, slice]:
    return slice(max(0, top), top + side), slice(max(0, left), left + side)


def _hidden(frame: UInt8Images, places: list[tuple[slice, slice]]) -> UInt8Images:
    """A copy of the picture for each place, without it."""
    color = np.rint(frame.mean(axis=(0, 1))).astype(np.uint8)
    images: npt.NDArray[np.uint8] = np.repeat(frame[None], len(places), axis=0)
    for image, place in zip(images, places, strict=True):
        image[place] = color
    return images
