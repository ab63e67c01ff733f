"""The import contracts of pyproject.toml hold a forbidden import back: each is broken here on purpose."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MODULES = (
    "core/__init__.py",
    "core/backends/__init__.py",
    "core/backends/keras_backend/__init__.py",
    "core/backends/keras_backend/start.py",
    "core/data.py",
    "resources/__init__.py",
    "workbench/__init__.py",
    "workbench/__main__.py",
    "workbench/app.py",
    "workbench/cli/__init__.py",
    "workbench/state.py",
    "workbench/views.py",
)

LAYERS = "The application stands on the core, the core on the resources"
WINDOWS = "Windows are built from views, views from state"
NO_QT = "The core and the command line work without Qt"
ENGINES = "Keras and TensorFlow stay behind the backend, the exporter and the benchmarks"
PICTURES = "OpenCV is loaded where something is looked for in a picture, and nowhere else"
SEARCHES = "Optuna and dask are loaded for a search or a cluster alone"
TESTS_ONLY = "Libraries for tests and comparisons stay out of the product"

VIOLATIONS = [
    ("core/data.py", "import workbench.state", LAYERS),
    ("resources/__init__.py", "import core.data", LAYERS),
    ("resources/__init__.py", "import workbench", LAYERS),
    ("workbench/state.py", "import workbench.views", WINDOWS),
    ("workbench/views.py", "import workbench.app", WINDOWS),
    ("workbench/state.py", "import workbench.cli", WINDOWS),
    ("workbench/cli/__init__.py", "import workbench.app", WINDOWS),
    ("core/data.py", "import PySide6.QtCore", NO_QT),
    ("core/data.py", "def lazily():\n    import pyqtgraph", NO_QT),
    ("workbench/cli/__init__.py", "from PySide6 import QtWidgets", NO_QT),
    ("core/data.py", "def lazily():\n    import tensorflow as tf", ENGINES),
    ("workbench/views.py", "from keras import layers", ENGINES),
    ("core/data.py", "import sklearn", TESTS_ONLY),
    ("core/data.py", "def lazily():\n    import cv2", PICTURES),
    ("core/data.py", "def lazily():\n    import optuna", SEARCHES),
    ("workbench/cli/__init__.py", "def lazily():\n    from distributed import Client", SEARCHES),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of empty modules under the real contracts; what may import Keras does."""
    for module in MODULES:
        path = tmp_path / module
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    start = tmp_path / "core/backends/keras_backend/start.py"
    start.write_text("def build():\n    import keras\n    import tensorflow\n")
    (tmp_path / "core/data.py").write_text("import core.backends.keras_backend.start\n")
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(text[text.index("[tool.importlinter]") :], encoding="utf-8")
    return tmp_path


def broken_contracts(project: Path) -> tuple[set[str], int]:
    """Names of the contracts that import-linter calls broken, and its exit status."""
    program = "import sys; from importlinter.cli import lint_imports_command as main; sys.exit(main())"
    command = [sys.executable, "-c", program, "--no-cache"]
    result = subprocess.run(command, cwd=project, text=True, capture_output=True, check=False)
    assert "Contracts: " in result.stdout, result.stdout + result.stderr
    return set(re.findall(r"^(.+) BROKEN", result.stdout, flags=re.MULTILINE)), result.returncode


def test_code_that_keeps_the_contracts_passes(project: Path) -> None:
    assert broken_contracts(project) == (set(), 0)


@pytest.mark.parametrize(("module", "statement", "contract"), VIOLATIONS)
def test_a_forbidden_import_fails_the_checks(project: Path, module: str, statement: str, contract: str) -> None:
    with (project / module).open("a") as file:
        file.write(statement + "\n")
    assert broken_contracts(project) == ({contract}, 1)


def test_every_contract_has_been_seen_to_fail() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {contract["name"] for contract in pyproject["tool"]["importlinter"]["contracts"]} == {
        contract for _, _, contract in VIOLATIONS
    }
