"""A look at augmentation: a few images of a dataset, as they are and as training may see them."""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.data.dataset import ImageDataset, UInt8Images
from core.experiment.augmentation import AugmentationSpec
from core.preprocessing.augmentation import Augmenter, augments
from core.preprocessing.pipeline import with_channels


def augmented_samples(
    spec: AugmentationSpec,
    dataset: ImageDataset,
    color: Literal["grayscale", "rgb"],
    *,
    samples: int,
    versions: int,
    first: int,
) -> UInt8Images:
    """Images from all over a dataset, each with several changed versions.

    Args:
        spec: How they are changed.
        dataset: Where they are taken from.
        color: What the network is to see.
        samples: S, how many images; fewer where the dataset has fewer.
        versions: V, how many versions of each.
        first: Which draws the first version has: another number gives others.

    Returns:
        (S, 1 + V, H, W, C) uint8; the first of each row is the image as it is.
    """
    rows = np.unique(np.linspace(0, len(dataset) - 1, samples).astype(np.int64))
    images = with_channels(dataset.images[rows], 1 if color == "grayscale" else 3)
    sheet = np.repeat(images[:, None], 1 + versions, axis=1)
    if augments(spec):
        augmenter = Augmenter(spec, 0, sheet.shape[2:])
        for row, image in zip(sheet, images, strict=True):
            augmenter.augment(np.repeat(image[None], versions, axis=0), 1, first, out=row[1:])
            first += versions
    return sheet
