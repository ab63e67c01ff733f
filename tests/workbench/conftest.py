"""A model that was really trained, for everything that answers with one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.open import open_dataset
from core.experiment.recipes import load_recipe
from core.models.bundle import load_bundle
from core.models.predictor import Predictor
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import MODEL_ARTIFACT, run_experiment
from tests.workbench.trained import Trained

DATA = "street-digits:600"


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, _one_cache_for_all_tests: None) -> Trained:
    workspace = tmp_path_factory.mktemp("trained") / "workspace"
    dataset, recipe = open_dataset(DATA), load_recipe("digits-quick")
    run_ids, models = [], []
    with RunStore(workspace) as store:
        for name, epochs in (("first", 2), ("second", 3)):
            experiment = recipe.model_copy(update={"name": name, "epochs": epochs})
            *_, finished = run_experiment(experiment, dataset, store, Control())
            model = store.run(finished.run_id).artifact(MODEL_ARTIFACT)
            assert model is not None
            run_ids.append(finished.run_id)
            models.append(model)
    return Trained(workspace, (run_ids[0], run_ids[1]), (models[0], models[1]))


@pytest.fixture
def with_runs(trained: Trained) -> Path:
    """The test's workspace, with the two runs in it."""
    workspace = Path(os.environ["WORKBENCH_WORKSPACE"])
    shutil.copytree(trained.workspace, workspace, dirs_exist_ok=True)
    return workspace


@pytest.fixture(scope="session")
def second_model(trained: Trained) -> Predictor:
    """Answers as the newer run's model does."""
    return Predictor(load_bundle(trained.models[1]))


@pytest.fixture
def digits(tmp_path: Path, trained: Trained) -> Path:
    """A folder of eleven pictures of digits, in two folders, with a broken one and a text between them."""
    folder = tmp_path / "digits"
    (folder / "more").mkdir(parents=True)
    images = open_dataset(DATA).images
    for number in range(11):
        place = folder / "more" if number > 8 else folder
        Image.fromarray(np.asarray(images[number])).save(place / f"{number}.png")
    (folder / "3.png").write_bytes((folder / "4.png").read_bytes()[:90])
    (folder / "readme.txt").write_text("Digits")
    return folder
