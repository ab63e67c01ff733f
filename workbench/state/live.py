"""A camera whose pictures are asked about as they come."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WorkbenchError
from workbench.state.predictions import Predictions

# The first camera; spelt out, since the module that opens it is loaded when it is wanted.
FIRST_CAMERA = 0
_LOOK_EVERY_MS = 20
_SECONDS_TO_END = 5.0


class _Filming:
    """The thread that reads the camera: it keeps the newest picture, and no other."""

    def __init__(self, source: int | Path, *, mirrored: bool) -> None:
        self.mirrored = mirrored
        self.newest = b""
        self.error: BaseException | None = None
        self._ended = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(source,), name="camera", daemon=True)
        self.thread.start()

    def end(self) -> None:
        self._ended.set()

    def _run(self, source: int | Path) -> None:
        try:
            self._film(source)
        except BaseException as error:  # noqa: BLE001 - raised again on the window's thread
            self.error = error

    def _film(self, source: int | Path) -> None:
        from core.vision.camera import Camera  # noqa: PLC0415 - loads OpenCV, on this thread

        camera = Camera(source)
        try:
            while not self._ended.is_set():
                self.newest = camera.read(mirrored=self.mirrored)
        finally:
            camera.close()


class Live(QObject):
    """Hands the camera's newest picture to the model whenever it has answered about the one before.

    Attributes:
        source: Which camera; a video file stands in for one where there is none.
        mirrored: Whether pictures are shown, and asked about, as in a mirror.
        name: What the pictures at hand are called in the list.
    """

    changed = Signal()
    """The camera was started or stopped."""

    def __init__(self, predictions: Predictions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source: int | Path = FIRST_CAMERA
        self.mirrored = False
        self.name = ""
        self._predictions = predictions
        self._count = 0
        self._filming: _Filming | None = None
        self._ended: list[_Filming] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_on(self) -> bool:
        """Whether the camera is in use."""
        return self._filming is not None

    def start(self) -> None:
        """Open the camera; its pictures take one place in the list, the last one stays there."""
        self.stop()
        self._predictions.report(None)
        self._count += 1
        self.name = f"camera {self._count}"
        self._filming = _Filming(self.source, mirrored=self.mirrored)
        self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """Freeze: the picture at hand stays, and the camera is given back."""
        if self._filming is None:
            return
        self._filming.end()
        self._ended = [*(filming for filming in self._ended if filming.thread.is_alive()), self._filming]
        self._filming = None
        self._timer.stop()
        self.changed.emit()

    def mirror(self, *, wanted: bool) -> None:
        """Mirror from the next picture on, or no longer."""
        self.mirrored = wanted
        if self._filming is not None:
            self._filming.mirrored = wanted

    def close(self) -> None:
        """Give the camera back before the program ends."""
        self.stop()
        for filming in self._ended:
            filming.thread.join(_SECONDS_TO_END)

    def _look(self) -> None:
        filming = self._filming
        if filming is None:
            return
        if filming.error is not None:
            self.stop()
            self._refuse(filming.error)
        elif filming.newest and not self._predictions.is_asking:
            picture, filming.newest = filming.newest, b""
            self._predictions.redraw(self.name, picture)

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, WorkbenchError):
            self._predictions.report(WorkbenchError("A fault in the program ended this.", "See the report of it."))
            raise error
        self._predictions.report(error)
