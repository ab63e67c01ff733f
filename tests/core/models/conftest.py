from __future__ import annotations

from pathlib import Path

import pytest

from core.data.dataset import ImageDataset
from core.models.bundle import ModelBundle, load_bundle
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from tests.core.training.session_parts import dataset, experiment


@pytest.fixture(scope="session")
def squares() -> ImageDataset:
    return dataset(300)


@pytest.fixture(scope="session")
def model_file(squares: ImageDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small trained model."""
    with RunStore(tmp_path_factory.mktemp("model") / "workspace") as store:
        *_, finished = run_experiment(experiment(epochs=3), squares, store, Control())
        model = store.run(finished.run_id).artifact("model")
    assert model is not None
    return model


@pytest.fixture(scope="session")
def bundle(model_file: Path) -> ModelBundle:
    return load_bundle(model_file)
