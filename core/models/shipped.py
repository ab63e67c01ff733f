"""Models in the box: trained by this program, shipped with it, each beside a card that says what it can and cannot do.

`packaging/model_cards.py` puts them there.
"""

from __future__ import annotations

from pathlib import Path

import resources
from core.paths import MODEL_SUFFIX

CARD_SUFFIX = ".md"


def shipped_models() -> dict[str, Path]:
    """The model files by name, sorted."""
    found = {path.stem: path for path in resources.path("models").glob(f"*{MODEL_SUFFIX}")}
    return dict(sorted(found.items()))


def card_of(model: Path) -> str:
    """What is to be known about a shipped model, as Markdown."""
    return model.with_suffix(CARD_SUFFIX).read_text(encoding="utf-8")
