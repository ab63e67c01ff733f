"""Pictures to be asked about, up to the largest: upright, flat, and in little memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.photos import ENOUGH, decode_photo, load_photo
from core.data.pictures import decode_picture
from core.errors import WorkbenchError

MEMORY = 1_000_000_000

# Decodes in a process of its own: the peak of a process cannot be taken back.
DECODE = """
import json, sys, time
from pathlib import Path
from core.data.photos import load_photo
began = time.perf_counter()
photo = load_photo(Path(sys.argv[1]))
# Not ru_maxrss, which counts what the process that started this one had.
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) * 1024
print(json.dumps([peak, time.perf_counter() - began, photo.width, photo.height, *photo.image.size]))
"""


def encoded(image: Image.Image, format_name: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format_name, **options)
    return stream.getvalue()


def gradient(width: int, height: int) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", [ramp, ramp.transpose(Image.Transpose.FLIP_TOP_BOTTOM), ramp])


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "BMP"])
def test_a_picture_of_usual_size_is_what_it_is_everywhere_else(format_name: str) -> None:
    content = encoded(gradient(300, 200), format_name)
    photo = decode_photo(content, "a")
    assert (photo.width, photo.height, photo.scale) == (300, 200, 1)
    assert np.array_equal(np.asarray(photo.image), np.asarray(decode_picture(content, "a")))


@pytest.mark.parametrize("format_name", ["JPEG", "PNG"])
def test_a_large_picture_is_averaged_and_knows_its_own_size(format_name: str) -> None:
    size = (2 * ENOUGH + 7, ENOUGH)
    photo = decode_photo(encoded(gradient(*size), format_name), "a")
    assert (photo.width, photo.height) == size
    assert ENOUGH <= photo.image.width <= ENOUGH + 4
    expected = np.asarray(gradient(*size).resize(photo.image.size, Image.Resampling.BOX), np.int64)
    assert abs(np.asarray(photo.image) - expected).max() <= 6


def test_a_large_photograph_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = decode_photo(encoded(gradient(2 * ENOUGH, ENOUGH), "JPEG", exif=exif), "a")
    assert (photo.width, photo.height) == (ENOUGH, 2 * ENOUGH)
    assert photo.image.size == (ENOUGH // 2, ENOUGH)
    left, right = (photo.image.getpixel((x, 5))[0] for x in (0, ENOUGH // 2 - 1))
    assert left > 200
    assert right < 20


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "I;16", "1", "CMYK"])
def test_a_large_picture_of_any_mode_becomes_gray_or_coloured(mode: str) -> None:
    base = gradient(2 * ENOUGH, 300)
    if mode == "I;16":
        image = Image.fromarray(np.full((300, 2 * ENOUGH), 0x8000, np.uint16))
    else:
        image = base.convert(mode if mode != "LA" else "L").convert(mode)
    photo = decode_photo(encoded(image, "JPEG" if mode == "CMYK" else "PNG"), "a")
    assert photo.image.mode in {"L", "RGB"}
    assert photo.image.size == (ENOUGH, 150)
    if mode == "I;16":
        assert photo.image.getextrema() == (128, 128)


def test_what_is_transparent_in_a_large_picture_is_white() -> None:
    clear = Image.new("RGBA", (2 * ENOUGH, 100), (255, 0, 0, 0))
    assert decode_photo(encoded(clear, "PNG"), "a").image.getextrema() == ((255, 255),) * 3


@pytest.mark.skipif(sys.platform != "linux", reason="tells its peak of memory in another way")
@pytest.mark.parametrize(
    ("format_name", "mode", "size"),
    [
        ("JPEG", "RGB", (11_500, 8_700)),
        ("JPEG", "CMYK", (11_500, 8_700)),
        ("PNG", "RGBA", (11_500, 8_700)),
        ("WEBP", "RGB", (8_000, 6_200)),
    ],
)
def test_the_largest_pictures_take_less_than_a_gigabyte(
    tmp_path: Path, format_name: str, mode: str, size: tuple[int, int]
) -> None:
    path = tmp_path / f"large.{format_name.lower()}"
    options = {"quality": 20, "method": 0} if format_name == "WEBP" else {"compress_level": 1}
    gradient(*size).convert(mode).save(path, format_name, **options)
    found = subprocess.run([sys.executable, "-c", DECODE, path], capture_output=True, text=True, check=True)
    peak, seconds, *sizes = json.loads(found.stdout)
    assert sizes[:2] == list(size)
    assert max(sizes[2:]) < 2 * ENOUGH
    assert peak < MEMORY, f"{peak / 2**20:,.0f} MiB in {seconds:.1f} s"


def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    content = bytearray(encoded(Image.new("1", (8, 8)), "BMP"))
    content[18:26] = (60_000).to_bytes(4, "little") * 2
    bomb = tmp_path / "bomb.bmp"
    bomb.write_bytes(bytes(content))
    with pytest.raises(WorkbenchError, match=r"bomb\.bmp declares 60,000 x 60,000"):
        load_photo(bomb)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_picture_of_a_phone_that_cannot_be_read_says_what_to_do(brand: bytes) -> None:
    content = b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1heic" + bytes(40)
    with pytest.raises(WorkbenchError, match=r"a\.heic is a (HEIC|AVIF) picture.*JPEG"):
        decode_photo(content, "a.heic")
