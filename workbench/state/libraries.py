"""Loading the libraries that work stands on: late, so that the window is there first, and by one thread at a time."""

from __future__ import annotations

import gc
import importlib
import threading
from collections.abc import Iterable

_turn = threading.Lock()
_ALL = ("core.data.open", "core.data.picture_files", "core.models.answers", "core.training.start")


def load_libraries(more: Iterable[str] = ()) -> None:
    """Import NumPy, pydantic and all of our own that needs them; returns at once where they are there.

    Pydantic imports its parts late and in circles. Where two threads are in the middle of that, Python gives one of
    them a half-made module rather than let both wait for ever. Whatever may be the first to need them calls
    this, on the window's thread as well.

    Args:
        more: Names of modules that stand on these libraries, to be imported with them.
    """
    with _turn:
        was_enabled = gc.isenabled()
        # Going through all that is loaded for garbage, again and again while it grows, would hold up the window.
        gc.disable()
        try:
            for module in (*_ALL, *more):
                importlib.import_module(module)
        finally:
            if was_enabled:
                gc.enable()
