"""What can go wrong with an engine as a whole."""

from __future__ import annotations

from core.errors import WorkbenchError

_INSTEAD = "Set backend to numpy, or install TensorFlow anew."


class EngineBroken(WorkbenchError):
    """An engine's libraries are there, but cannot be used."""

    def __init__(self, message: str, hint: str = _INSTEAD, details: str = "") -> None:
        super().__init__(message, hint, details)

    @classmethod
    def because(cls, error: Exception) -> EngineBroken:
        """Keras did not start, for a reason of its own, of which the first line is told."""
        first, *_ = [*str(error).splitlines(), ""]
        return cls(
            f"Keras cannot be started here: {type(error).__name__}: {first}".rstrip(": ") + ".", details=str(error)
        )
