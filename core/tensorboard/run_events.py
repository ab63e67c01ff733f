"""The event files of one run: which figure goes under which name.

A run is a folder with one folder for each part of the images, so that TensorBoard draws train and validation of one
figure into one chart. All curves are over epochs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from core.evaluation.evaluation import Evaluation
from core.network.parameters import FloatArray
from core.tensorboard import summaries
from core.tensorboard.confusion_picture import confusion_picture
from core.tensorboard.event_file import EventFile
from core.training.events import EpochMetrics

_SPEED = "images per second"
_DESCRIPTIONS = {
    "loss": "Mean cross-entropy an example. Train: averaged over the epoch while the weights moved.",
    "accuracy": "Share of images whose most probable class is the true one.",
    "objective": "Training loss with the weight penalties, as minimised, per example.",
    "learning rate": "Of the epoch's last update.",
    _SPEED: "While training.",
    "dead units": "Share of the layer's ReLU units that were 0 for every validation image.",
}


class RunEvents:
    """Writes what TensorBoard shows of one run.

    Args:
        folder: Of the run's events; made where there is none.
        first_epoch: More than 1 where a run goes on: epochs from here on that were written before do not count.

    Raises:
        OSError: The folder cannot be written. So do all methods.
    """

    def __init__(self, folder: Path, first_epoch: int = 1) -> None:
        self._folder = folder
        self._first_step = first_epoch if first_epoch > 1 else 0
        self._files: dict[str, EventFile] = {}

    def begin(self, name: str, hyperparameters: Mapping[str, summaries.HyperParameter]) -> None:
        """Write what the run is."""
        self._file().add(0, summaries.hyperparameters(name, hyperparameters))

    def end_epoch(self, row: EpochMetrics) -> None:
        """Write the figures of an epoch."""
        train = {
            "loss": row.train_loss,
            "accuracy": row.train_accuracy,
            "objective": row.objective,
            "learning rate": row.learning_rate,
            _SPEED: row.images_per_second,
        }
        validation = {"loss": row.validation_loss, "accuracy": row.validation_accuracy}
        dead = {f"dead units/{layer}": share for layer, share in row.dead_units.items()}
        self._add_scalars("train", row.epoch, train)
        self._add_scalars("validation", row.epoch, validation | dead)

    def add_weights(self, epoch: int, weights: Mapping[str, FloatArray]) -> None:
        """Write how the weights of each kind are spread."""
        finite = {name: array for name, array in weights.items() if np.isfinite(array).all()}
        self._file().add(epoch, *(summaries.histogram(f"weights/{name}", array) for name, array in finite.items()))

    def add_evaluation(self, epoch: int, part: str, evaluation: Evaluation) -> None:
        """Write how the model that is kept does on a part of the images.

        Args:
            epoch: The model's.
            part: "validation" or "test", whatever the source calls it.
            evaluation: The figures.
        """
        picture = summaries.picture(f"confusion matrix/{part}", confusion_picture(evaluation))
        self._file().add(epoch, picture)
        self._add_scalars("", epoch, {f"kept model/{part} accuracy": evaluation.accuracy})
        if part not in ("train", "validation"):
            self._add_scalars(part, epoch, {"loss": evaluation.loss, "accuracy": evaluation.accuracy})

    def add_graph(self, graph: bytes) -> None:
        """Write what a prediction computes.

        Args:
            graph: A serialised GraphDef of TensorFlow.
        """
        self._file().add_graph(graph)

    def finish(self, *, went_well: bool) -> None:
        """Write how it ended."""
        self._file().add(0, summaries.end_of_run(went_well=went_well))

    def close(self) -> None:
        """Close all files."""
        for file in self._files.values():
            file.close()

    def _file(self, part: str = "") -> EventFile:
        if part not in self._files:
            self._files[part] = EventFile(self._folder / part, self._first_step)
        return self._files[part]

    def _add_scalars(self, part: str, epoch: int, values: Mapping[str, float]) -> None:
        points = (
            summaries.scalar(tag, value, _DESCRIPTIONS.get(tag.partition("/")[0], "")) for tag, value in values.items()
        )
        self._file(part).add(epoch, *points)
