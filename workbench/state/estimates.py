"""How long an epoch will take, found out beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import Cancelled, WorkbenchError
from core.progress import Progress
from workbench.state.background import Background

if TYPE_CHECKING:
    from core.data.dataset import ImageDataset
    from core.experiment.shapes import Shape
    from core.experiment.spec import Experiment
    from workbench.state.assessment import Assessment

_AFTER_PAUSE_MS = 250
FROM_RUN = "As fast as the last run of this network."
FROM_TIMING = "From a short timing on this machine."
FROM_OTHER_ENGINE = "From a short timing of this program's own engine: Keras may take longer or less."


@dataclass(frozen=True)
class Estimate:
    """What is expected of an epoch.

    Attributes:
        seconds: It takes.
        images: It trains on.
        basis: Where the speed comes from, in a sentence.
        flops_per_second: The machine's speed, where it was measured.
    """

    seconds: float
    images: int
    basis: str
    flops_per_second: float | None


class Estimates(QObject):
    """Makes an estimate for the experiment asked for last, once no other was asked for in a moment.

    Attributes:
        latest: The estimate; None while there is none.
        error: Why the dataset cannot be divided as the experiment asks.
    """

    changed = Signal()

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.latest: Estimate | None = None
        self.error: WorkbenchError | None = None
        self._workspace = workspace
        self._flops_per_second: float | None = None
        self._wanted: tuple[Assessment, ImageDataset] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_PAUSE_MS)
        self._timer.timeout.connect(self._start)
        self._background = Background(self)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(self._refuse)

    def ask(self, assessment: Assessment, dataset: ImageDataset | None) -> None:
        """Find out about this one; what is known of the one before stays until then."""
        self._background.cancel()
        if dataset is None or assessment.cost is None:
            self._timer.stop()
            self._wanted = None
            self._tell(None, None)
        else:
            self._wanted = assessment, dataset
            self._timer.start()

    def close(self) -> None:
        """Leave no work behind."""
        self._timer.stop()
        self._background.close()

    def _start(self) -> None:
        if self._wanted is not None:
            assessment, dataset = self._wanted
            workspace, speed = self._workspace, self._flops_per_second
            self._background.start(lambda progress: estimated(workspace, assessment, dataset, speed, progress))

    def _take(self, estimate: Estimate) -> None:
        self._flops_per_second = estimate.flops_per_second or self._flops_per_second
        self._tell(estimate, None)

    def _refuse(self, error: WorkbenchError) -> None:
        self._tell(None, error)

    def _tell(self, estimate: Estimate | None, error: WorkbenchError | None) -> None:
        if (estimate, error) != (self.latest, self.error):
            self.latest, self.error = estimate, error
            self.changed.emit()


def estimated(
    workspace: Path, assessment: Assessment, dataset: ImageDataset, flops_per_second: float | None, progress: Progress
) -> Estimate:
    """How long an epoch of an experiment that can be trained takes on a dataset.

    Args:
        workspace: Where runs of the same network may be.
        assessment: Of the experiment; without problems.
        dataset: What it is trained on.
        flops_per_second: The machine's speed, where it was measured before; None: measured where it is needed.
        progress: May cancel.

    Raises:
        WorkbenchError: The dataset cannot be divided as the experiment asks.
    """
    from core.experiment.division import divide  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.training.throughput import epoch_seconds, training_flops_per_second  # noqa: PLC0415

    experiment, cost = assessment.experiment, assessment.cost
    assert experiment is not None and cost is not None  # noqa: S101, PT018 - asked for no others
    images = len(divide(experiment, dataset, progress).train)
    try:
        images_per_second = _last_speed(workspace, experiment, assessment.input_shape or ())
    except Cancelled:
        raise
    except WorkbenchError:
        # What is wrong with the runs is theirs to say: a timing does as well, and nothing is in the way of training.
        images_per_second = None
    if images_per_second:
        return Estimate(images / images_per_second, images, FROM_RUN, flops_per_second)
    flops_per_second = flops_per_second or training_flops_per_second(progress=progress)
    seconds = epoch_seconds(experiment, assessment.input_shape or (), cost, images, flops_per_second, progress)
    # Starting Keras for a guess would take seconds, and half a gigabyte of memory.
    basis = FROM_TIMING if experiment.backend == "numpy" else FROM_OTHER_ENGINE
    return Estimate(seconds, images, basis, flops_per_second)


def _last_speed(workspace: Path, experiment: Experiment, input_shape: Shape) -> float | None:
    """Images a second in the newest run that did the same work for each image; None where there is none."""
    from core.experiment.shapes import describe_widths  # noqa: PLC0415
    from core.paths import DATABASE  # noqa: PLC0415
    from core.runs.store import RunStore  # noqa: PLC0415

    if not (workspace / DATABASE).exists():
        return None
    architecture = describe_widths(experiment.network, input_shape)
    with RunStore(workspace) as store:
        for summary in store.runs():
            if summary.epochs_done and summary.architecture == architecture:
                record = store.run(summary.run_id)
                if _work(record.experiment) == _work(experiment):
                    return record.epochs[-1].images_per_second
    return None


def _work(experiment: Experiment) -> tuple[object, ...]:
    """What an image costs depends on this."""
    widths = tuple(layer.model_dump_json() for layer in experiment.network.layers)
    optimizer, augmentation = experiment.optimizer.type, experiment.augmentation.model_dump_json()
    averaged = experiment.weight_averaging is not None
    return widths, optimizer, augmentation, averaged, experiment.batch_size, experiment.precision, experiment.backend
