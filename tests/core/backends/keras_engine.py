"""Keras with TensorFlow for tests, where it is installed; loading it takes seconds, and is done once."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from core.backends.registry import unavailable_reason

needs_keras = pytest.mark.skipif(unavailable_reason("keras") is not None, reason=unavailable_reason("keras") or "")


@cache
def engine() -> Any:
    from core.backends.keras_backend.start import start_engine  # noqa: PLC0415 - loads TensorFlow

    return start_engine(threads=None)
