"""What to bear in mind with every answer of models of a kind, whatever the picture."""

from __future__ import annotations

from collections.abc import Iterable

_EMOTIONS = frozenset(
    {"anger", "angry", "contempt", "disgust", "disgusted", "fear", "fearful", "happiness", "happy", "neutral"}
    | {"sad", "sadness", "surprise", "surprised"}
)
_ABOUT_EMOTIONS = (
    "This names the expression that people would see on the face. What somebody feels cannot be told from a picture."
)


def caution_for(classes: Iterable[str]) -> str:
    """One honest line about what a model can and cannot say; empty where its classes call for none.

    Of expressions: faces do not show reliably what people feel, nor the same in everyone (Barrett et al.,
    Psychological Science in the Public Interest 20, 2019), and the labels that such models learn are what strangers
    saw in pictures.
    """
    names = {name.casefold() for name in classes}
    return _ABOUT_EMOTIONS if names and names <= _EMOTIONS else ""
