"""Pictures to be asked about: whatever people have, photographs of a hundred megapixels included.

No network looks at more than a small part of so many pixels. A large picture is averaged to a half, a third and so on
while it is decoded, or strip by strip right after, and remembers how large it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from core.data.pictures import (
    DECODER_ERRORS,
    flat,
    opened_picture,
    orientation_of,
    quiet_decoding,
    read_picture_file,
    unreadable,
    upright,
)

ENOUGH: Final = 2_000
"""A picture whose longer side has twice as many pixels or more is made smaller, but no smaller than this."""
_STRIP: Final = 64


@dataclass(frozen=True)
class Photo:
    """A decoded picture.

    Attributes:
        image: Upright, of mode "L" or "RGB"; of a large picture, a smaller copy.
        width, height: Of the picture itself, upright, in pixels.
    """

    image: Image.Image
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels of the image for one of the picture, along a side."""
        return self.image.width / self.width


def photo_of(image: Image.Image) -> Photo:
    """A picture that is in memory already, of mode "L" or "RGB"."""
    return Photo(image, *image.size)


def load_photo(path: Path) -> Photo:
    """Read one picture file; see `decode_photo`."""
    content = read_picture_file(path)
    with quiet_decoding():
        return decode_photo(content, str(path))


def decode_photo(content: bytes, name: str) -> Photo:
    """Decode a picture as `core.data.pictures.decode_picture` does, a large one to a smaller copy.

    Args:
        content: The file's bytes: JPEG, PNG, BMP, WebP or GIF.
        name: What to call the picture in a message.

    Raises:
        WorkbenchError: The bytes are no such picture, are damaged, or declare too many pixels.
    """
    try:
        image = opened_picture(BytesIO(content), name)
        width, height = image.size
        times = max(max(width, height) // ENOUGH, 1)
        # A JPEG decoder gives a half, a quarter or an eighth for less than the price of the whole.
        image.draft(None, (width // times, height // times))
        image.load()
        small = _reduced(image, max(max(image.size) // ENOUGH, 1))
        # What a smaller copy leaves out of the file's metadata is not wanted either, but for its orientation.
        stands, sideways = upright(small, image), orientation_of(image) >= 5
    except DECODER_ERRORS as error:
        raise unreadable(content, name, error) from error
    return Photo(stands, height, width) if sideways else Photo(stands, width, height)


def _reduced(image: Image.Image, times: int) -> Image.Image:
    """A picture flat and averaged; strip by strip, since a copy of a hundred million pixels takes 400 MB."""
    if times == 1:
        return flat(image)
    strip = _STRIP * times
    pieces = []
    for top in range(0, image.height, strip):
        piece = flat(image.crop((0, top, image.width, min(top + strip, image.height))))
        pieces.append(piece.reduce(times))
    together = Image.new(pieces[0].mode, (pieces[0].width, sum(piece.height for piece in pieces)))
    top = 0
    for piece in pieces:
        together.paste(piece, (0, top))
        top += piece.height
    return together
