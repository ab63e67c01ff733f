"""Random streams: each use of chance in an experiment draws from one of its own, all from the one seed.

Adding a use, or drawing more in one place, then changes nothing elsewhere; and every stream can be begun anew at any
epoch, so that no random state has to be saved.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Stream(IntEnum):
    """What chance is used for."""

    WEIGHTS = 1
    DROPOUT = 2
    SHUFFLE = 3
    SPLIT = 4
    AUGMENTATION = 5


def generator(seed: int, stream: Stream, *key: int) -> np.random.Generator:
    """The random numbers of one stream.

    Args:
        seed: Of the experiment.
        stream: The use; it separates keys of different uses that would otherwise be equal.
        *key: Which part of the stream, such as the epoch; as many numbers for all parts of a stream.
    """
    return np.random.default_rng([seed, stream, *key])
