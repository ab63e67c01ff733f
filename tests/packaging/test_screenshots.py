"""The pictures of the window can be made again after any change of it, and show what they are called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from resources.palette import DARK, LIGHT

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "screenshots.py"
LARGEST_IN_README = 200_000


def color_at(picture: Image.Image, x: int, y: int) -> str:
    return "#{:02X}{:02X}{:02X}".format(*picture.convert("RGB").getpixel((x, y)))


def test_the_window_is_pictured_light_and_dark_and_sharp_on_a_dense_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, str(SCRIPT), str(tmp_path), "--scale", "2", "--until", "data"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    for appearance, palette in (("light", LIGHT), ("dark", DARK)):
        with Image.open(tmp_path / f"data-{appearance}@2x.png") as picture:
            assert picture.size == (2560, 1600)
            assert color_at(picture, 192, 120) == palette.ground


def test_the_pictures_of_the_readme_load_quickly() -> None:
    pictures = list((ROOT / "resources" / "screenshots").glob("*.png"))
    assert pictures
    assert not [picture.name for picture in pictures if picture.stat().st_size > LARGEST_IN_README]
