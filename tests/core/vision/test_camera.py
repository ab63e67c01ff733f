"""A camera's pictures, read from a video file through the very class that reads a camera."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from core.data.pictures import decode_picture
from core.errors import WorkbenchError
from core.vision.camera import Camera
from tests.core.vision.videos import FRAMES_A_SECOND, write_video

GRAYS = (40, 120, 200)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Three frames, each of a gray of its own, their left half white."""
    frames = np.stack([np.full((48, 64, 3), gray, np.uint8) for gray in GRAYS])
    frames[:, :, :32] = 255
    return write_video(tmp_path / "film.avi", frames)


def test_pictures_come_in_order_and_mirrored_where_asked(video: Path) -> None:
    camera = Camera(video)
    pictures = [np.asarray(decode_picture(camera.read(mirrored=mirrored), "film")) for mirrored in (False, True, False)]
    camera.close()

    for picture, gray, mirrored in zip(pictures, GRAYS, (False, True, False), strict=True):
        left, right = picture[:, :28], picture[:, 36:]
        white, other = (right, left) if mirrored else (left, right)
        assert white.mean() == pytest.approx(255, abs=6)
        assert other.mean() == pytest.approx(gray, abs=6)


def test_a_video_is_played_as_fast_as_it_was_taken_and_its_end_is_said(video: Path) -> None:
    camera, started = Camera(video), time.monotonic()
    for _ in GRAYS:
        camera.read(mirrored=False)
    assert time.monotonic() - started >= (len(GRAYS) - 1) / FRAMES_A_SECOND
    with pytest.raises(WorkbenchError, match="no more pictures"):
        camera.read(mirrored=False)
    camera.close()


def test_where_there_is_no_camera_that_is_said_in_words(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WorkbenchError, match="No camera was found"):
        Camera(99)
    assert capfd.readouterr().err == ""


def test_a_file_that_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.avi").write_text("words", encoding="utf-8")
    with pytest.raises(WorkbenchError, match=r"words\.avi is no video"):
        Camera(tmp_path / "words.avi")
