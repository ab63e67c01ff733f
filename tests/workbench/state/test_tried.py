"""What was tried is there again at the next start, and nothing of the user's is lost with it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from tests.workbench.trained import Trained
from workbench.state.models import Models
from workbench.state.predictions import Predictions
from workbench.state.preferences import Preferences
from workbench.state.tried import Tried

MILLISECONDS = 20_000


class Start:
    """One start of the program on a workspace, with a model at hand."""

    def __init__(self, workspace: Path, model: Path, qtbot: QtBot) -> None:
        self.models = Models(workspace, Preferences(workspace / "window.ini"))
        self.predictions = Predictions(self.models)
        self.tried = Tried(workspace, self.models, self.predictions)
        with qtbot.waitSignal(self.models.changed, timeout=MILLISECONDS):
            self.models.choose_file(model)
        self.tried.recall()

    def close(self) -> None:
        for part in (self.tried, self.predictions, self.models):
            part.close()


@pytest.fixture
def start(tmp_path: Path, trained: Trained, qtbot: QtBot) -> Iterator[Callable[[], Start]]:
    starts: list[Start] = []

    def begin() -> Start:
        if starts:
            starts[-1].close()
        starts.append(Start(tmp_path / "workspace", trained.models[0], qtbot))
        return starts[-1]

    (tmp_path / "workspace").mkdir()
    yield begin
    starts[-1].close()


def png(shade: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (32, 40), shade).save(stream, "PNG")
    return stream.getvalue()


def wait_for(qtbot: QtBot, start: Start, count: int) -> None:
    qtbot.waitUntil(lambda: len(start.tried.pictures) == count, timeout=MILLISECONDS)


def test_pictures_are_there_again_at_the_next_start_with_their_answers(
    start: Callable[[], Start], digits: Path, qtbot: QtBot
) -> None:
    first = start()
    first.predictions.ask([digits / "0.png", digits / "3.png", digits / "1.png"])
    wait_for(qtbot, first, 2)
    first.predictions.ask_about(lambda: png(90))
    wait_for(qtbot, first, 3)
    before = list(first.tried.pictures)
    assert [one.name for one in before] == ["pasted picture 1", "1.png", "0.png"]
    answers = {entry.picture.name: entry.answer for entry in first.predictions.entries}
    for one in before:
        answer = answers[one.name]
        assert answer is not None
        assert (one.label, one.probabilities) == (answer.label, answer.probabilities)
        with Image.open(io.BytesIO(one.thumbnail)) as thumbnail:
            assert max(thumbnail.size) <= 96

    again = start()
    wait_for(qtbot, again, 3)
    assert again.tried.pictures == before
    assert not again.predictions.entries


@pytest.mark.parametrize("place", [0, 1])
def test_a_picture_of_an_earlier_start_is_asked_about_again_and_then_chosen(
    start: Callable[[], Start], digits: Path, qtbot: QtBot, place: int
) -> None:
    first = start()
    first.predictions.ask([digits / "0.png"])
    wait_for(qtbot, first, 1)
    first.predictions.ask_about(lambda: png(90))
    wait_for(qtbot, first, 2)

    again = start()
    wait_for(qtbot, again, 2)
    chosen = again.tried.pictures[place]
    again.tried.show_again(chosen)
    qtbot.waitUntil(lambda: again.predictions.answered == 1, timeout=MILLISECONDS)
    answer = again.predictions.entries[0].answer
    assert answer is not None
    assert answer.probabilities == chosen.probabilities

    again.predictions.ask([digits / "2.png"])
    wait_for(qtbot, again, 3)
    again.tried.show_again(chosen)
    assert again.predictions.position == 0
    assert len(again.predictions.entries) == 2


def test_pasted_pictures_of_two_starts_are_two_pictures(start: Callable[[], Start], qtbot: QtBot) -> None:
    for shade in (90, 160):
        one = start()
        one.predictions.ask_about(lambda shade=shade: png(shade))
        wait_for(qtbot, one, 1 if shade == 90 else 2)
    names = {one.name for one in one.tried.pictures}
    assert names == {"pasted picture 1"}
    shades = {int(np.asarray(Image.open(io.BytesIO(one.thumbnail)))[0, 0]) // 10 for one in one.tried.pictures}
    assert shades == {9, 16}


def test_what_was_removed_comes_back_with_undo_and_else_is_gone_with_its_picture(
    start: Callable[[], Start], digits: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    first = start()
    first.predictions.ask([digits / "0.png"])
    wait_for(qtbot, first, 1)
    first.predictions.ask_about(lambda: png(90))
    wait_for(qtbot, first, 2)
    before = list(first.tried.pictures)
    first.tried.clear()
    assert first.tried.removed == 2
    first.tried.undo()
    assert first.tried.pictures == before
    assert not first.tried.removed

    first.tried.remove(before[0])
    kept = tmp_path / "workspace" / "tried" / before[0].kept
    assert kept.exists()
    again = start()
    wait_for(qtbot, again, 1)
    assert again.tried.pictures == before[1:]
    assert not kept.exists()
    assert (digits / "0.png").exists()


def test_another_model_s_answer_takes_the_place_of_the_one_before(
    start: Callable[[], Start], trained: Trained, digits: Path, qtbot: QtBot
) -> None:
    first = start()
    first.predictions.ask([digits / "0.png", digits / "1.png"])
    wait_for(qtbot, first, 2)
    before = list(first.tried.pictures)
    first.models.choose_file(trained.models[1])

    def has_new_answers() -> bool:
        pairs = zip(first.tried.pictures, before, strict=True)
        return all(one.probabilities != other.probabilities for one, other in pairs)

    qtbot.waitUntil(has_new_answers, timeout=MILLISECONDS)
    assert [one.file for one in first.tried.pictures] == [one.file for one in before]


def test_of_many_the_latest_are_kept(start: Callable[[], Start], digits: Path, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(70):
        (folder / f"{number:02}.png").write_bytes((digits / "0.png").read_bytes())
    first = start()
    first.predictions.ask([folder])
    wait_for(qtbot, first, 60)
    assert [one.name for one in first.tried.pictures] == [f"{number:02}.png" for number in range(69, 9, -1)]


@pytest.mark.parametrize("text", ["{", '{"a": 1}', '[{"file": 3}]', '[{"file": "a", "kept": "../window.ini"}]'])
def test_a_damaged_list_is_set_aside_and_a_new_one_begun(
    start: Callable[[], Start], digits: Path, qtbot: QtBot, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "workspace" / "tried" / "tried.json"
    file.parent.mkdir()
    file.write_text(text)
    first = start()
    first.predictions.ask([digits / "0.png"])
    wait_for(qtbot, first, 1)
    again = start()
    wait_for(qtbot, again, 1)
    assert (file.parent / "tried-unreadable.json").read_text() == text


def test_a_picture_is_saved_as_what_the_ending_says_and_a_refusal_is_told(
    start: Callable[[], Start], digits: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    first = start()
    first.predictions.ask([digits / "0.png"])
    wait_for(qtbot, first, 1)
    first.tried.save_picture(first.tried.pictures[0], tmp_path / "copy.png")
    qtbot.waitUntil((tmp_path / "copy.png").exists, timeout=MILLISECONDS)
    first.close()
    with Image.open(tmp_path / "copy.png") as copy, Image.open(digits / "0.png") as picture:
        assert np.array_equal(np.asarray(copy), np.asarray(picture))
    with qtbot.waitSignal(first.tried.failed, timeout=MILLISECONDS) as refused:
        first.tried.save_picture(first.tried.pictures[0], tmp_path / "copy.nothing")
    assert "copy.nothing cannot be written" in str(refused.args[0])
