"""Loading the libraries that work stands on: late, so that the window is there first, and by one thread at a time."""

from __future__ import annotations

import threading

_turn = threading.Lock()


def load_libraries() -> None:
    """Import NumPy, pydantic and all of our own that needs them; returns at once where they are there.

    Pydantic imports its parts late and in circles. Where two threads are in the middle of that, Python gives one of
    them a half-made module rather than let both wait for ever. Whatever may be the first to need them calls
    this, on the window's thread as well.
    """
    with _turn:
        import core.data.open  # noqa: PLC0415
        import core.data.picture_files  # noqa: PLC0415
        import core.models.answers  # noqa: PLC0415
        import core.training.start  # noqa: F401, PLC0415
