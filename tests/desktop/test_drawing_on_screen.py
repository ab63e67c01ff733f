"""Pictures that are no files, on a real screen: a digit drawn with the mouse, an image pasted from another program."""

from __future__ import annotations

import csv
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.open import open_dataset
from core.models.committee import load_model
from core.models.committee_predictor import predictor_of
from core.models.shipped import shipped_models
from tests.desktop.conftest import Clipboard, Start
from tests.desktop.driver import Program, Screen, wait_until

pytestmark = pytest.mark.desktop

# Shares of the window: a seven, well inside the paper.
SEVEN = ((0.33, 0.32), (0.36, 0.315), (0.40, 0.31), (0.44, 0.31), (0.42, 0.38), (0.40, 0.46), (0.38, 0.55))


@pytest.fixture
def asking(workbench: Start, screen: Screen) -> Program:
    """The window, with the model in the box that reads digits."""
    program = workbench(shipped_models()["digits"])
    program.wait_for_title("Workbench")
    program.focus()
    screen.key("ctrl+5")
    return program


def draw(screen: Screen, program: Program, points: tuple[tuple[float, float], ...]) -> None:
    left, top, width, height = screen.place(program.window)
    for number, (x, y) in enumerate(points):
        screen.xdotool("mousemove", "--sync", round(left + x * width), round(top + y * height))
        if not number:
            screen.xdotool("mousedown", 1)
    screen.xdotool("mouseup", 1)


def answers(screen: Screen, clipboard: Clipboard) -> list[dict[str, str]]:
    screen.key("ctrl+c")
    text = clipboard.text()
    return list(csv.DictReader(text.splitlines(), delimiter="\t")) if text.startswith("file\t") else []


def test_a_digit_drawn_with_the_mouse_is_read(asking: Program, clipboard: Clipboard, screen: Screen) -> None:
    def drawn() -> list[dict[str, str]]:
        # Again where the page was still being made: nobody draws on paper that is not there yet.
        screen.key("ctrl+d")
        draw(screen, asking, SEVEN)
        with suppress(AssertionError):
            return wait_until(lambda: answers(screen, clipboard), "answered", seconds=4)
        return []

    answer = wait_until(drawn, "an answer about the drawing", seconds=60)[0]
    assert answer["file"].startswith("drawing ")
    assert answer["label"] == "7"
    assert asking.close() == (0, "", "")


def test_an_image_on_the_clipboard_is_asked_about_as_its_file_would_be(
    asking: Program, clipboard: Clipboard, screen: Screen, tmp_path: Path
) -> None:
    image = Image.fromarray(np.asarray(open_dataset("street-digits:301").images[300]))
    image.save(tmp_path / "copied.png")
    clipboard.put_image(tmp_path / "copied.png")
    asking.focus()
    screen.key("ctrl+v")

    # From here on the clipboard is the window's.
    answer = wait_until(lambda: answers(screen, clipboard), "an answer about the picture")[0]
    expected = predictor_of(load_model(shipped_models()["digits"])).predict(image)
    assert (answer["label"], answer["probability"]) == (expected.label, repr(expected.probability))
    assert asking.close() == (0, "", "")
