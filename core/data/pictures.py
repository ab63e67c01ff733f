"""One picture file to pixels, the way people see it: for datasets and for pictures that ask for an answer alike."""

from __future__ import annotations

import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from core.data.dataset import UInt8Images
from core.data.provenance import PictureForm
from core.errors import WorkbenchError

LARGEST_FILE = 64 * 2**20
LARGEST_PIXELS = 120_000_000
# Its decoder holds every pixel three times over, four bytes each.
LARGEST_WEBP = 50_000_000
SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib", ".webp", ".gif"})
"""Of the files in a folder, those that are pictures end in one of these, in lower case."""
_FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "GIF")
# Brands of the ISO container that phones store photographs in.
_OF_PHONES = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
_ORIENTATION_TAG = 0x0112
DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    MemoryError,
    RuntimeError,
    EOFError,
    struct.error,
    zlib.error,
)
"""What Pillow's decoders raise on damaged or hostile bytes."""


class _Quiet:
    """Python's filters of warnings belong to the whole process: the first thread sets one, the last takes it back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._filters = ExitStack()

    def enter(self) -> None:
        with self._lock:
            if not self._users:
                self._filters.enter_context(warnings.catch_warnings())
                warnings.filterwarnings("ignore", module="PIL")
            self._users += 1

    def leave(self) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                self._filters.close()


_quiet = _Quiet()


@contextmanager
def quiet_decoding() -> Iterator[None]:
    """Keep Pillow's warnings about odd metadata off the terminal, in any number of threads at once."""
    _quiet.enter()
    try:
        yield
    finally:
        _quiet.leave()


def load_picture(path: Path) -> Image.Image:
    """Read one picture file; see `decode_picture`."""
    content = read_picture_file(path)
    with quiet_decoding():
        return decode_picture(content, str(path))


def read_picture_file(path: Path) -> bytes:
    """The bytes of a picture file.

    Raises:
        WorkbenchError: It cannot be read, or is too large for a picture.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise WorkbenchError(f"{path} is too large for a picture ({path.stat().st_size / 2**20:,.0f} MiB).")
        return path.read_bytes()
    except OSError as error:
        raise WorkbenchError(
            f"{path} cannot be read: {error.strerror}.", "Check the name and its permissions."
        ) from error


def decode_picture(content: bytes, name: str) -> Image.Image:
    """Decode a picture upright, on white, with 8 bits a channel.

    EXIF orientation is applied, transparency composited on white, palettes, CMYK and 16 bits converted; of an animation
    the first frame counts.

    Args:
        content: The file's bytes: JPEG, PNG, BMP, WebP or GIF.
        name: What to call the picture in a message.

    Returns:
        An image of mode "L" or "RGB".

    Raises:
        WorkbenchError: The bytes are no such picture, are damaged, or declare more than `LARGEST_PIXELS`.
    """
    return decode_with_form(content, name)[0]


def decode_with_form(content: bytes, name: str) -> tuple[Image.Image, PictureForm]:
    """The same, and what the file held: its own size, upright, and its own mode."""
    try:
        image = opened_picture(BytesIO(content), name)
        mode = image.mode
        image.load()
        standing = upright(image, image)
        return flat(standing), PictureForm(*standing.size, mode)
    except DECODER_ERRORS as error:
        raise unreadable(content, name, error) from error


def picture_size(content: bytes, name: str) -> tuple[int, int]:
    """Height and width that `decode_picture` would give, read from the header alone."""
    try:
        image = opened_picture(BytesIO(content), name)
        width, height = image.size
        return (width, height) if orientation_of(image) >= 5 else (height, width)
    except DECODER_ERRORS as error:
        raise unreadable(content, name, error) from error


def pixels(image: Image.Image) -> UInt8Images:
    """The picture as uint8 (H, W, C): C is 1 where every pixel is a gray, whatever the mode, and 3 otherwise."""
    array = np.asarray(image)
    if array.ndim == 2:
        return array[:, :, np.newaxis]
    red, green, blue = array[..., 0], array[..., 1], array[..., 2]
    if np.array_equal(red, green) and np.array_equal(green, blue):
        return array[:, :, :1]
    return array


def resize_picture(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Resize to (height, width), antialiased; the whole picture is kept, so another aspect ratio is stretched."""
    height, width = size
    return image if image.size == (width, height) else image.resize((width, height), Image.Resampling.BICUBIC)


def resized_pixels(image: UInt8Images, size: tuple[int, int]) -> UInt8Images:
    """Stored pixels (H, W, C) in another (height, width), as `resize_picture` does it; the same where they have it."""
    if image.shape[:2] == size:
        return image
    picture = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image)
    return np.asarray(resize_picture(picture, size)).reshape(*size, image.shape[2])


def opened_picture(content: BytesIO, name: str) -> Image.Image:
    """The picture before its pixels are decoded.

    Raises:
        WorkbenchError: It declares more than `LARGEST_PIXELS`, or `LARGEST_WEBP`.
    """
    # Pillow would only warn up to twice its limit; the check below refuses before any pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(content, formats=_FORMATS)
    width, height = image.size
    if width * height > (LARGEST_WEBP if image.format == "WEBP" else LARGEST_PIXELS):
        raise WorkbenchError(
            f"{name} declares {width:,} x {height:,} pixels, more than this program opens.", "Make it smaller first."
        )
    return image


def orientation_of(image: Image.Image) -> int:
    """EXIF orientation, 1 to 8; 1 (upright) where the metadata is missing or damaged."""
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG, 1)
    except DECODER_ERRORS:
        return 1
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def upright(image: Image.Image, source: Image.Image) -> Image.Image:
    """A picture turned as the metadata of the one that it comes from say."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    orientation = orientation_of(source)
    return image.transpose(turns[orientation]) if orientation in turns else image


def flat(image: Image.Image) -> Image.Image:
    """Any of Pillow's modes to "L" or "RGB"."""
    if image.mode in {"L", "RGB"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image).clip(0, 0xFFFF) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image.convert("L" if image.mode == "1" else "RGB")


def unreadable(content: bytes, name: str, error: BaseException) -> WorkbenchError:
    """What to say of bytes that Pillow gives up on."""
    container = content[8:12] if content[4:8] == b"ftyp" else b""
    if container in _OF_PHONES:
        kind = "AVIF" if container.startswith(b"avi") else "HEIC"
        return WorkbenchError(
            f"{name} is a {kind} picture, which is not read.",
            "Save it as JPEG first; phones do that themselves when a picture is shared as compatible.",
            str(error),
        )
    if not content:
        problem = "is empty"
    elif isinstance(error, UnidentifiedImageError):
        problem = "is not a picture that can be read (JPEG, PNG, BMP, WebP or GIF)"
    else:
        problem = "is a damaged or incomplete picture"
    return WorkbenchError(f"{name} {problem}.", "Open it in a picture viewer, or save it again as PNG.", str(error))
