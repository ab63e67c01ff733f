"""How well a model reads handwriting that it has never seen: scikit-learn's digits, drawn large.

They are 1,797 digits, 8 by 8 counts of ink from 0 to 16 (Alpaydin and Kaynak, 1998, "Optical Recognition of Handwritten
Digits", the test part). Enlarged and cut off at half of the ink they look like strokes on a canvas.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydantic import BaseModel, ConfigDict

from core.errors import WorkbenchError
from core.evaluation.intervals import wilson_interval
from core.models.committee_predictor import AnyPredictor
from core.progress import Progress, silent

CANVAS: Final = 256
"""Pixels along each side of a drawing."""
_DIGITS: Final = tuple("0123456789")
# The digit's share of the canvas, so that it has margins as a drawing has them.
_DRAWN: Final = 184
_MOST_INK: Final = 16


class DrawingsRead(BaseModel):
    """What came of it.

    Attributes:
        images: How many were asked about.
        accuracy: Share of them that were read as what they are.
        accuracy_interval: Of that share, at 95%.
        per_digit: The same share of each digit.
    """

    model_config = ConfigDict(frozen=True)

    images: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    per_digit: dict[str, float]


def read_drawings(predictor: AnyPredictor, progress: Progress = silent) -> DrawingsRead:
    """Ask a model about all of them, each through the model's own pipeline.

    Raises:
        WorkbenchError: scikit-learn is not installed, or the model does not know the ten digits.
    """
    if set(predictor.classes) != set(_DIGITS):
        raise WorkbenchError(
            f"The model knows {', '.join(predictor.classes)}, not the ten digits.",
            "Choose a model of digits, such as `digits`.",
        )
    right: dict[str, list[bool]] = {digit: [] for digit in _DIGITS}
    counts, labels = _handwriting()
    for done, (drawing, digit) in enumerate(zip(_drawings(counts), labels, strict=True)):
        progress("Reading", done, len(labels))
        right[digit].append(predictor.predict(drawing).label == digit)
    answers = [answer for each in right.values() for answer in each]
    return DrawingsRead(
        images=len(answers),
        accuracy=sum(answers) / len(answers),
        accuracy_interval=wilson_interval(sum(answers), len(answers)),
        per_digit={digit: sum(each) / len(each) for digit, each in right.items()},
    )


def drawn(ink: npt.NDArray[np.float64]) -> Image.Image:
    """Counts of ink, 0 to 16, (8, 8), as black strokes on white paper, CANVAS by CANVAS pixels."""
    gray = Image.fromarray(np.uint8(255 - ink * 255 / _MOST_INK))
    # A border first: the enlargement would else draw the ink at the edge on to it.
    bordered = Image.new("L", (gray.width + 2, gray.height + 2), "white")
    bordered.paste(gray, (1, 1))
    side = round(_DRAWN * bordered.width / gray.width)
    strokes = bordered.resize((side, side), Image.Resampling.BICUBIC).point(lambda value: 255 * (value > 127))
    paper = Image.new("RGB", (CANVAS, CANVAS), "white")
    paper.paste(strokes, ((CANVAS - side) // 2,) * 2)
    return paper


def _handwriting() -> tuple[npt.NDArray[np.float64], list[str]]:
    try:
        found = import_module("sklearn.datasets").load_digits()
    except ImportError as error:
        raise WorkbenchError(
            "The drawings come with scikit-learn, which is not installed.", "Install scikit-learn."
        ) from error
    return found.images, [str(digit) for digit in found.target]


def _drawings(counts: npt.NDArray[np.float64]) -> Iterator[Image.Image]:
    return (drawn(ink) for ink in counts)
