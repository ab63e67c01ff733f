"""Answers from a picture and its mirror image together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.network.parameters import FloatArray


def mean_with_mirrored(predict: Callable[[FloatArray], FloatArray], X_BHWC: FloatArray) -> FloatArray:
    """The mean of a model's probabilities for images and for their mirror images, (B, classes).

    Two passes of B images rather than one of twice as many: a row of a larger product differs in the last digits.

    Args:
        predict: From images (B, H, W, C) to probabilities (B, classes).
        X_BHWC: Images, as the first layer receives them.
    """
    # The engine may give the same buffer again.
    probabilities = predict(X_BHWC).copy()
    probabilities += predict(np.ascontiguousarray(X_BHWC[:, :, ::-1]))
    probabilities /= 2
    return probabilities
