"""Many pictures, one answer each, and a table of them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.models.answers import Answer, ask_each
from core.models.bundle import ModelBundle
from core.models.prediction_table import as_text, save_csv
from core.models.predictor import Predictor
from core.vision.framing import Framed


def broken() -> Framed:
    raise WorkbenchError("b.png is damaged.", "Save it again.")


def pictures(squares: ImageDataset, count: int) -> list[tuple[str, Callable[[], Framed]]]:
    images = [Image.fromarray(squares.images[row, :, :, 0]) for row in range(count)]
    return [(f"{row}.png", lambda image=image: Framed(image)) for row, image in enumerate(images)]


def test_a_picture_that_cannot_be_read_is_an_answer_that_says_why(bundle: ModelBundle, squares: ImageDataset) -> None:
    predictor, (first, second) = Predictor(bundle), pictures(squares, 2)
    answers = list(ask_each(predictor, [first, ("b.png", broken), second]))
    assert [answer.file for answer in answers] == ["0.png", "b.png", "1.png"]
    assert str(answers[1].error) == "b.png is damaged. Save it again."
    assert answers[1].probabilities == {}
    for answer, (_, load) in zip(answers[::2], (first, second), strict=True):
        assert answer.probabilities == predictor.predict(load().picture).probabilities
        assert answer.error is None


def test_the_table_keeps_every_digit_in_a_file_and_for_spreadsheets(
    bundle: ModelBundle, squares: ImageDataset, tmp_path: Path
) -> None:
    answers = list(ask_each(Predictor(bundle), [*pictures(squares, 3), ("b.png", broken)]))
    classes = bundle.manifest.classes
    save_csv(tmp_path / "answers.csv", classes, answers)
    saved = list(csv.DictReader((tmp_path / "answers.csv").read_text().splitlines()))
    pasted = list(csv.DictReader(as_text(classes, answers, delimiter="\t", line_end="\n").splitlines(), delimiter="\t"))
    assert saved == pasted
    for line, answer in zip(saved[:3], answers, strict=False):
        assert {name: float(line[name]) for name in classes} == answer.probabilities
        assert (line["label"], float(line["probability"])) == (answer.label, answer.probability)
    assert saved[3]["error"] == "b.png is damaged. Save it again."


@pytest.mark.parametrize("name", ['=HYPERLINK("https://a.b")', "@SUM(A1)", "+1+1", "-2+3", "\t=1", "\r=1"])
def test_a_name_that_is_a_formula_is_text_in_a_spreadsheet(name: str, tmp_path: Path) -> None:
    save_csv(tmp_path / "answers.csv", (name, "-1"), [Answer(name, name, 1.0, {name: 1.0, "-1": 0.0})])

    with (tmp_path / "answers.csv").open(newline="", encoding="utf-8") as stream:
        heading, line = csv.reader(stream)

    assert heading == ["file", "label", "probability", f"'{name}", "-1", "error"]
    assert line == [f"'{name}", f"'{name}", "1.0", "1.0", "0.0", ""]


def test_a_file_name_that_is_no_text_does_not_cost_the_table(tmp_path: Path, bundle: ModelBundle) -> None:
    answers = list(ask_each(Predictor(bundle), [("\udcff.png", broken)]))
    save_csv(tmp_path / "answers.csv", bundle.manifest.classes, answers)
    assert "udcff.png" in (tmp_path / "answers.csv").read_text()


def test_a_table_in_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkbenchError, match="cannot be written"):
        save_csv(tmp_path / "file" / "answers.csv", (), [])


def test_threads_that_ask_at_the_same_time_get_their_own_answers(bundle: ModelBundle, squares: ImageDataset) -> None:
    predictor, asked = Predictor(bundle), pictures(squares, 100)
    alone = [predictor.predict(load().picture).probabilities for _, load in asked]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: predictor.predict(one[1]().picture).probabilities, asked))
    assert together == alone
