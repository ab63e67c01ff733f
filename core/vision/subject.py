"""What a model is about, told by its classes: that decides which part of a photograph it is asked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

Subject = Literal["face", "digit", "other"]

_ANGER: Final = ("anger", "angry", "contempt", "disgust", "disgusted")
_FEAR: Final = ("afraid", "fear", "fearful", "sad", "sadness", "scared")
_OTHERS: Final = ("happiness", "happy", "neutral", "surprise", "surprised")
_EXPRESSIONS: Final = frozenset((*_ANGER, *_FEAR, *_OTHERS))


def subject_of(classes: Iterable[str]) -> Subject:
    """Faces where every class is an expression of one, digits where every class is a digit."""
    names = {name.strip().lower() for name in classes}
    if names <= _EXPRESSIONS:
        return "face"
    return "digit" if names <= set("0123456789") else "other"
