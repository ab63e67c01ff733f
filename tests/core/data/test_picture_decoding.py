from __future__ import annotations

import io
import warnings
from contextlib import ExitStack, suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.data.pictures import decode_picture, picture_size, pixels, quiet_decoding, resize_picture
from core.errors import WorkbenchError


def encoded(image: Image.Image, format_name: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format_name, **options)
    return stream.getvalue()


def gradient() -> Image.Image:
    ramp = np.linspace(0, 255, 12 * 8).reshape(8, 12).astype(np.uint8)
    return Image.fromarray(np.stack([ramp, ramp[::-1], 255 - ramp], axis=-1))


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "BMP", "WEBP", "GIF"])
def test_every_promised_format_opens(format_name: str) -> None:
    picture = decode_picture(encoded(gradient(), format_name), "a")
    assert pixels(picture).shape == (8, 12, 3)


def test_a_photograph_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encoded(gradient(), "PNG", exif=exif)
    upright = pixels(decode_picture(content, "a"))
    np.testing.assert_array_equal(upright, np.rot90(np.asarray(gradient()), -1))
    assert picture_size(content, "a") == (12, 8)


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (2, 2), (255, 0, 0, 0))
    assert (pixels(decode_picture(encoded(clear, "PNG"), "a")) == 255).all()
    palette = Image.new("P", (2, 2), 0)
    palette.putpalette([255, 0, 0, 0, 0, 255])
    assert (pixels(decode_picture(encoded(palette, "PNG", transparency=0), "a")) == 255).all()


def test_sixteen_bits_keep_their_brightness() -> None:
    deep = Image.fromarray(np.array([[0, 0x8000], [0xFFFF, 0x4000]], np.uint16))
    assert pixels(decode_picture(encoded(deep, "PNG"), "a"))[..., 0].tolist() == [[0, 128], [255, 64]]


def test_cmyk_palette_and_black_and_white_open() -> None:
    assert pixels(decode_picture(encoded(gradient().convert("CMYK"), "JPEG"), "a")).shape == (8, 12, 3)
    assert pixels(decode_picture(encoded(gradient().convert("P"), "PNG"), "a")).shape == (8, 12, 3)
    assert pixels(decode_picture(encoded(gradient().convert("1"), "PNG"), "a")).shape == (8, 12, 1)


def test_a_gray_picture_saved_in_colour_is_gray() -> None:
    assert pixels(decode_picture(encoded(gradient().convert("L").convert("RGB"), "PNG"), "a")).shape == (8, 12, 1)


def test_an_animation_shows_its_first_frame() -> None:
    frames = [Image.new("L", (4, 4), brightness) for brightness in (10, 200)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert (pixels(decode_picture(content, "a")) == 10).all()


def test_resizing_averages_instead_of_picking_pixels() -> None:
    stripes = Image.fromarray(np.tile(np.array([0, 255], np.uint8), (32, 16)))
    small = np.asarray(resize_picture(stripes, (8, 8)))
    assert abs(small.astype(int) - 127).max() < 30


def test_a_picture_of_absurd_size_is_refused_before_it_fills_the_memory() -> None:
    content = bytearray(encoded(Image.new("1", (8, 8)), "BMP"))
    content[18:26] = (60_000).to_bytes(4, "little") * 2
    with pytest.raises(WorkbenchError, match=r"bomb\.bmp declares 60,000 x 60,000"):
        decode_picture(bytes(content), "bomb.bmp")


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "is empty"), (b"hello, not a picture", "not a picture"), (encoded(gradient(), "PNG")[:60], "damaged")],
)
def test_what_is_no_picture_says_so_by_name(content: bytes, problem: str) -> None:
    with pytest.raises(WorkbenchError, match=rf"face\.png .*{problem}"):
        decode_picture(content, "face.png")


def test_warnings_stay_away_while_any_thread_decodes_and_are_back_afterwards() -> None:
    before = list(warnings.filters)
    with ExitStack() as last:
        with quiet_decoding():
            last.enter_context(quiet_decoding())
        # The first to begin was the first to end.
        assert warnings.filters != before
    assert warnings.filters == before


@given(
    data=st.data(),
    format_name=st.sampled_from(["JPEG", "PNG", "BMP", "WEBP", "GIF"]),
)
def test_damaged_pictures_never_crash(data: st.DataObject, format_name: str) -> None:
    content = bytearray(encoded(gradient(), format_name))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    with quiet_decoding(), suppress(WorkbenchError):
        assert pixels(decode_picture(bytes(content), "a")).dtype == np.uint8
