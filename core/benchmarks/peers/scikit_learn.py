"""scikit-learn's MLPClassifier."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from core.benchmarks.contender import FlatImages, Parameters, Workload
from core.benchmarks.peers.optional import why_missing
from core.data.dataset import Labels


class ScikitLearn:
    """`partial_fit`, an epoch a call, on float32 data in 0..1.

    Its users scale their data beforehand, so scaling is not part of its step: its work is lighter than the others', at
    four times the memory for the data. The search for infinities in its input is switched off.
    """

    name = "scikit-learn"
    steps_per_call = 1

    @staticmethod
    def takes(workload: Workload) -> bool:
        """It has fully connected layers with nothing between them."""
        return workload.is_plain

    def available(self) -> str | None:
        """Whether scikit-learn is installed."""
        return why_missing("sklearn")

    def version(self) -> str:
        """scikit-learn's."""
        return str(import_module("sklearn").__version__)

    def prepare(self, workload: Workload, images: FlatImages, labels: Labels, initial: Parameters) -> None:
        """Scale all data, and put the initial weights where a first batch has made room for them."""
        self._config: Any = import_module("sklearn").config_context
        self._workload, self._labels = workload, labels
        self._images = images.astype(np.float32)
        self._images /= 255
        self._model: Any = import_module("sklearn.neural_network").MLPClassifier(
            hidden_layer_sizes=workload.widths[1:-1],
            solver=workload.optimizer.lower(),
            alpha=0.0,
            batch_size=workload.batch_size,
            learning_rate_init=workload.learning_rate,
            momentum=workload.momentum,
            nesterovs_momentum=False,
            random_state=0,
        )
        first = slice(workload.batch_size)
        self._model.partial_fit(self._images[first], labels[first], classes=np.arange(workload.widths[-1]))
        for own, given in zip(self._arrays(), initial, strict=True):
            own[...] = given

    def run(self, steps: int) -> None:
        """Every call shuffles the images that it is given."""
        with self._config(assume_finite=True):
            while steps:
                now = min(steps, self._workload.steps_per_epoch)
                rows = slice(now * self._workload.batch_size)
                self._model.partial_fit(self._images[rows], self._labels[rows])
                steps -= now

    def parameters(self) -> Parameters:
        """A copy."""
        return [array.copy() for array in self._arrays()]

    def _arrays(self) -> Parameters:
        pairs = zip(self._model.coefs_, self._model.intercepts_, strict=True)
        return [array for pair in pairs for array in pair]
