"""A picture that is dropped is answered before the hand has left the mouse."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.models.bundle import load_bundle
from core.models.predictor import Predictor
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from tests.core.training.session_parts import dataset, experiment

pytestmark = pytest.mark.timed

SIDE, CLASSES = 48, 7
MOST_SECONDS = 0.015
TRIES = 30


def convolution(filters: int) -> dict[str, object]:
    return {"type": "Conv2D", "filters": filters, "kernel_size": 3, "padding": "same", "activation": "relu"}


CONVOLUTIONAL = [
    *(convolution(32), convolution(32), {"type": "MaxPooling2D"}),
    *(convolution(64), convolution(64), {"type": "MaxPooling2D"}),
    *(convolution(128), {"type": "GlobalAveragePooling2D"}, {"type": "Dense", "units": CLASSES}),
]


def test_one_picture_takes_a_convolutional_network_less_than_15_ms(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    faces = dataset(
        images=rng.integers(0, 256, (150, SIDE, SIDE, 1), np.uint8),
        labels=np.arange(150) % CLASSES,
        classes=tuple("abcdefg"),
    )
    with RunStore(tmp_path) as store:
        chosen = experiment(layers=CONVOLUTIONAL, epochs=1, batch_size=64)
        *_, finished = run_experiment(chosen, faces, store, Control())
        model = store.run(finished.run_id).artifact("model")
    assert model is not None
    predictor, picture = Predictor(load_bundle(model)), Image.fromarray(faces.images[0, :, :, 0])

    seconds = []
    for _ in range(TRIES):
        started = time.perf_counter()
        answer = predictor.predict(picture)
        seconds.append(time.perf_counter() - started)

    assert len(answer.probabilities) == CLASSES
    print(f"one picture: at best {1_000 * min(seconds):.1f} ms")  # noqa: T201 - for whoever wants the figure
    assert min(seconds) < MOST_SECONDS
