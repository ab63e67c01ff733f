"""Building HTML as a tree, so that no text can become markup, and writing figures the same way everywhere."""

from __future__ import annotations

from math import isfinite
from xml.etree.ElementTree import Element, tostring


def node(tag: str, *children: Element | str, **attributes: str) -> Element:
    """One element. Strings among the children are text and are escaped when the tree is written.

    Attribute names are given as Python can: `class_` becomes `class`, `text_anchor` becomes `text-anchor`.
    """
    element = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    for child in children:
        if isinstance(child, Element):
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + child
        else:
            element.text = (element.text or "") + child
    return element


def card(title: str, note: str | Element, *content: Element) -> Element:
    """One thing on a ground of its own: the title left, quiet facts right."""
    right = note if isinstance(note, Element) else node("p", note, class_="quiet")
    return node("section", node("header", node("h2", title), right), *content, class_="card")


def document(root: Element) -> bytes:
    """A whole page as UTF-8.

    A file name that is not valid text (a class folder's, say) reaches us as lone surrogates; they become question
    marks.
    """
    return ("<!DOCTYPE html>\n" + tostring(root, encoding="unicode", method="html")).encode("utf-8", errors="replace")


def percent(share: float) -> str:
    """0.8234 as 82.3%, and a dash for what is not a number."""
    return f"{share:.1%}" if isfinite(share) else "\N{EN DASH}"


def decimal(value: float) -> str:
    """Three decimals, and a dash for what is not a number."""
    return f"{value:,.3f}" if isfinite(value) else "\N{EN DASH}"


def plural(count: int, noun: str) -> str:
    """The count, thousands separated, and its noun: "1 image", "2,000 images"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
