"""Everything can be read, in light and in dark, and curves are told apart by readers with any colour vision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, fields
from itertools import combinations

import pytest

from resources.palette import DARK, LIGHT, Palette
from tests.workbench.seeing import VISION, ciede2000, contrast, distance
from workbench.views.style_sheet import style_sheet

TEXT, SIGN = 4.5, 3.0
APART = 10.0
SURROUNDINGS = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("ground", "card", "accent_ground")
RUNS = tuple(field.name for field in fields(Palette) if field.name.startswith("run_"))
LINES = ("train", "validation", "test", *RUNS)
# Painted by delegates, on rows that are chosen too.
PAINTED = ("text", "quiet", "accent")


def rules() -> Iterator[tuple[str, dict[str, str]]]:
    """Selectors of the style sheet with what they set; a colour is the name that it has in the palette."""
    names = Palette(**{field.name: field.name for field in fields(Palette)})
    for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", style_sheet(names)):
        for selector in selectors.split(","):
            yield selector.strip(), {name.strip(): value.strip() for name, value in pairs_of(body)}


def pairs_of(body: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition(":") for line in body.split(";")) if value]


def text_on_ground() -> set[tuple[str, str, str]]:
    """Selector, colour of its text and what that stands on; where the rule itself names none, that of its widget."""
    known = list(rules())
    pairs = set()
    for selector, settings in known:
        if ":disabled" in selector or "scroll" in selector.lower() or not settings.keys() & {"color", "background"}:
            continue
        of_widget: dict[str, str] = {}
        for other, more in known:
            if other == selector.split("::")[0].split(":")[0]:
                of_widget |= more
        color = settings.get("color", of_widget.get("color", "text"))
        ground = settings.get("background", of_widget.get("background", "transparent"))
        grounds = ("ground", "card") if ground in {"transparent", "none"} else (ground,)
        pairs |= {(selector, color, one) for one in grounds if color != "transparent"}
    return pairs


def test_all_rules_of_the_style_sheet_are_looked_at() -> None:
    pairs = text_on_ground()
    assert ("QPushButton#primary", "on_accent", "accent") in pairs
    assert ("#rail QToolButton:checked", "accent", "accent_ground") in pairs
    assert ("#quiet", "quiet", "ground") in pairs
    assert len(pairs) > 40


@SURROUNDINGS
def test_text_of_the_style_sheet_can_be_read(colors: Palette) -> None:
    named = asdict(colors)
    filled = {"indicator", "chunk", "separator", "handle"}
    poor = {
        (selector, color, ground, round(contrast(named[color], named[ground]), 2))
        for selector, color, ground in text_on_ground()
        if not any(part in selector for part in filled) and contrast(named[color], named[ground]) < TEXT
    }
    assert not poor


@SURROUNDINGS
def test_painted_text_can_be_read_on_rows_that_are_chosen_too(colors: Palette) -> None:
    named = asdict(colors)
    poor = {(text, on) for text in PAINTED for on in GROUNDS if contrast(named[text], named[on]) < TEXT}
    assert not poor
    assert contrast(colors.advice, colors.advice_ground) >= TEXT
    assert contrast(colors.text, colors.advice_ground) >= TEXT


@SURROUNDINGS
def test_icons_focus_rings_and_lines_are_seen_against_their_ground(colors: Palette) -> None:
    named = asdict(colors)
    signs = ("quiet", "accent", "text", "error", "best", *LINES, "negative", "positive")
    poor = {(sign, on) for sign in signs for on in ("ground", "card") if contrast(named[sign], named[on]) < SIGN}
    assert not poor
    # The ring of a chosen button lies on the ground of what is chosen.
    assert contrast(colors.accent, colors.accent_ground) >= SIGN


@SURROUNDINGS
@pytest.mark.parametrize("vision", VISION)
def test_curves_are_told_apart_by_everybody(colors: Palette, vision: str) -> None:
    named = asdict(colors)
    close = {
        (one, other): round(apart, 1)
        for one, other in (*combinations(RUNS, 2), *combinations(LINES[:3], 2), ("negative", "positive"))
        if (apart := distance(named[one], named[other], vision)) < APART
    }
    assert not close


@SURROUNDINGS
@pytest.mark.parametrize("vision", VISION)
def test_train_and_validation_are_far_apart_for_everybody(colors: Palette, vision: str) -> None:
    assert distance(colors.train, colors.validation, vision) > 40


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ],
)
def test_the_distance_is_the_published_one(
    one: tuple[float, float, float], other: tuple[float, float, float], expected: float
) -> None:
    assert ciede2000(one, other) == pytest.approx(expected, abs=5e-5)


def test_the_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=5e-3)
