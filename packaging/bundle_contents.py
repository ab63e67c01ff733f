"""What goes into a bundle: of all that is installed, what the program depends on, and nothing besides.

PyInstaller follows every import that it finds, also those that a library only tries: without a list of what is left
out, Keras alone would bring PyTorch and JAX where they happen to be installed.
"""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

import cv2.data
from packaging.requirements import Requirement

from core.vision.cascade import CASCADE_FILE

ROOT: Final = Path(__file__).resolve().parent.parent
Kind = Literal["lite", "full"]
KINDS: Final[tuple[Kind, ...]] = ("lite", "full")

# What only the full bundle has: an engine, the page that shows its logs, and what models go to other programs with.
_ONLY_FULL: Final = ("tensorflow", "tensorflow-cpu", "tensorboard", "h5py", "onnx")
# The logs are written by both, which takes TensorBoard's messages alone.
_KEPT_IN_LITE: Final = ("tensorboard", "protobuf")
# Optuna writes journals here: it never asks a database, and its own command line is not there.
_UNUSED: Final = ("alembic", "sqlalchemy", "mako", "greenlet", "pyyaml")
# Plots in three dimensions, and Qt's own tests.
_UNUSED_MODULES: Final = (
    "pyqtgraph.examples",
    "pyqtgraph.opengl",
    "PySide6.QtTest",
)
# Pictures of the README, and what is in the program's code anyway.
_NOT_SHIPPED: Final = ("screenshots", "__pycache__", "__init__.py", "palette.py")


def distributions(kind: Kind) -> set[str]:
    """Names of the distributions that a bundle holds, as they are written in the index."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    roots = [Requirement(line) for line in project["dependencies"]]
    if kind == "full":
        return _closure(roots) - set(_UNUSED)
    kept = _closure(root for root in roots if root.name not in _ONLY_FULL)
    return (kept | set(_KEPT_IN_LITE)) - set(_UNUSED)


def excluded_modules(kind: Kind) -> list[str]:
    """Top-level modules of everything else that is installed, and parts of libraries that nothing here uses."""
    held = distributions(kind)
    modules = importlib.metadata.packages_distributions()
    others = (
        module
        for module, providers in modules.items()
        if module.isidentifier() and not any(_normal(provider) in held for provider in providers)
    )
    return sorted(others) + list(_UNUSED_MODULES)


def data_files() -> list[tuple[str, str]]:
    """Files that no import leads to: each with the folder of the bundle that it goes to."""
    cascades = Path(cv2.data.haarcascades)
    places = (path for path in (ROOT / "resources").iterdir() if path.name not in _NOT_SHIPPED)
    ours = [(str(path), f"resources/{path.name}" if path.is_dir() else "resources") for path in places]
    return [*ours, (str(cascades / CASCADE_FILE), "cv2/data")]


def hidden_imports(kind: Kind) -> list[str]:
    """What is imported by name alone."""
    return ["tensorboard.main"] if kind == "full" else []


def _closure(roots: Iterable[Requirement]) -> set[str]:
    """The distributions of the requirements, and all that these require here."""
    found: set[str] = set()
    waiting = [(root.name, root.extras) for root in roots if root.marker is None or root.marker.evaluate()]
    while waiting:
        name, extras = waiting.pop()
        if _normal(name) in found:
            continue
        found.add(_normal(name))
        waiting += [(needed.name, needed.extras) for needed in _needed(name, extras)]
    return found


def _needed(name: str, extras: Iterable[str]) -> Iterator[Requirement]:
    for line in importlib.metadata.requires(name) or ():
        requirement = Requirement(line)
        environments = [{"extra": extra} for extra in (*extras, "")]
        if requirement.marker is None or any(requirement.marker.evaluate(each) for each in environments):
            yield requirement


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
