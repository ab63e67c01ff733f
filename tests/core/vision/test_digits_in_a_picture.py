"""House numbers in pictures: a box around every digit, and the number read from them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import resources
from core.data.photos import Photo, photo_of
from core.models.committee import load_model
from core.models.committee_predictor import predictor_of
from core.models.numbers import read_number
from core.models.shipped import shipped_models
from core.vision.boxes import Box
from core.vision.glyphs import find_digits

# Plain ones: what is measured is where the boxes are, not how odd a digit may look.
FONTS = sorted(resources.path("fonts").glob("sans-0*.ttf"))


def sign(number: str, seed: int, *, is_light: bool = False) -> tuple[Photo, list[Box]]:
    """A number somewhere on a wall with some texture, and around each of its digits the box of its ink."""
    rng = np.random.default_rng(seed)
    ink, wall = ((235, 240, 230), (40, 60, 50)) if is_light else ((30, 30, 60), (200, 190, 170))
    picture = Image.new("RGB", (480, 360), wall)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONTS[seed % len(FONTS)], int(rng.integers(70, 150)))
    x, y = int(rng.integers(20, 60)), int(rng.integers(20, 150))
    boxes = []
    for digit in number:
        left, top, right, bottom = draw.textbbox((x, y), digit, font)
        draw.text((x, y), digit, ink, font)
        boxes.append(Box(round(left), round(top), round(right - left), round(bottom - top)))
        x = round(right) + 8
    noisy = np.asarray(picture) + rng.normal(0, 6, (360, 480, 1))
    return photo_of(Image.fromarray(noisy.clip(0, 255).astype(np.uint8))), boxes


@pytest.mark.parametrize("is_light", [False, True])
@pytest.mark.parametrize("number", ["7", "42", "137", "2085"])
def test_every_digit_of_a_number_gets_its_box_from_left_to_right(number: str, is_light: bool) -> None:
    photo, boxes = sign(number, seed=len(number), is_light=is_light)
    found = find_digits(photo)
    assert len(found) == len(number)
    for box, expected in zip(found, boxes, strict=True):
        assert abs(box.center[0] - expected.center[0]) < 0.15 * expected.height
        assert abs(box.center[1] - expected.center[1]) < 0.15 * expected.height
        assert expected.height <= box.height <= 1.5 * expected.height


def test_on_a_blank_wall_nothing_is_suggested() -> None:
    assert find_digits(photo_of(Image.new("RGB", (300, 200), (90, 120, 80)))) == ()


def test_the_digits_model_reads_most_numbers_from_their_boxes() -> None:
    predictor = predictor_of(load_model(shipped_models()["digits"]))
    rng = np.random.default_rng(5)
    numbers = ["".join(map(str, rng.integers(0, 10, rng.integers(1, 5)))) for _ in range(30)]
    right = 0
    for seed, number in enumerate(numbers):
        photo, _ = sign(number, seed, is_light=seed % 2 == 0)
        read = read_number(predictor, photo, find_digits(photo))
        right += read == number
    assert right >= 24, f"{right} of 30"
