"""A dataset's images after the byte part of a pipeline, made once and shared by memory map."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.data.dataset import ImageDataset, UInt8Images
from core.errors import DiskFull
from core.files import atomic_path, has_no_room
from core.preprocessing.pipeline import Pipeline
from core.progress import Progress, silent

_BLOCK = 4096


def prepared_images(dataset: ImageDataset, pipeline: Pipeline, cache: Path, progress: Progress = silent) -> UInt8Images:
    """All images of a dataset with the pipeline's channels: (N, H, W, channels) uint8.

    They are the dataset's own memory map where nothing has to change; otherwise a second one, kept under `cache`.

    Args:
        dataset: The images as stored.
        pipeline: Whose channels are wanted.
        cache: Folder for the result.
        progress: Told while it is made for the first time.
    """
    if dataset.image_shape[-1] == pipeline.channels:
        return dataset.images
    path = cache / "prepared" / f"{dataset.sha256}-{pipeline.channels}.npy"
    if not path.exists():
        _write(path, dataset, pipeline, progress)
    images: UInt8Images = np.load(path, mmap_mode="r", allow_pickle=False)
    return images


def _write(path: Path, dataset: ImageDataset, pipeline: Pipeline, progress: Progress) -> None:
    shape = (len(dataset), *dataset.image_shape[:2], pipeline.channels)
    try:
        with atomic_path(path) as temporary, temporary.open("wb") as file:
            header = {"descr": "|u1", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)
            for start in range(0, len(dataset), _BLOCK):
                progress("Converting images", start, len(dataset))
                file.write(pipeline.to_bytes(dataset.images[start : start + _BLOCK]).tobytes())
    except OSError as error:
        if not has_no_room(error):
            raise
        raise DiskFull(f"The disk is full while writing {path}.", "Free some space and try again.") from error
