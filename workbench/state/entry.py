"""A picture in the list of those that were asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.state.asking import Picture

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.answers import Answer


@dataclass
class Entry:
    """A picture, and the answer once there is one.

    Attributes:
        is_outdated: Whether the answer is one of an earlier epoch of the model, which is asked anew.
    """

    picture: Picture
    answer: Answer | None = None
    is_outdated: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is to be asked about."""
        return self.answer is None or self.is_outdated

    @property
    def has_no_face(self) -> bool:
        """Whether there is a picture, but no answer for want of a face in it."""
        from core.vision.framing import NoFaceFound  # noqa: PLC0415 - there is an answer, so NumPy is there

        return self.answer is not None and isinstance(self.answer.error, NoFaceFound)

    @property
    def is_unreadable(self) -> bool:
        """Whether there is nothing to be shown."""
        return self.answer is not None and self.answer.error is not None and not self.has_no_face
