"""The wheel, installed into an empty environment: the command is there, with all that it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import resources

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(sys.base_prefix) / ("python.exe" if sys.platform == "win32" else "bin/python3")
NOT_SHIPPED = {"screenshots", "__pycache__"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`workbench` in an environment that holds the pinned packages and the wheel."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    subprocess.run([str(PYTHON), "-m", "venv", "--without-pip", str(environment)], check=True)
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(PYTHON), "-m", "pip", "--python", str(environment), "install", "--quiet", "--no-deps"]
    requirements = ROOT / "packaging" / "requirements.txt"
    subprocess.run([*pip, "--no-compile", "--require-hashes", "--requirement", str(requirements)], check=True)
    subprocess.run([*pip, "--no-index", str(wheel)], check=True)
    return scripts / ("workbench.exe" if sys.platform == "win32" else "workbench")


def test_every_resource_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())

    folder = resources.ROOT
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    wanted = {f"resources/{path.as_posix()}" for path in files if not NOT_SHIPPED & set(path.parts)}
    assert wanted <= names
    assert not {name for name in names if "screenshots" in name}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--version"], "Classifier Workbench "),
        (["models", "list"], "emotions"),
        (["demo", "--data", "street-digits:500", "--set", "epochs=1"], "5. Everything on one page"),
    ],
)
def test_the_installed_command_works(command: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    own = {"WORKBENCH_WORKSPACE": str(tmp_path / "workspace"), "HOME": str(tmp_path)}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | own
    result = subprocess.run(
        [str(command), *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr
    assert words in result.stdout
