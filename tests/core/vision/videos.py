"""Video files for tests of what reads a camera."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

FRAMES_A_SECOND = 30


def write_video(path: Path, frames: np.ndarray) -> Path:
    """Write RGB frames, uint8 (N, H, W, 3), as motion JPEG."""
    size = (frames.shape[2], frames.shape[1])
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FRAMES_A_SECOND, size)
    assert writer.isOpened()
    for frame in frames:
        writer.write(np.ascontiguousarray(frame[..., ::-1]))
    writer.release()
    return path
