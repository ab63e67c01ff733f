"""Numbers about zero as colours: zero is as the card, and what is larger on either side is stronger."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from core.data.dataset import UInt8Images
from core.network.parameters import FloatArray
from workbench.views.pixels import to_picture
from workbench.views.theme import Theme

_STEPS = 127
WORDS = "blue above 0, orange below"
"""How to read them."""
WORDS_OF_COLORS = "gray where they are 0"
"""How to read weights of colours."""


class SignedColors:
    """Turns numbers from -1 to 1 into colours of the palette in force.

    Args:
        theme: Of which palette.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._key: tuple[str, ...] = ()
        self._colors: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)

    def picture(self, values: FloatArray) -> QImage:
        """A pixel a number.

        Args:
            values: (H, W, 1), from the palette; or (H, W, 3), red, green and blue, each 0 in the middle of its range.
        """
        if values.shape[-1] == 3:
            return to_picture(_about_gray(values))
        pixels = self._table()[_STEPS + np.rint(values[..., 0] * _STEPS).astype(np.intp)]
        height, width = pixels.shape
        # The copy outlives the array, whose memory Qt would otherwise go on reading.
        return QImage(pixels.data, width, height, pixels.itemsize * width, QImage.Format.Format_RGB32).copy()

    def color(self, value: float) -> QColor:
        """Of one number."""
        return QColor.fromRgb(int(self._table()[_STEPS + round(value * _STEPS)]))

    def _table(self) -> npt.NDArray[np.uint32]:
        """uint32 (2 * steps + 1), 0xFFRRGGBB, from -1 to 1."""
        colors = self._theme.colors
        key = colors.negative, colors.card, colors.positive
        if key != self._key:
            ends = np.array([[color.red(), color.green(), color.blue()] for color in map(QColor, key)])
            steps = np.linspace(-1, 1, 2 * _STEPS + 1)
            red, green, blue = (np.rint(np.interp(steps, (-1, 0, 1), end)).astype(np.uint32) for end in ends.T)
            self._key, self._colors = key, np.uint32(0xFF000000) | red << 16 | green << 8 | blue
        return self._colors


def _about_gray(values: FloatArray) -> UInt8Images:
    about_gray: UInt8Images = np.rint(128 + 127 * values).astype(np.uint8)
    return about_gray
