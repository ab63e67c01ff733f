"""What works without the heavy libraries must not need them, and what starts must not wait for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Import hooks come first: a blocked library then looks as if it were not installed.
BLOCKER = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "pyqtgraph", "keras", "tensorflow", "distributed"}:
            raise ModuleNotFoundError(f"No module named {name!r} (blocked by a test)", name=name)

sys.meta_path.insert(0, Blocker())
"""

IMPORT_ALL_OF_CORE = """
import importlib, pkgutil, core
for module in pkgutil.walk_packages(core.__path__, "core."):
    importlib.import_module(module.name)
    print(module.name)
"""


def python(*arguments: str, **environment: str) -> str:
    """Run our interpreter in the checkout and return its standard output."""
    command, environment = [sys.executable, *arguments], os.environ | environment
    result = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
    return result.stdout


def test_every_module_of_core_imports_without_qt_keras_and_tensorflow() -> None:
    assert "core.data.dataset" in python("-c", BLOCKER + IMPORT_ALL_OF_CORE).split()


def test_the_tests_of_core_load_where_qt_and_tensorflow_are_not_installed(tmp_path: Path) -> None:
    (tmp_path / "blocker.py").write_text(BLOCKER)
    collect = ["--collect-only", "-q", "-p", "blocker", "-p", "no:pytest-qt", "-p", "no:cacheprovider", "tests/core"]
    output = python("-m", "pytest", *collect, PYTHONPATH=str(tmp_path))
    assert "error" not in output.splitlines()[-1]


def test_the_command_line_starts_without_loading_what_only_some_commands_need() -> None:
    output = python("-c", "import sys, workbench.__main__; print(*sys.modules)")
    loaded = {name.partition(".")[0] for name in output.split()}
    assert not loaded & {
        "PySide6",
        "pyqtgraph",
        "keras",
        "tensorflow",
        "tensorboard",
        "scipy",
        "cv2",
        "httpx",
        "optuna",
        "distributed",
    }
