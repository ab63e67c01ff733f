"""Small data, networks and an engine that keeps a record, for tests of the training loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.backends.numpy_backend import NumpyModel
from core.backends.protocol import Activity, OptimizerState, TrainableModel
from core.data.dataset import ImageDataset
from core.experiment.draft import validate
from core.experiment.spec import Experiment
from core.network.loss import BatchResult
from core.network.parameters import FloatArray
from core.preprocessing.augmentation import Augmenter, augments
from core.preprocessing.pipeline import Pipeline
from core.training.batches import BatchLoader
from core.training.checkpoint import Checkpoint
from core.training.control import Control
from core.training.events import EpochEnded, EpochMetrics, EventStamps, Progress
from core.training.session import Session, TrainingData

CLASSES = 3
SIDE = 4
LAYERS = [
    {"type": "Flatten"},
    {"type": "Dense", "units": 12, "activation": "relu", "kernel_initializer": "he_normal"},
    {"type": "Dense", "units": CLASSES},
]
MOMENTUM = {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9}


def experiment(**changes: Any) -> Experiment:
    """A small network; `layers` may be given beside the fields of an experiment."""
    layers = changes.pop("layers", LAYERS)
    draft = {"name": "small", "network": {"layers": layers}, "epochs": 4, "batch_size": 16}
    return validate(draft | changes)


def dataset(count: int = 150, seed: int = 0, **changes: Any) -> ImageDataset:
    """Noisy squares whose brightness tells the class; four fifths are "train", the rest "test"."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, CLASSES, count)
    noise = rng.integers(-60, 60, (count, SIDE, SIDE, 1))
    brightness = 60 + 60 * labels[:, None, None, None]
    facts: dict[str, Any] = {
        "name": "squares",
        "kind": "npz",
        "source": "/data/squares.npz",
        "images": (brightness + noise).clip(0, 255).astype(np.uint8),
        "labels": labels,
        "classes": ("dark", "gray", "bright"),
        "splits": {"train": range(count * 4 // 5), "test": range(count * 4 // 5, count)},
        "sha256": f"{count:032x}{seed:032x}",
    }
    return ImageDataset(**facts | changes)


def training_data(training: int = 100, validation: int = 30, chosen: Experiment | None = None) -> TrainingData:
    """Rows of all three uses, mixed, so that taking the wrong ones shows; augmented as the chosen experiment says."""
    data = dataset(training + validation + 20)
    pipeline = Pipeline(height=SIDE, width=SIDE, channels=1, normalization="unit", mean=(), deviation=())
    rows = np.random.default_rng(1).permutation(len(data))
    augmenter = Augmenter(chosen.augmentation, chosen.seed, (SIDE, SIDE, 1)) if chosen else None
    loader = BatchLoader(data.images, data.labels, pipeline, np.dtype(np.float32), augmenter, works_ahead=True)
    return TrainingData(loader, data.labels, rows[:training], rows[training : training + validation])


def numpy_model(chosen: Experiment) -> NumpyModel:
    return NumpyModel(chosen, (SIDE, SIDE, 1), CLASSES)


class Training:
    """One session that was driven to its end.

    Attributes:
        session: As it is afterwards.
        model: Likewise.
        epochs: The row of each epoch.
        checkpoints: The state after each epoch.
    """

    def __init__(
        self,
        chosen: Experiment,
        *,
        model: TrainableModel | None = None,
        data: TrainingData | None = None,
        checkpoint: Checkpoint | None = None,
        control: Control | None = None,
        after_epoch: Callable[[EpochEnded], object] = lambda _event: None,
    ) -> None:
        self.model = model or numpy_model(chosen)
        data = data or training_data(chosen=chosen if augments(chosen.augmentation) else None)
        stamps = EventStamps("run")
        self.session = Session(chosen, self.model, data, control or Control(), stamps, checkpoint)
        self.epochs: list[EpochMetrics] = []
        self.best_epochs: list[int] = []
        self.progress: list[Progress] = []
        self.checkpoints: list[Checkpoint] = []
        for event in self.session.train():
            if isinstance(event, Progress):
                self.progress.append(event)
                continue
            self.epochs.append(event.metrics)
            self.best_epochs += [event.metrics.epoch] * event.best
            self.checkpoints.append(self.session.checkpoint())
            after_epoch(event)


def figures(epochs: Sequence[EpochMetrics]) -> list[dict[str, Any]]:
    """What a seed decides: all of a row but the clock's part."""
    return [row.model_dump(exclude={"seconds", "images_per_second"}) for row in epochs]


def same_bits(one: Mapping[str, FloatArray], other: Mapping[str, FloatArray]) -> bool:
    return one.keys() == other.keys() and all(
        one[name].dtype == other[name].dtype and one[name].tobytes() == other[name].tobytes() for name in one
    )


class RecordingModel:
    """An engine that learns nothing, and writes down what it is given.

    Each image's first pixel is taken for its row; `numbered_data` makes such images.

    Args:
        validation_losses: What each epoch's validation loss is to be; after the last they stay.
        train_loss: What each batch's loss is, given its number.
        before_batch: Called with the number of the batch, from 1.
        steps_per_call: As in the protocol.
    """

    def __init__(
        self,
        validation_losses: Sequence[float] = (1.0,),
        train_loss: Callable[[int], float] = lambda _batch: 1.0,
        before_batch: Callable[[int], object] = lambda _batch: None,
        steps_per_call: int = 1,
    ) -> None:
        self.steps_per_call = steps_per_call
        self.device = "CPU"
        self.trained: list[list[int]] = []
        self.predicted: list[list[int]] = []
        self.learning_rates: list[float] = []
        self.batches = 0
        self._validation_losses = validation_losses
        self._train_loss, self._before_batch = train_loss, before_batch
        self._weights = {"epoch": np.zeros(1, np.float32)}

    def begin_epoch(self, epoch: int) -> None:
        self.trained.append([])
        self.predicted.append([])
        self._weights["epoch"][...] = epoch

    def train_batches(
        self, X_KB: FloatArray, y_KB: npt.NDArray[np.int64], learning_rates: Sequence[float]
    ) -> BatchResult:
        self.batches += 1
        self._before_batch(self.batches)
        self.trained[-1] += _rows(X_KB)
        self.learning_rates += learning_rates
        return BatchResult(self._train_loss(self.batches) * y_KB.size, 0, y_KB.size)

    def predict(self, X: FloatArray, activity: Activity | None = None) -> FloatArray:  # noqa: ARG002 - has no units
        self.predicted[-1] += _rows(X)
        epoch = min(int(self._weights["epoch"][0]), len(self._validation_losses))
        of_truth = np.exp(-self._validation_losses[epoch - 1])
        # All numbered images are of class 0.
        return np.tile(np.array([of_truth, 1 - of_truth]), (len(X), 1))

    def penalty(self) -> float:
        return 0.0

    def weights(self) -> dict[str, FloatArray]:
        return {name: array.copy() for name, array in self._weights.items()}

    def set_weights(self, weights: Mapping[str, FloatArray]) -> None:
        self._weights["epoch"][...] = weights["epoch"]

    def averaged_weights(self) -> None:
        return None

    def optimizer_state(self) -> OptimizerState:
        return OptimizerState(self.batches, {})

    def set_optimizer_state(self, state: OptimizerState) -> None:
        self.batches = state.steps


def _rows(X: FloatArray) -> list[int]:
    high, low = (np.rint(X[..., 0, pixel, 0] * 255).astype(int).ravel() for pixel in (0, 1))
    return list((256 * high + low).tolist())


def numbered_data(training: int = 1000, validation: int = 300, augmenter: Augmenter | None = None) -> TrainingData:
    """Images of 1 x 2 pixels that hold the number of their row, all of class 0; the rows between are of no use."""
    count = 2 * (training + validation)
    numbers = np.arange(count)
    images = np.stack([numbers >> 8, numbers & 255], axis=-1).astype(np.uint8).reshape(count, 1, 2, 1)
    labels = np.zeros(count, np.int64)
    pipeline = Pipeline(height=1, width=2, channels=1, normalization="unit", mean=(), deviation=())
    loader = BatchLoader(images, labels, pipeline, np.dtype(np.float32), augmenter, works_ahead=True)
    return TrainingData(loader, labels, numbers[: 2 * training : 2], numbers[2 * training :: 2])


class Clock:
    """Time that passes when it is looked at, in place of `time.perf_counter` and `time.time`."""

    def __init__(self, seconds_a_look: float) -> None:
        self.now = 1_000.0
        self._seconds_a_look = seconds_a_look

    def __call__(self) -> float:
        self.now += self._seconds_a_look
        return self.now


def chunks(rows: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
