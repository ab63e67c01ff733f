"""Where the windows of a convolution or of pooling lie along one side of an image."""

from __future__ import annotations

from typing import Literal

Padding = Literal["valid", "same"]


def windows_along(length: int, size: int, stride: int, padding: Padding) -> int:
    """How many windows there are; 0 where the side is shorter than a window, and no zeros are added.

    Args:
        length: Of the side.
        size: Of a window.
        stride: From one window to the next.
        padding: "same" adds zeros so that there is a window for every `stride` pixels, as TensorFlow does.
    """
    if padding == "same":
        return -(-length // stride)
    return (length - size) // stride + 1 if length >= size else 0


def zeros_before(length: int, size: int, stride: int, padding: Padding) -> int:
    """How many zeros are added before the first pixel; where their number is odd, the extra one comes at the end."""
    if padding == "valid":
        return 0
    reach = (windows_along(length, size, stride, padding) - 1) * stride + size
    return max(0, reach - length) // 2


def zeros_after(length: int, size: int, stride: int, padding: Padding) -> int:
    """How many zeros are added after the last pixel."""
    if padding == "valid":
        return 0
    reach = (windows_along(length, size, stride, padding) - 1) * stride + size
    return max(0, reach - length) - zeros_before(length, size, stride, padding)
