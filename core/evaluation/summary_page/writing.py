"""Writing a page: one HTML file that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from core.errors import WorkbenchError
from core.evaluation.summary_page.look import style_sheet
from core.evaluation.summary_page.markup import card, document, node
from core.files import write_atomic


def write_page(path: Path, title: str, chips: Sequence[tuple[str, str]], cards: Sequence[Element]) -> None:
    """Write a page without a script and without any reference to the outside.

    Args:
        path: The file.
        title: Heading and window title.
        chips: What the page is about besides, as label and name, right of the heading.
        cards: The page's content from top to bottom.

    Raises:
        WorkbenchError: The file cannot be written.
    """
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("meta", name="color-scheme", content="light dark"),
        node("title", title),
        node("style", style_sheet()),
    )
    named = (node("span", label, node("b", name), class_="chip") for label, name in chips)
    top = node("div", node("div", node("h1", title), *named), class_="top")
    page = document(node("html", head, node("body", top, node("main", *cards)), lang="en"))
    try:
        write_atomic(path, page)
    except OSError as error:
        raise WorkbenchError(
            f"The summary {path} cannot be written: {error.strerror or error}.", "Choose another place for it."
        ) from error


def facts_card(title: str, facts: Sequence[tuple[str, str]]) -> Element:
    """Label and value of whatever is worth knowing, a line each."""
    lines = [part for label, value in facts for part in (node("dt", label), node("dd", value))]
    return card(title, "", node("dl", *lines, class_="facts"))
