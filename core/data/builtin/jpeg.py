"""The loss of baseline JPEG, without the file: what quantising 8 x 8 blocks does to a stack of small pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.data.builtin.fields import Field, per_image

_BLOCK = 8
# ITU-T T.81, Annex K, tables K.1 and K.2.
_LUMA_STEPS = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    np.float32,
)
_CHROMA_STEPS = np.full((_BLOCK, _BLOCK), 99, np.float32)
_CHROMA_STEPS[:4, :4] = [[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]]
# JFIF 1.02: RGB to YCbCr.
_TO_YCC = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], np.float32)
_TO_RGB = np.linalg.inv(_TO_YCC).astype(np.float32)


def _cosines() -> Field:
    """The orthonormal 8-point DCT-II as a matrix (frequency, sample)."""
    frequency, position = np.arange(_BLOCK)[:, None], np.arange(_BLOCK)
    matrix = np.cos(np.pi * frequency * (2 * position + 1) / (2 * _BLOCK)) * np.sqrt(2 / _BLOCK)
    matrix[0] /= np.sqrt(2)
    cosines: Field = matrix.astype(np.float32)
    return cosines


_DCT = _cosines()


def compress(pictures: Field, quality: npt.NDArray[np.float64], shift: int) -> Field:
    """Pictures (B, 3, S, S), 0 to 255, as they come back from JPEG at each one's quality (1 to 100).

    `shift` (0 to 7) is where in the grid of blocks the crops begin: they were cut from larger photographs. Colour is
    quantised more coarsely, not subsampled.
    """
    count, _, side, _ = pictures.shape
    after = -(shift + side) % _BLOCK
    padded = np.pad(pictures - 128, ((0, 0), (0, 0), (shift, after), (shift, after)), mode="edge")
    planes = _change_colours(_TO_YCC, padded)
    # libjpeg's scale of the tables: 50 means as printed, 100 means no loss to speak of.
    scale = np.where(quality < 50, 50 / quality, 2 - quality / 50)
    steps = np.stack([_LUMA_STEPS, _CHROMA_STEPS, _CHROMA_STEPS])[None] * per_image(scale)[:, None]
    blocks = _DCT @ _to_blocks(planes) @ _DCT.T
    steps = np.maximum(steps, 1)[:, :, None, None]
    blocks = _DCT.T @ (np.rint(blocks / steps) * steps) @ _DCT
    restored = _change_colours(_TO_RGB, blocks.swapaxes(3, 4).reshape(count, 3, *padded.shape[2:])) + 128
    return restored[:, :, shift : shift + side, shift : shift + side]


def _change_colours(matrix: Field, pictures: Field) -> Field:
    return (matrix @ pictures.reshape(*pictures.shape[:2], pictures.shape[2] * pictures.shape[3])).reshape(
        pictures.shape
    )


def _to_blocks(planes: Field) -> Field:
    """(B, 3, H, W) to (B, 3, rows, columns, 8, 8)."""
    count, channels, height, width = planes.shape
    return planes.reshape(count, channels, height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK).swapaxes(3, 4)
