"""The signs in the texts that explain, and what becomes of them in a terminal and in a window.

Links in a text are written `[words](key)`, with the key of a glossary entry; in a formula, `_{...}` and `^{...}` stand
below and above the line.
"""

from __future__ import annotations

import re

LINK_SCHEME = "term"
"""What the address of a link begins with; the key comes after a colon."""
_LINK = re.compile(r"\[([^\]]+)\]\(([a-z0-9-]+)\)")
_MOVED = re.compile(r"([_^])\{([^}]*)\}")
_TAGS = {"_": "sub", "^": "sup"}


def plain(text: str) -> str:
    """A text or a formula as it is written where nothing can be raised or clicked."""
    return _MOVED.sub(lambda found: found[1] + _bracketed(found[2]), _LINK.sub(r"\1", text))


def links_of(text: str) -> list[str]:
    """The keys that a text links to."""
    return [key for _, key in _LINK.findall(text)]


def as_html(text: str, *, has_links: bool = True) -> str:
    """A text or a formula as HTML, with its links or without."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    raised = _MOVED.sub(lambda found: f"<{_TAGS[found[1]]}>{found[2]}</{_TAGS[found[1]]}>", safe)
    link = rf'<a href="{LINK_SCHEME}:\2">\1</a>' if has_links else r"\1"
    return _LINK.sub(link, raised).replace("\n", "<br>")


def _bracketed(words: str) -> str:
    return f"({words})" if " " in words else words
