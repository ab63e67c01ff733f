"""How long a picture waits for its answer: from the start of the program, and once the model is there."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict

from core.benchmarks.scenes import draw_scene
from core.data.photos import Photo, decode_photo, load_photo
from core.errors import WorkbenchError
from core.models.committee_predictor import AnyPredictor
from core.network.blas_threads import limited_blas
from core.progress import Progress, silent
from core.vision.faces import face_finder
from core.vision.framing import frame_face, whole
from core.vision.subject import subject_of

_MEGAPIXELS: Final = (4_000, 3_000)
# Of the photograph's height, for the picture that is set into it.
_SHARE: Final = 0.4
_SEED: Final = 12


class Wait(BaseModel):
    """Seconds from a picture's bytes to its answer.

    Attributes:
        name: What is waited for.
        median, least: Over all rounds; where other programs run beside, the least says more.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    median: float
    least: float


def measure_waits(
    model: str, predictor: AnyPredictor, picture: Path, rounds: int, progress: Progress = silent
) -> list[Wait]:
    """Ask about a picture, in a new process each time and in this one, and about a photograph of 12 megapixels.

    Args:
        model: Which model a new process is to ask.
        predictor: The same model.
        picture: A crop; of a face for a model of faces.
        rounds: How often.
        progress: Told before each round; may cancel.

    Raises:
        WorkbenchError: The picture cannot be read, or a process that is asked about it fails.
    """
    content, large = picture.read_bytes(), _photograph(load_photo(picture))
    command = [sys.executable, "-m", "workbench", "predict", model, str(picture), "--json"]
    waits = {
        "a new process": lambda: _run(command),
        "a crop": lambda: _answer(predictor, content),
        f"a photograph of {_MEGAPIXELS[0]} x {_MEGAPIXELS[1]}": lambda: _answer(predictor, large),
    }
    with limited_blas(1):
        return [_measured(name, work, rounds, progress) for name, work in waits.items()]


def _measured(name: str, work: Callable[[], None], rounds: int, progress: Progress) -> Wait:
    # What is loaded once, and once only, is loaded by now.
    work()
    seconds = []
    for number in range(rounds):
        progress(name, number, rounds)
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return Wait(name=name, median=float(np.median(seconds)), least=min(seconds))


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - this program itself
    if done.returncode:
        raise WorkbenchError("A process that was asked about the picture failed.", "", done.stderr.decode())


def _answer(predictor: AnyPredictor, content: bytes) -> None:
    photo = decode_photo(content, "the picture")
    is_of_faces = subject_of(predictor.classes) == "face"
    boxes = [face.box for face in face_finder().find(photo)] if is_of_faces else []
    framed = frame_face(photo, "auto" if boxes else "whole", lambda: boxes) if is_of_faces else whole(photo)
    predictor.predict(framed.picture)


def _photograph(picture: Photo) -> bytes:
    """A JPEG of 12 megapixels with the picture in it."""
    scene = draw_scene(np.random.default_rng(_SEED), 0).resize(_MEGAPIXELS, Image.Resampling.BICUBIC)
    scale = _SHARE * _MEGAPIXELS[1] / picture.image.height
    size = round(picture.image.width * scale), round(picture.image.height * scale)
    scene.paste(picture.image.convert("RGB").resize(size, Image.Resampling.BICUBIC), (1_500, 700))
    stream = io.BytesIO()
    scene.save(stream, "JPEG", quality=90)
    return stream.getvalue()
