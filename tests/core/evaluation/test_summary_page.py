"""The page a finished run leaves behind: whole, safe, and saying what was measured."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from math import inf, isnan, nan
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import WorkbenchError
from core.evaluation.calibration import reliability
from core.evaluation.evaluation import evaluate_predictions
from core.evaluation.summary_page import (
    EvaluationPage,
    RunSummaryPage,
    SamplePrediction,
    write_evaluation,
    write_summary,
)
from core.evaluation.summary_page.look import DARK, LIGHT
from core.training.events import EpochMetrics

VOID = {"meta", "img", "br", "link", "input", "hr"}
DANGEROUS = "</td><script>alert('x')</script><b \"&amp;"


class Page(HTMLParser):
    """The tags, attributes and visible text of a page; fails where tags do not balance."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.stack == []
        self.text = " ".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.stack and data.strip():
            self.words.append(data.strip())

    def having(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag and attributes.items() <= found.items()]


def epochs(count: int, losses: Sequence[float] | None = None) -> list[EpochMetrics]:
    losses = losses or [2.3 / epoch for epoch in range(1, count + 1)]
    return [
        EpochMetrics(
            epoch=number,
            train_loss=loss,
            train_accuracy=nan if isnan(loss) else 0.5,
            validation_loss=loss,
            validation_accuracy=nan if isnan(loss) else 0.4,
            objective=loss,
            learning_rate=0.1,
            seconds=1.0,
            images_per_second=1000.0,
        )
        for number, loss in enumerate(losses, 1)
    ]


def summary(
    classes: Sequence[str] = ("cat", "dog", "bird"),
    epochs: Sequence[EpochMetrics] = (),
    channels: int = 3,
    title: str = "pets",
    images: int = 2000,
) -> RunSummaryPage:
    """A model that is right with the first four images of five."""
    generator = np.random.default_rng(0)
    labels = np.arange(images) % len(classes)
    said = np.where(np.arange(images) % 5 == 4, (labels + 1) % len(classes), labels)
    probabilities = np.full((images, len(classes)), 0.125 / (len(classes) - 1))
    probabilities[np.arange(images), said] = 0.875
    pictures = generator.integers(0, 256, (10, 8, 6, channels), dtype=np.uint8)
    return RunSummaryPage(
        title=title,
        experiment="mlp <small>",
        facts=[("Parameters", "308,010")],
        epochs=epochs,
        evaluation=evaluate_predictions(probabilities, labels, classes, "test"),
        samples=[SamplePrediction(pictures[row], int(labels[row]), probabilities[row]) for row in range(10)],
    )


def written(folder: Path, page: RunSummaryPage) -> Page:
    path = folder / "summary.html"
    write_summary(path, page)
    return Page(path.read_text("utf-8"))


def test_the_key_figures_are_there_in_the_form_people_read(tmp_path: Path) -> None:
    page = written(tmp_path, summary(epochs=epochs(20)))

    for words in ("Accuracy on test 80.0%", "95% interval 78.2% to 81.7%", "2,000", "400 mistaken", "308,010"):
        assert words in page.text
    assert "Best on validation 40.0% epoch 20 of 20" in page.text


def test_matrix_cells_say_whom_they_count(tmp_path: Path) -> None:
    page = written(tmp_path, summary())

    titles = [cell.get("title") for cell in page.having("td")]
    assert "cat recognised: 534 of 667 (80.1%)" in titles
    assert "cat taken for dog: 133 of 667 (19.9%)" in titles
    assert "Largest confusion: dog taken for bird, 134 of 667 images (20.1%)." in page.text


def test_no_script_and_nothing_from_outside_so_the_page_works_offline_and_tells_nobody(tmp_path: Path) -> None:
    page = written(tmp_path, summary(epochs=epochs(3)))
    source = (tmp_path / "summary.html").read_text("utf-8")

    assert not page.having("script")
    assert not page.having("link")
    assert not re.search(r"https?:|url\(|@import", source)
    assert all(found["src"].startswith("data:image/png;base64,") for found in page.having("img"))
    assert not any(name.startswith("on") or name == "href" for _, found in page.elements for name in found)


