"""Ways from a file to pixels and labels in memory: ours, and those that people would write or call instead."""

from __future__ import annotations

import io
import os
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from PIL import Image

from core.benchmarks.peers.optional import why_missing
from core.data.open import open_dataset

_PICTURES: Final = {".jpg", ".jpeg", ".png"}


class Loader(Protocol):
    """One way to load a source.

    Attributes:
        name: For people.
        needs_folder: Whether it reads folders alone: an archive is unpacked for it, which is not counted.
    """

    name: str
    needs_folder: bool

    def available(self) -> str | None:
        """Import what it needs; why it cannot take part, None where it can."""

    def load(self, source: Path) -> int:
        """Read all pixels and labels; gives how many images there are."""


class Ours:
    """To a memory map in an empty cache, labels and all."""

    name = "ours, first time"
    needs_folder = False

    def available(self) -> str | None:
        """Always. What every source needs is loaded by now, as with the others."""
        for module in ("core.data.readers.detect", "core.data.readers.archive", "core.data.readers.svhn"):
            import_module(module)
        return None

    def load(self, source: Path) -> int:
        """As the program does."""
        return len(open_dataset(source).images)


class OursAgain(Ours):
    """The same from a cache that has it."""

    name = "ours, again"


class PillowLoop:
    """One picture of the archive after the other, decoded by Pillow: what a script would do."""

    name = "a loop with Pillow"
    needs_folder = False

    def available(self) -> str | None:
        """Always."""
        Image.init()
        return None

    def load(self, source: Path) -> int:
        """To one array of grays and one of labels."""
        with zipfile.ZipFile(source) as archive:
            names = [name for name in archive.namelist() if Path(name).suffix.lower() in _PICTURES]
            pictures = [np.asarray(Image.open(io.BytesIO(archive.read(name))).convert("L")) for name in names]
        classes = sorted({Path(name).parent.name for name in names})
        labels = np.array([classes.index(Path(name).parent.name) for name in names])
        return min(len(np.stack(pictures)), len(labels))


class FolderLoop:
    """The same from folders of classes, as torchvision's `ImageFolder` goes through them."""

    name = "a loop over folders"
    needs_folder = True

    def available(self) -> str | None:
        """Always."""
        Image.init()
        return None

    def load(self, source: Path) -> int:
        """To one array of grays and one of labels."""
        folders = _folders_of_classes(source)
        classes = sorted({folder.name for folder in folders})
        pictures, labels = [], []
        for folder in folders:
            for path in sorted(folder.iterdir()):
                with Image.open(path) as picture:
                    pictures.append(np.asarray(picture.convert("L")))
                labels.append(classes.index(folder.name))
        return min(len(np.stack(pictures)), len(np.array(labels)))


class KerasFolders:
    """Keras's `image_dataset_from_directory`, every batch of it once."""

    name = "Keras image_dataset_from_directory"
    needs_folder = True

    def available(self) -> str | None:
        """Whether Keras and TensorFlow are installed."""
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        os.environ["KERAS_BACKEND"] = "tensorflow"
        return why_missing("tensorflow") or why_missing("keras")

    def load(self, source: Path) -> int:
        """In the size of the pictures, as grays; each part of the source is a dataset of its own."""
        utils: Any = import_module("keras").utils
        folders = _folders_of_classes(source)
        with Image.open(next(folders[0].iterdir())) as picture:
            size = picture.size[::-1]
        count = 0
        for part in sorted({folder.parent for folder in folders}):
            batches = utils.image_dataset_from_directory(
                part, color_mode="grayscale", image_size=size, batch_size=256, verbose=False
            )
            count += len(np.concatenate([images.numpy() for images, _ in batches]))
        return count


class SciPyLoadmat:
    """`scipy.io.loadmat` alone: arrays of its own shape, not yet in the order (N, H, W, C)."""

    name = "scipy.io.loadmat alone"
    needs_folder = False

    def available(self) -> str | None:
        """Whether SciPy is installed."""
        return why_missing("scipy.io")

    def load(self, source: Path) -> int:
        """All files of the folder."""
        loadmat = import_module("scipy.io").loadmat
        return sum(loadmat(path)["X"].shape[-1] for path in sorted(source.glob("*.mat")))


def _folders_of_classes(source: Path) -> list[Path]:
    """All folders in which there are pictures, in order."""
    return sorted({path.parent for path in source.rglob("*") if path.suffix.lower() in _PICTURES})
