"""One small valid file of every kind that the program opens, and how it opens it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image
from scipy.io import savemat

from core.data.open import open_dataset
from core.data.photos import load_photo
from core.experiment.committee import load_any_recipe
from core.experiment.recipes import load_recipe, open_draft_file, save_experiment
from core.models.committee import load_model, save_model
from core.models.truths import read_labels
from core.models.uniting import unite
from core.paths import DATABASE
from core.runs.store import RunStore
from core.sweeps.space import load_space, save_space
from core.training.checkpoint import load_checkpoint
from core.training.control import Control
from core.training.start import run_experiment
from tests.core.training.session_parts import dataset, experiment


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        suffix: What its name ends in.
        open: Does with a path all that the program does before it trusts it.
        content: Of a valid file.
    """

    suffix: str
    open: Callable[[Path], object]
    content: bytes


@cache
def kinds() -> dict[str, Kind]:
    """By name."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        return _data(folder) | _pictures() | _of_a_run(folder) | _written(folder)


def _data(folder: Path) -> dict[str, Kind]:
    rng = np.random.default_rng(0)
    pixels, labels = rng.integers(0, 256, (8, 8, 3, 12), np.uint8), np.arange(12) % 10 + 1
    savemat(folder / "a.mat", {"X": pixels, "y": labels[:, None].astype(np.uint8)}, appendmat=False)
    savemat(folder / "b.mat", {"X": pixels, "y": labels[:, None].astype(np.uint8)}, do_compression=True)
    np.savez(folder / "a.npz", images=rng.integers(0, 256, (6, 4, 4), np.uint8), labels=np.arange(6) % 2)
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"train/{'ab'[number % 2]}/{number}.png", picture("PNG", seed=number))
    faces = [f"{number % 3},{' '.join(map(str, rng.integers(0, 256, 2304)))},Training" for number in range(4)]
    (folder / "a.csv").write_text("\n".join(["emotion,pixels,Usage", *faces]) + "\n", encoding="utf-8")
    named = {"svhn": "a.mat", "compressed svhn": "b.mat", "arrays": "a.npz", "archive": "a.zip", "fer2013": "a.csv"}
    return {kind: _kind(folder / file, open_dataset) for kind, file in named.items()}


def _pictures() -> dict[str, Kind]:
    forms = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP", "webp": "WEBP"}
    return {kind: Kind(f".{kind}", load_photo, picture(form)) for kind, form in forms.items()}


def picture(form: str, size: tuple[int, int] = (24, 20), seed: int = 0) -> bytes:
    """Noise, as a file of that format."""
    stream = io.BytesIO()
    noise = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    Image.fromarray(noise).save(stream, form)
    return stream.getvalue()


def _of_a_run(folder: Path) -> dict[str, Kind]:
    workspace = folder / "workspace"
    with RunStore(workspace) as store:
        *_, finished = run_experiment(experiment(epochs=2), dataset(60), store, Control())
        store.export_run(finished.run_id, folder / "run.zip")
        record = store.run(finished.run_id)
        model, checkpoint = record.artifact("model"), record.checkpoint_path
    assert model is not None
    assert checkpoint is not None
    member = load_model(model)
    save_model(folder / "committee.workbench", unite("two", [member, member], "mean"))
    return {
        "model": _kind(model, load_model),
        "committee": _kind(folder / "committee.workbench", load_model),
        "checkpoint": _kind(checkpoint, load_checkpoint),
        "exported run": _kind(folder / "run.zip", _import_run),
        "workspace": _kind(workspace / DATABASE, _open_workspace),
    }


def _written(folder: Path) -> dict[str, Kind]:
    save_experiment(folder / "recipe.json", load_recipe("digits-quick"))
    save_space(folder / "sweep.json", load_space("report-faces-rates"))
    (folder / "labels.csv").write_text("file,label\na.png,happy\nb.png,sad\n", encoding="utf-8")
    return {
        "recipe": _kind(folder / "recipe.json", _open_recipe),
        "sweep": _kind(folder / "sweep.json", lambda path: load_space(str(path))),
        "labels": _kind(folder / "labels.csv", read_labels),
    }


def changed_json(kind: str, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A valid file of that kind in which something was changed."""
    document = json.loads(kinds()[kind].content)
    change(document)
    return json.dumps(document).encode()


def _kind(path: Path, open_it: Callable[[Path], object]) -> Kind:
    return Kind(path.suffix, open_it, path.read_bytes())


def _open_recipe(path: Path) -> None:
    open_draft_file(path)
    load_any_recipe(str(path))


def _import_run(path: Path) -> None:
    with RunStore(path.parent / "workspace") as store:
        store.import_run(path)


def _open_workspace(path: Path) -> None:
    workspace = path.parent / "workspace"
    workspace.mkdir(exist_ok=True)
    shutil.copy(path, workspace / DATABASE)
    with RunStore(workspace) as store:
        for run in store.runs():
            store.run(run.run_id)
