"""The confusion matrix as a picture, for places that can show no table."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from core.evaluation.evaluation import Evaluation
from resources.palette import LIGHT

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Point = tuple[float, float]

# Large letters on small cells: whoever shows the picture will make it smaller.
_CELL, _GAP, _MARGIN = 72, 4, 20
_COUNT, _NAME, _TITLE = 26, 22, 24
_LONGEST_NAME: Final = 14
_FEW: Final = 6
# The strongest tint on which dark text keeps a contrast of 4.5:1.
_STRONGEST_TINT: Final = 0.7
# Fonts with more than English letters, where the system has one of them; Pillow's own is the last resort.
_FONTS: Final = ("DejaVuSans.ttf", "Arial.ttf", "arial.ttf")


def confusion_picture(evaluation: Evaluation) -> Image.Image:
    """Draw counts by true class (rows) and answer (columns), each tinted by its share of the row."""
    names = [_shortened(name) for name in evaluation.classes]
    matrix, size = evaluation.confusion_matrix, len(names)
    font = _font(_NAME)
    longest = math.ceil(max(font.getbbox(name)[2] for name in names))
    # A few classes have room for their names; many are turned.
    wide = min(max(_CELL, longest + 2 * _GAP), 2 * _CELL) if size <= _FEW else _CELL
    is_turned = longest > wide - _GAP
    left = _MARGIN + _TITLE + _GAP + longest + _MARGIN // 2
    top = 3 * _MARGIN + 2 * _TITLE + (longest if is_turned else _NAME)
    split = evaluation.split[:1].upper() + evaluation.split[1:]
    title = f"{split}: {evaluation.accuracy:.1%} of {evaluation.images:,} images right"
    width = max(left + size * wide, _MARGIN + math.ceil(_font(_TITLE).getbbox(title)[2])) + _MARGIN
    image = Image.new("RGB", (width, top + size * _CELL + _MARGIN), LIGHT.card)
    draw = ImageDraw.Draw(image)
    draw.text((_MARGIN, _MARGIN), title, LIGHT.text, _font(_TITLE))
    draw.text((left + size * wide / 2, 2 * _MARGIN + 1.5 * _TITLE), "answer", LIGHT.quiet, font, "mm")
    _turned(image, "true class", (_MARGIN + _TITLE / 2, top + size * _CELL / 2), font, LIGHT.quiet)
    for place, name in enumerate(names):
        centre = (place + 0.5) * wide
        draw.text((left - _MARGIN // 2, top + (place + 0.5) * _CELL), name, LIGHT.text, font, "rm")
        if is_turned:
            _turned(image, name, (left + centre, top - _GAP - longest / 2), font, LIGHT.text, longest)
        else:
            draw.text((left + centre, top - _GAP - _NAME / 2), name, LIGHT.text, font, "mm")
        _draw_row(draw, matrix[place], (left, top + place * _CELL), wide)
    return image


def _draw_row(draw: ImageDraw.ImageDraw, counts: tuple[int, ...], corner: Point, wide: int) -> None:
    x, y = corner
    for place, count in enumerate(counts):
        # The root lifts small shares: the diagonal is seen anyway, the mistakes are what the matrix is read for.
        tint = math.sqrt(count / max(sum(counts), 1)) * _STRONGEST_TINT
        left = x + place * wide
        box = (left + _GAP / 2, y + _GAP / 2, left + wide - _GAP / 2, y + _CELL - _GAP / 2)
        draw.rounded_rectangle(box, _GAP * 2, _mixed(LIGHT.accent, LIGHT.ground, tint))
        words = f"{count:,}"
        # 72 pixels hold four figures of full size.
        size = _COUNT if len(words) < 5 else _COUNT * 4 // len(words)
        draw.text((left + wide / 2, y + _CELL / 2), words, LIGHT.text if count else LIGHT.quiet, _font(size), "mm")


def _turned(image: Image.Image, words: str, centre: Point, font: Font, colour: str, length: int = 0) -> None:
    """Write upwards, around a point; with a `length`, from its lower end."""
    width, height = math.ceil(font.getbbox(words)[2]), 2 * _NAME
    strip = Image.new("RGBA", (max(width, length), height))
    ImageDraw.Draw(strip).text((0, height / 2), words, colour, font, "lm")
    strip = strip.rotate(90, expand=True)
    image.paste(strip, (round(centre[0] - strip.width / 2), round(centre[1] - strip.height / 2)), strip)


def _mixed(colour: str, ground: str, share: float) -> tuple[int, int, int]:
    """A colour on a ground, as strong as its share."""
    parts = [
        round(share * int(colour[place : place + 2], 16) + (1 - share) * int(ground[place : place + 2], 16))
        for place in (1, 3, 5)
    ]
    return parts[0], parts[1], parts[2]


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


@cache
def _font(size: int) -> Font:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