def test_names_are_shown_as_text_whatever_they_contain(tmp_path: Path) -> None:
    page = written(tmp_path, summary(classes=(DANGEROUS, "dog"), title=DANGEROUS, epochs=epochs(2)))

    assert not page.having("script")
    assert DANGEROUS in page.words
    assert "mlp <small>" in page.words


def test_a_class_folder_whose_name_is_not_text_does_not_lose_the_page(tmp_path: Path) -> None:
    page = written(tmp_path, summary(classes=("caf\udce9", "dog")))

    assert "caf?" in page.words


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_keep_their_pixels_and_are_enlarged_by_a_whole_factor(tmp_path: Path, channels: int) -> None:
    content = summary(channels=channels)
    first = written(tmp_path, content).having("img")[0]
    decoded = Image.open(BytesIO(b64decode(first["src"].partition(",")[2])))
    # The first gallery shows mistakes, and row 4 is the first of them.
    original = content.samples[4].image

    assert np.array_equal(np.asarray(decoded).reshape(original.shape), original)
    assert (first["width"], first["height"]) == ("72", "96")


def test_mistakes_and_right_answers_have_a_gallery_each(tmp_path: Path) -> None:
    page = written(tmp_path, summary())

    mistakes, right = page.text.index("Mistakes"), page.text.index("Right answers")
    assert mistakes < page.text.index("dog taken for bird", mistakes) < right
    assert mistakes < page.text.index("cat taken for dog", mistakes) < right
    assert "taken for" not in page.text[right:]
    assert len(page.having("img")) == 10


def test_the_true_class_is_shown_even_where_the_model_ranks_it_last(tmp_path: Path) -> None:
    content = summary(classes=tuple("abcdefgh"))
    probabilities = np.array([0.4, 0.3, 0.2, 0.05, 0.03, 0.01, 0.006, 0.004])
    sample = SamplePrediction(content.samples[0].image, 7, probabilities)
    page = written(tmp_path, RunSummaryPage("t", "e", [], [], content.evaluation, [sample]))

    assert page.text.endswith("h taken for a a 40.0% b 30.0% h 0.4%")


@pytest.mark.parametrize(
    "rows",
    [
        [],
        epochs(1),
        epochs(2),
        epochs(100),
        epochs(3, [0.0, 0.0, 0.0]),
        epochs(4, [2.0, 1e30, inf, nan]),
        epochs(2, [nan, nan]),
        epochs(5, [nan, 1.0, nan, 2.0, 1.5]),
    ],
    ids=["none", "one", "two", "hundred", "zero loss", "exploding", "all NaN", "gaps"],
)
def test_every_course_of_training_can_be_drawn(tmp_path: Path, rows: list[EpochMetrics]) -> None:
    page = written(tmp_path, summary(epochs=rows))

    drawn = [
        value for tag, found in page.elements if tag in {"path", "text", "rect", "circle"} for value in found.values()
    ]
    assert not any(re.search(r"\b(nan|inf)\b", value) for value in drawn)


def test_a_single_epoch_is_a_dot_and_a_gap_of_nan_breaks_the_line(tmp_path: Path) -> None:
    one = written(tmp_path, summary(epochs=epochs(1)))
    gaps = written(tmp_path, summary(epochs=epochs(5, [nan, 1.0, nan, 2.0, 1.5])))

    # Two charts, two curves each.
    assert len(one.having("circle")) == 4
    assert len(gaps.having("circle")) == 4
    assert len([found for found in gaps.having("path") if found["class"].startswith("curve")]) == 4


def test_without_a_finite_epoch_the_page_says_so_and_names_no_best(tmp_path: Path) -> None:
    page = written(tmp_path, summary(epochs=epochs(2, [nan, nan])))

    assert page.text.count("No epoch ended with a finite value.") == 2
    assert "Best on validation" not in page.text


