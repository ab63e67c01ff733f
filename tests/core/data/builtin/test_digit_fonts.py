"""The shipped fonts may be shipped, stay small, and draw every digit."""

from __future__ import annotations

import numpy as np
from PIL import ImageFont

import resources
from core.data.builtin.glyphs import CELL, GlyphAtlas, load_atlas, sample

FOLDER = resources.path("fonts")
FONTS = sorted(FOLDER.glob("*-*.[ot]tf"))


def test_every_font_has_its_licence_beside_it() -> None:
    rows = [line.strip("| ").split(" | ") for line in (FOLDER / "README.md").read_text().splitlines()]
    licences = {row[0]: row[-1] for row in rows if len(row) == 5 and row[0].endswith("tf")}
    assert set(licences) == {font.name for font in FONTS}
    assert len(FONTS) >= 20
    for text in licences.values():
        assert (FOLDER / text).stat().st_size > 300
    assert "Apache License" in (FOLDER / "licences" / "Apache-2.0.txt").read_text()


def test_no_font_keeps_a_name_that_its_licence_may_reserve() -> None:
    for font in FONTS:
        family, _ = ImageFont.truetype(font, 20).getname()
        assert (family or "").startswith("Street Digits "), font.name


def test_the_fonts_stay_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()) < 600_000


def test_every_font_draws_ten_different_digits() -> None:
    atlas: GlyphAtlas = load_atlas()
    assert atlas.distances.shape == (len(FONTS), 10, CELL, CELL)
    ink = (atlas.distances < 0).reshape(len(FONTS), 10, -1)
    assert ink.sum(2).min() > 20
    for font, digits in zip(FONTS, ink, strict=True):
        assert len({digit.tobytes() for digit in digits}) == 10, font.name
    np.testing.assert_allclose(atlas.frequencies.sum(), 1)


def test_distances_are_measured_in_digit_heights_from_the_outline() -> None:
    # A digit is one height tall: half a height above its middle is its edge, and 0.1 more is 0.1 outside.
    atlas = load_atlas()
    top = np.full((1, 1, 3), -0.6, np.float32)
    across = np.array([[[-0.05, 0.0, 0.05]]], np.float32)
    zero_of_first_font = np.array([0])
    assert abs(float(sample(atlas, zero_of_first_font, across, top).min()) - 0.1) < 0.05
