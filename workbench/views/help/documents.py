"""The texts that explain, as the rich text that the window shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resources.teaching.markup import LINK_SCHEME, as_html
from resources.teaching.texts import field_texts, page_texts, terms
from workbench.views.tokens import Type

if TYPE_CHECKING:  # pydantic comes with the first experiment: the window is there before it
    from core.experiment.fields import SpecField

PAGE_SCHEME = "page"
"""Addresses of pages' help begin with it, as those of terms do with `LINK_SCHEME`; the key comes after a colon."""
TERM = "term"
"""The property of a widget of which F1 opens a term: the key of the glossary's entry."""
PICTURE = "picture:field"
"""Where a document looks for the drawing of a field."""
# Formulas that stand beside each other in a text stand below each other in the window, where lines are short.
_BETWEEN, _LINE = ",  ", "\n"


def document_of(address: str) -> str:
    """What an address leads to: a term, or the help of a page."""
    scheme, _, key = address.partition(":")
    return _page(key) if scheme == PAGE_SCHEME else _term(key)


def title_of(address: str) -> str:
    """What it is called."""
    scheme, _, key = address.partition(":")
    return page_texts()[key].title if scheme == PAGE_SCHEME else terms()[key].term


def document_of_field(field: SpecField, help_line: str, *, has_picture: bool) -> str:
    """What a field is for, with its formula, and the way into the glossary.

    Args:
        field: The field.
        help_line: Its one line of help with its bounds.
        has_picture: Whether there is a drawing at `PICTURE`.
    """
    known = field_texts().get(f"{field.owner}.{field.name}")
    if known is None:
        return _paragraph(as_html(help_line))
    parts = [f"<b>{as_html(field.label)}</b>"]
    if has_picture:
        parts.append(f'<img src="{PICTURE}">')
    parts.append(as_html(known.text))
    if known.formula:
        parts.append(_formula(known.formula))
    parts.append(as_html(help_line))
    if known.term:
        term = terms()[known.term].term
        parts.append(f'<a href="{LINK_SCHEME}:{known.term}">{as_html(term)} in the glossary</a>')
    return "".join(map(_paragraph, parts))


def tip_of_field(field: SpecField, help_line: str) -> str:
    """The same for a tool tip, in which nothing can be clicked."""
    known = field_texts().get(f"{field.owner}.{field.name}")
    if known is None:
        return help_line
    text = _paragraph(as_html(known.text, has_links=False))
    formula = _paragraph(_formula(known.formula)) if known.formula else ""
    return f"<qt>{_paragraph(as_html(help_line))}{text}{formula}</qt>"


def term_of_field(field: SpecField) -> str:
    """Key of the glossary's entry about a field; empty where there is none."""
    known = field_texts().get(f"{field.owner}.{field.name}")
    return known.term if known else ""


def _term(key: str) -> str:
    one = terms()[key]
    also = f"<br>{as_html('Also: ' + ', '.join(one.also))}" if one.also else ""
    see = ", ".join(f'<a href="{LINK_SCHEME}:{other}">{as_html(terms()[other].term)}</a>' for other in one.see)
    parts = [f"{_heading(one.term)}{also}", as_html(one.text)]
    if one.formula:
        parts.append(_formula(one.formula))
    parts += [f"See also: {see}", f"Source: {as_html(one.source)}"]
    return "".join(map(_paragraph, parts))


def _page(key: str) -> str:
    page = page_texts()[key]
    rows = "".join(
        f"<tr><td><b>{as_html(keys)}</b>&nbsp;&nbsp;</td><td>{as_html(what)}</td></tr>"
        for keys, what in page.keys.items()
    )
    parts = [
        _heading(page.title),
        as_html(page.text),
        f"<b>First:</b> {as_html(page.first)}",
        f"<b>Keys</b><table>{rows}</table>",
    ]
    return "".join(map(_paragraph, parts))


def _heading(words: str) -> str:
    return f'<span style="font-size:{Type.TITLE}px; font-weight:600">{as_html(words)}</span>'


def _formula(text: str) -> str:
    return f"<i>{as_html(text.replace(_BETWEEN, _LINE))}</i>"


def _paragraph(content: str) -> str:
    return f'<p style="margin-top:0; margin-bottom:8px">{content}</p>'