@pytest.mark.parametrize("count", [2, 40])
def test_few_and_many_classes_fit(tmp_path: Path, count: int) -> None:
    names = [f"class number {number}" for number in range(count)]
    page = written(tmp_path, summary(classes=names))

    assert len([found for found in page.having("td") if "--tint" in found.get("style", "")]) == count * count
    assert all(name in page.words for name in names)


def test_the_recall_of_a_class_without_images_is_not_called_0(tmp_path: Path) -> None:
    evaluation = evaluate_predictions(np.array([[0.9, 0.1]]), np.array([0]), ["cat", "dog"], "test")
    page = written(tmp_path, RunSummaryPage("t", "e", [], [], evaluation, []))

    assert page.text.endswith("dog 0.0% \N{EN DASH} 0.0% 0")


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(WorkbenchError, match="cannot be written"):
        write_summary(tmp_path / "file" / "summary.html", summary())


def channels(colour: str) -> np.ndarray:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """WCAG 2.2, contrast ratio, from sRGB channels between 0 and 1."""
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in (one, other)]
    darker, lighter = sorted(float(c @ np.array([0.2126, 0.7152, 0.0722])) for c in linear)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground_it_stands_on(theme: dict[str, str]) -> None:
    shade = float(theme["shade"].rstrip("%")) / 100
    strongest = shade * channels(theme["accent"]) + (1 - shade) * channels(theme["card"])

    assert contrast(channels(theme["text"]), strongest) >= 4.5
    for words in ("text", "quiet", "best"):
        assert contrast(channels(theme[words]), channels(theme["card"])) >= 4.5
    for curve in ("train", "validation"):
        assert contrast(channels(theme[curve]), channels(theme["card"])) >= 3


def evaluation_page(images: int = 400) -> EvaluationPage:
    content = summary(images=images)
    labels = np.array([sample.label for sample in content.samples])
    probabilities = np.stack([sample.probabilities for sample in content.samples])
    return EvaluationPage(
        title=DANGEROUS,
        model="mlp <small>",
        facts=[("Run", "r1")],
        evaluation=content.evaluation,
        reliability=reliability(probabilities, labels),
        mistakes=[replace(sample, name=DANGEROUS) for sample in content.samples[4:5]],
        hits=content.samples[:4],
    )


def evaluated(folder: Path, page: EvaluationPage) -> Page:
    path = folder / "evaluation.html"
    write_evaluation(path, page)
    return Page(path.read_text("utf-8"))


def test_an_evaluation_shows_whether_its_probabilities_can_be_believed(tmp_path: Path) -> None:
    page = evaluated(tmp_path, evaluation_page())

    # Ten answers of 87.5%, eight of them right.
    assert "Calibration error 7.5%" in page.text
    assert "The model is surer than it is right, by 7.5 points on average." in page.text
    assert "10 answers: 87.5% sure, 80.0% right" in page.text


def test_the_bar_of_a_reliability_diagram_is_as_high_as_its_answers_are_right(tmp_path: Path) -> None:
    page = evaluated(tmp_path, evaluation_page())

    (bar,) = page.having("rect", **{"class": "accuracy"})
    (column,) = page.having("rect", **{"class": "pointer"})
    assert float(bar["height"]) == pytest.approx(0.8 * float(column["height"]), abs=0.1)


def test_an_evaluation_s_pictures_are_told_apart_and_its_names_are_text(tmp_path: Path) -> None:
    page = evaluated(tmp_path, evaluation_page())

    assert page.having("img")[0]["title"] == DANGEROUS
    assert not page.having("script")
    assert page.text.index("Most confident mistakes") < page.text.index("Least confident hits")


def test_a_model_without_mistakes_has_no_empty_gallery(tmp_path: Path) -> None:
    page = evaluated(tmp_path, replace(evaluation_page(), mistakes=[]))

    assert "Most confident mistakes" not in page.text
