"""A few images as training may see them, made beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WorkbenchError
from workbench.state.background import Background

if TYPE_CHECKING:
    from core.data.dataset import ImageDataset, UInt8Images
    from core.experiment.augmentation import AugmentationSpec
    from core.experiment.draft import Draft

SAMPLES, VERSIONS = 2, 7
_AFTER_PAUSE_MS = 100


class AugmentedSamples(QObject):
    """Images changed as a draft says, once it was left alone for a moment.

    Attributes:
        images: (samples, 1 + versions, H, W, C) uint8, each row led by the image as it is; None while there are none.
        error: Why there are none.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.images: UInt8Images | None = None
        self.error: WorkbenchError | None = None
        self._first = 0
        self._wanted: tuple[AugmentationSpec, ImageDataset, str] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_PAUSE_MS)
        self._timer.timeout.connect(self._start)
        self._background = Background(self)
        self._background.succeeded.connect(lambda images: self._tell(images, None))
        self._background.failed.connect(lambda error: self._tell(None, error))

    def ask(self, draft: Draft, dataset: ImageDataset | None) -> None:
        """Show this draft's changes; where its strengths are no valid ones, what is there stays."""
        spec = _strengths(draft["augmentation"])
        if dataset is None:
            self.cancel()
            if self.images is not None or self.error is not None:
                self._tell(None, None)
        elif spec is not None:
            color = "rgb" if draft["preprocessing"]["color"] == "rgb" else "grayscale"
            if (spec, dataset, color) != self._wanted:
                self._wanted = spec, dataset, color
                self._timer.start()

    def again(self) -> None:
        """Show other draws."""
        self._first += SAMPLES * VERSIONS
        self._start()

    def cancel(self) -> None:
        """Nobody looks any more."""
        self._wanted = None
        self._timer.stop()
        self._background.cancel()

    def close(self) -> None:
        """Leave no work behind."""
        self.cancel()
        self._background.close()

    def _start(self) -> None:
        if self._wanted is not None:
            wanted, first = self._wanted, self._first
            self._background.start(lambda _progress: _augmented(*wanted, first))

    def _tell(self, images: UInt8Images | None, error: WorkbenchError | None) -> None:
        self.images, self.error = images, error
        self.changed.emit()


def _strengths(values: Any) -> AugmentationSpec | None:
    """The augmentation that a part of a draft describes; None where something is wrong with it."""
    from pydantic import ValidationError  # noqa: PLC0415 - loads what the window's start does not wait for

    from core.experiment.augmentation import AugmentationSpec  # noqa: PLC0415

    try:
        return AugmentationSpec.model_validate(values)
    except ValidationError:
        return None


def _augmented(spec: AugmentationSpec, dataset: ImageDataset, color: Any, first: int) -> UInt8Images:
    from core.preprocessing.samples import augmented_samples  # noqa: PLC0415 - off the window's thread

    return augmented_samples(spec, dataset, color, samples=SAMPLES, versions=VERSIONS, first=first)
