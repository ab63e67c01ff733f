"""The two commands on a toy checkout: the real scripts and the real pip, a project of four files and no dependency."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = (
    "require_python.py",
    "run.py",
    "setup_environment.py",
    "system_libraries.py",
    "test.py",
)
# The scripts are started by the interpreter that the environment was made from: the environment itself has no pip.
PYTHON = Path(sys.base_prefix) / ("python.exe" if sys.platform == "win32" else "bin/python3")

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "toy"
version = "1"
"""

NO_PACKAGES = "# no packages\n"

BACKEND = """
import pathlib, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "toy-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w") as wheel:
        wheel.writestr("toy.pth", str(pathlib.Path.cwd()))
        wheel.writestr("toy-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: toy\\nVersion: 1\\n")
        wheel.writestr("toy-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("toy-1.dist-info/RECORD", "")
    return name
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our scripts, set up once; its application prints its arguments and ends with status 7."""
    has_pip = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False)
    if has_pip.returncode:
        pytest.skip(f"{PYTHON} has no pip")
    root = tmp_path_factory.mktemp("two-commands") / "check out"
    for folder in ("packaging", "workbench"):
        (root / folder).mkdir(parents=True)
    for script in SCRIPTS:
        shutil.copy(ROOT / "packaging" / script, root / "packaging")
    for requirements in ("requirements.txt", "requirements-dev.txt"):
        (root / "packaging" / requirements).write_text(NO_PACKAGES)
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "workbench" / "__init__.py").touch()
    (root / "workbench" / "__main__.py").write_text("import sys\nprint('started', sys.argv[1:])\nsys.exit(7)\n")
    first = run(root, "predict", "a picture.png")
    assert "Installing" in first.stderr
    assert "started ['predict', 'a picture.png']" in first.stdout, first.stdout + first.stderr
    assert first.returncode == 7
    return root


def run(
    checkout: Path, *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Start the first command in the checkout; where Qt's libraries are missing it may not need them here."""
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("DISPLAY")}
    inherited.pop("QT_QPA_PLATFORM", None)
    command = [str(PYTHON), str(checkout / "packaging" / "run.py"), *arguments]
    return subprocess.run(
        command,
        cwd=cwd or checkout,
        env=inherited | environment,
        text=True,
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_the_second_time_the_first_command_starts_at_once(checkout: Path) -> None:
    result = run(checkout, "predict")
    assert result.stdout == "started ['predict']\n"
    assert result.returncode == 7


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux runs without a display")
def test_without_a_display_the_first_command_says_so_and_runs_the_demo(checkout: Path) -> None:
    result = run(checkout)
    assert "There is no display here" in result.stderr
    assert "started ['demo']" in result.stdout


def test_a_path_is_given_from_where_the_user_stands_whatever_else_lies_there(checkout: Path, tmp_path: Path) -> None:
    for name in ("pets", "workbench", "core"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    assert run(checkout, "pets", cwd=tmp_path).stdout == "started ['pets']\n"


def test_new_pins_are_installed_and_where_the_network_is_gone_a_line_says_so_and_all_is_repaired_later(
    checkout: Path,
) -> None:
    requirements = checkout / "packaging" / "requirements.txt"
    requirements.write_text("hatchling==1.27.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    # Port 9 of this machine: nothing listens there.
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}
    broken = run(checkout, "x", **nowhere)
    assert broken.returncode == 1
    assert broken.stderr.splitlines()[-1].startswith("The package index cannot be reached")
    assert "Traceback" not in broken.stderr

    requirements.write_text(NO_PACKAGES)
    leftover = checkout / ".venv" / "half-installed"
    leftover.touch()
    assert "started ['x']" in run(checkout, "x").stdout
    assert not leftover.exists()


def test_starting_the_application_keeps_the_tools_of_the_tests(checkout: Path) -> None:
    stamp = checkout / ".venv" / "workbench-requirements.json"
    fingerprint, installed = json.loads(stamp.read_text())
    stamp.write_text(json.dumps([fingerprint, "requirements-dev.txt"]))
    assert run(checkout, "x").stdout == "started ['x']\n"
    stamp.write_text(json.dumps([fingerprint, installed]))


def test_an_old_python_is_told_so_in_one_line() -> None:
    program = "import sys; sys.version_info = (3, 9, 18); sys.path.insert(0, 'packaging'); import require_python"
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, check=False)
    assert result.returncode == 1
    assert result.stderr == "The workbench needs Python 3.11 or newer, and this is Python 3.9.\n"


def test_the_test_command_fails_when_a_check_fails(checkout: Path) -> None:
    """The toy environment has no tools at all: every step fails, and the command has to say so."""
    command = [str(PYTHON), "packaging/test.py"]
    result = subprocess.run(command, cwd=checkout, text=True, capture_output=True, check=False, timeout=120)
    for check in ("lint", "format", "types", "imports"):
        assert f"{check}: FAILED" in result.stdout
    assert result.returncode == 1
