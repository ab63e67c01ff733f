"""A model's figures on one part of a dataset, on one page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from core.evaluation.summary_page.content import EvaluationPage
from core.evaluation.summary_page.gallery import gallery_card
from core.evaluation.summary_page.keys import evaluation_keys, key
from core.evaluation.summary_page.markup import node, percent
from core.evaluation.summary_page.reliability_chart import reliability_card
from core.evaluation.summary_page.tables import table_cards
from core.evaluation.summary_page.writing import facts_card, write_page


def write_evaluation(path: Path, page: EvaluationPage) -> None:
    """Write one HTML file that needs nothing but itself: no script, no reference to the outside.

    Raises:
        WorkbenchError: The file cannot be written.
    """
    write_page(path, page.title, [("Model", page.model)], list(_cards(page)))


def _cards(page: EvaluationPage) -> Iterator[Element]:
    yield _key_figures(page)
    yield table_cards(page.evaluation)
    facts = facts_card("This evaluation", page.facts)
    yield node("div", reliability_card(page.reliability), facts, class_="tables pair")
    classes = page.evaluation.classes
    if page.mistakes:
        yield gallery_card("Most confident mistakes", page.mistakes, classes)
    if page.hits:
        yield gallery_card("Least confident hits", page.hits, classes)


def _key_figures(page: EvaluationPage) -> Element:
    error = page.reliability.expected_calibration_error
    calibration = key("Calibration error", percent(error), "confidence against accuracy")
    return node("dl", *evaluation_keys(page.evaluation), calibration, class_="card keys")
