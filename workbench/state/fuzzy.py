"""Finding what is meant by a few of its letters."""

from __future__ import annotations

_WORD_BEGINS = 8.0
_GOES_ON = 9.0
_ANYWHERE = 1.0
_PER_LETTER = 0.01


def likeness(query: str, text: str) -> float | None:
    """How well a text answers a query whose letters stand in it in that order; None where they do not.

    Letters that follow each other count most, then those that begin a word: "tr" finds Train before Centre and
    To Runs. Of equal ones the shorter text is better. Words of a query may stand in any order.
    """
    total = 0.0
    for word in query.casefold().split():
        found = _best(word, text.casefold())
        if found is None:
            return None
        total += found
    return total - _PER_LETTER * len(text)


def _best(word: str, text: str) -> float | None:
    """The best of all places where a word may begin in a text."""
    scores = (_score(word, text, start) for start in range(len(text)) if text[start] == word[0])
    return max((score for score in scores if score is not None), default=None)


def _score(word: str, text: str, start: int) -> float | None:
    """Of a word whose letters are taken as early as they come, the first at `start`."""
    total, place = 0.0, start - 1
    for letter in word:
        following = text.find(letter, place + 1)
        if following < 0:
            return None
        begins_word = following == 0 or not text[following - 1].isalnum()
        goes_on = following == place + 1 and place >= start
        total += _WORD_BEGINS if begins_word else _GOES_ON if goes_on else _ANYWHERE
        place = following
    return total
