"""Random changes of the training images, as an experiment asks for them."""

from __future__ import annotations

from core.experiment.base import Spec, field


class AugmentationSpec(Spec):
    """Changes drawn anew for every training image in every epoch; nothing but training ever sees them.

    An image is mirrored, zoomed, turned and shifted in one resampling, then its tones are changed, then a part of it
    may be erased. What a change uncovers at a border repeats the border: see `core.preprocessing.augmentation`.
    """

    flip: float = field(0.0, ge=0, le=1, help="Probability of mirroring left and right. Not for digits or letters.")
    shift: float = field(
        0.0, ge=0, le=0.5, help="Farthest move left or right, up or down, as a fraction of the image's side."
    )
    rotation: float = field(0.0, ge=0, le=180, unit="degrees", help="Largest turn to the left or to the right.")
    zoom: float = field(
        0.0, ge=0, le=1, help="Largest change of size: 0.2 makes images up to 1.2 times as large, or as small."
    )
    brightness: float = field(
        0.0, ge=0, le=1, help="Largest change of brightness, as a fraction of the way from black to white."
    )
    contrast: float = field(
        0.0, ge=0, le=1, help="Largest change of contrast: 0.3 multiplies distances from the mean by 0.7 to 1.3."
    )
    polarity: float = field(0.0, ge=0, le=1, help="Probability of exchanging light and dark, as in a negative.")
    erasing: float = field(
        0.0, ge=0, le=1, help="Probability of covering a rectangle with noise (random erasing, Zhong et al. 2017)."
    )
    erasing_area: float = field(
        0.4,
        ge=0.02,
        le=1,
        when=("erasing", ()),
        help="Erasing: largest fraction of the image that is covered; the smallest is 0.02.",
    )
