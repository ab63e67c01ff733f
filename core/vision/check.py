"""Whether a window shows a face: a small network of our own looks again at what the search found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

import resources
from core.models.bundle import load_bundle
from core.models.predictor import Predictor
from core.network.blas_threads import limited_blas
from core.paths import MODEL_SUFFIX
from core.vision.windows import Grays, Window, cut

CHECK_MODEL = resources.path("models", "parts", f"face-check{MODEL_SUFFIX}")


class FaceCheck:
    """Tells faces from what only looks like one; `packaging/face_check_data.py` says what it has learned from."""

    def __init__(self) -> None:
        self._predictor = Predictor(load_bundle(CHECK_MODEL))
        self._face = self._predictor.classes.index("face")

    def shares(self, picture: Grays, windows: Sequence[Window]) -> npt.NDArray[np.float64]:
        """How probable it is of each window of a picture (H, W) that it frames a face: (windows,)."""
        if not windows:
            return np.empty(0)
        images = np.stack([cut(picture, window, self._predictor.pipeline.height) for window in windows])
        # Products this small gain nothing from several threads.
        with limited_blas(1):
            return self._predictor.probabilities(images[..., None])[:, self._face].astype(np.float64)
