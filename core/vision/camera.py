"""Pictures as a camera takes them, one after the other; a video file is read in the same way."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from core.errors import WorkbenchError

FIRST: Final = 0
"""The first camera that the system knows."""
# Asked for: as many pixels as a face needs, and few enough to be read thirty times a second by any camera.
_WIDTH, _HEIGHT = 640, 480
# Assumed of a file that does not say.
_FRAMES_A_SECOND: Final = 25.0


class Camera:
    """An open camera. It is read from one thread, and may be closed after that thread has ended.

    Args:
        source: Number of a camera, or a video file, which is played as fast as it was taken.

    Raises:
        WorkbenchError: There is no such camera, or the file is no video.
    """

    def __init__(self, source: int | Path = FIRST) -> None:
        self._cv2: Any = import_module("cv2")
        # What it would say on the terminal is said below, once and in words.
        self._cv2.utils.logging.setLogLevel(0)
        self._is_file = isinstance(source, Path)
        self._capture = self._cv2.VideoCapture(str(source) if self._is_file else source)
        if not self._capture.isOpened():
            raise _no_video(source) if isinstance(source, Path) else _no_camera()
        if not self._is_file:
            self._capture.set(self._cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
            self._capture.set(self._cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT)
            # The newest picture is wanted, not those that waited for it.
            self._capture.set(self._cv2.CAP_PROP_BUFFERSIZE, 1)
        self._seconds = 1 / (self._capture.get(self._cv2.CAP_PROP_FPS) or _FRAMES_A_SECOND)
        self._next = time.monotonic()

    def read(self, *, mirrored: bool) -> bytes:
        """The next picture as a BMP file has it: packing takes a millisecond, where PNG would take twenty.

        Args:
            mirrored: As in a mirror, where people find their way.

        Raises:
            WorkbenchError: The camera gives no more: it was unplugged, or the video has ended.
        """
        if self._is_file:
            time.sleep(max(0.0, self._next - time.monotonic()))
            self._next = max(self._next + self._seconds, time.monotonic())
        is_there, picture = self._capture.read()
        if not is_there:
            raise WorkbenchError("The camera gives no more pictures.", "Connect it anew, and start it again.")
        packed = self._cv2.imencode(".bmp", self._cv2.flip(picture, 1) if mirrored else picture)[1]
        return bytes(packed)

    def close(self) -> None:
        """Give it back to other programs."""
        self._capture.release()


def _no_camera() -> WorkbenchError:
    return WorkbenchError(
        "No camera was found.",
        "Connect one and see that no other program uses it, and that this one may; or drop a picture.",
    )


def _no_video(path: Path) -> WorkbenchError:
    return WorkbenchError(f"{path} is no video that can be read.", "Give the file of a video.")
