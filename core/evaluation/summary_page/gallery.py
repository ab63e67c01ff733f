"""Pictures with what the model says about them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt

from core.evaluation.summary_page.content import SamplePrediction
from core.evaluation.summary_page.markup import card, node, percent
from core.evaluation.summary_page.tables import bar

# Pixels on the page; smaller pictures are enlarged by a whole factor, so that all their pixels are equal squares.
PICTURE_SIDE = 96
BARS = 3


def gallery_card(title: str, samples: Sequence[SamplePrediction], classes: Sequence[str]) -> Element:
    """One figure a picture."""
    figures = (_figure(sample, classes) for sample in samples)
    name_width = f"--name:{max(map(len, classes)) + 1}ch"
    return card(title, "the true class in bold", node("div", *figures, class_="gallery", style=name_width))


def picture_card(title: str, pictures: Sequence[tuple[npt.NDArray[np.uint8], str]]) -> Element:
    """Pictures, uint8 (H, W, C) with C = 1 or 3, with the name of what each shows below it."""
    figures = (
        node("figure", _enlarged(image, name), node("figcaption", name, class_="quiet")) for image, name in pictures
    )
    return card(title, "", node("div", *figures, class_="pictures"))


def _figure(sample: SamplePrediction, classes: Sequence[str]) -> Element:
    truth = classes[sample.label]
    rows = _bars(sample, classes)
    if sample.predicted != sample.label:
        rows.insert(0, node("p", node("b", truth), " taken for ", node("b", classes[sample.predicted])))
    return node("figure", _picture(sample, truth), node("figcaption", *rows))


def _bars(sample: SamplePrediction, classes: Sequence[str]) -> list[Element]:
    """The most probable classes; the true one takes the last place where it is not among them."""
    shown = np.argsort(-sample.probabilities, kind="stable")[:BARS].tolist()
    if sample.label not in shown:
        shown[-1] = sample.label
    rows = []
    for number in shown:
        share = float(sample.probabilities[number])
        name = node("span", classes[number], class_="name true" if number == sample.label else "name")
        rows.append(node("p", name, bar(share, number == sample.predicted), node("span", percent(share)), class_="row"))
    return rows


def _picture(sample: SamplePrediction, truth: str) -> Element:
    return _enlarged(sample.image, f"Shows {truth}", sample.name)


def _enlarged(image: npt.NDArray[np.uint8], words: str, name: str = "") -> Element:
    height, width, _ = image.shape
    larger = max(height, width)
    factor = max(1, PICTURE_SIDE // larger) if larger <= PICTURE_SIDE else PICTURE_SIDE / larger
    size = {"width": str(round(width * factor)), "height": str(round(height * factor))}
    title = {"title": name} if name else {}
    return node("img", src=png_data_uri(image), alt=words, **size, **title)


def png_data_uri(image: npt.NDArray[np.uint8]) -> str:
    """A picture inside a page's own text, from uint8 (H, W, C) with C = 1 (gray) or 3 (RGB)."""
    from PIL import Image  # noqa: PLC0415 - only where pictures are written

    buffer = BytesIO()
    Image.fromarray(image.squeeze(2) if image.shape[2] == 1 else image).save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + b64encode(buffer.getvalue()).decode()
