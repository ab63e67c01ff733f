"""Which engines can be had, and what is said of those that cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.backends.registry import installed_version, unavailable_reason
from tests.core.backends.keras_engine import needs_keras

ROOT = Path(__file__).resolve().parents[3]

ASK = "from core.backends.registry import unavailable_reason; import sys; print(unavailable_reason('keras')); "
ASK += "assert 'tensorflow' not in sys.modules and 'keras' not in sys.modules"
BUILD = """
from core.backends.registry import build_model, remember_broken, unavailable_reason
from core.experiment.recipes import load_recipe
from core.errors import WorkbenchError
experiment = load_recipe("digits-quick").model_copy(update={"backend": "keras"})
try:
    build_model(experiment, (32, 32, 1), 10)
except WorkbenchError as error:
    print(error.message)
    remember_broken(error)
print(unavailable_reason("keras"))
"""


def python(code: str, path: Path | None = None) -> list[str]:
    environment = os.environ | ({"PYTHONPATH": str(path)} if path else {})
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_our_own_engine_is_always_there():
    assert unavailable_reason("numpy") is None


@needs_keras
def test_whether_keras_can_be_had_is_told_without_loading_it():
    assert python(ASK) == ["None"]
    assert installed_version("tensorflow")


@pytest.mark.parametrize(
    ("missing", "words"), [({"tensorflow"}, "TensorFlow is not"), ({"tensorflow", "keras"}, "TensorFlow and Keras are")]
)
def test_an_engine_that_is_not_installed_is_unavailable_and_says_why(missing, words):
    blocker = f"""
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name in {missing!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
"""
    (reason,) = python(blocker + ASK)
    if missing == {"tensorflow"} and "Keras are" in reason:
        pytest.skip("Keras is not installed here")
    assert reason.startswith(words)


def test_an_engine_that_does_not_start_is_unavailable_from_then_on(tmp_path):
    for library in ("tensorflow", "keras"):
        (tmp_path / library).mkdir()
        (tmp_path / library / "__init__.py").write_text("raise ImportError('libexample.so is missing')")
    reason, remembered = python(BUILD, tmp_path)
    assert reason == remembered
    assert "libexample.so is missing" in reason
