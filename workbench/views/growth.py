"""How extents grow with the size of text.

What holds a word or a line grows as the text does. What holds many lines, such as a pane, grows by no more than its
first words: twice the text does not take twice the screen.
"""

from __future__ import annotations

from typing import Final

_HOLDS_A_LINE: Final = 160


KEEPS_SIZE: Final = "keepsSize"
"""A property of widgets that show pictures, which do not grow with the text."""


class _Text:
    factor = 1.0


def text_factor() -> float:
    """The size of text in force: 1 is the usual one."""
    return _Text.factor


def set_text_factor(factor: float) -> None:
    """Let text have another size; what is on the screen is another's work (see `Theme`)."""
    _Text.factor = factor


def grown(pixels: int) -> int:
    """What an extent is at the size of text in force."""
    return round(_grown(pixels, _Text.factor))


def scaled(pixels: int) -> int:
    """The same of what holds words side by side: it grows as they do, however much it is."""
    return round(pixels * _Text.factor)


def regrown(pixels: int, former: float) -> int:
    """What an extent is now that was `pixels` at a former size of text."""
    most = _HOLDS_A_LINE * former
    usual = pixels / former if pixels <= most else pixels - most + _HOLDS_A_LINE
    return round(_grown(usual, _Text.factor))


def _grown(pixels: float, factor: float) -> float:
    return min(pixels, _HOLDS_A_LINE) * factor + max(pixels - _HOLDS_A_LINE, 0)
