"""The shape of the house: what lies where, and how large a file may grow."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import packaging.version
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("workbench", "core", "resources")
FOLDERS = (*PACKAGES, "tests", "packaging")
FILES = ("LICENSE", "README.md", "pyproject.toml")
# What building leaves behind and .gitignore names.
BUILT = ("build", "dist")
LONGEST_FILE = 400


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for parent, _, names in os.walk(ROOT / folder):
            yield from (Path(parent, name) for name in names if name.endswith(".py"))


def imported_modules(source: Path) -> Iterator[str]:
    """Full names of what a file imports, wherever in it."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_top_level_holds_the_agreed_names_and_nothing_else() -> None:
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    extra = {name for name in visible - {*FOLDERS, *FILES, *BUILT} if not name.endswith(".egg-info")} - {"__pycache__"}
    assert not extra
    assert visible >= {*FOLDERS, *FILES}


def test_our_packaging_folder_does_not_shadow_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
    assert Path(packaging.version.__file__).parent != ROOT / "packaging"


def test_tests_do_not_shadow_the_packages_that_they_test() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_with_code_is_shipped(package: str) -> None:
    """A folder without __init__.py is left out by checkers and by the built program alike."""
    folders = {path.parent for path in python_files(package)}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]


def test_every_file_can_be_read_in_one_go() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*FOLDERS)}
    assert not {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LONGEST_FILE}


def test_the_product_does_not_know_the_folder_of_test_data() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in python_files(*PACKAGES)}
    texts |= {ROOT / name: (ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml",)}
    assert not [str(path) for path, text in texts.items() if "shared/data" in text or "../shared" in text]


def test_state_uses_no_part_of_qt_but_its_core() -> None:
    for path in python_files("workbench/state"):
        qt = {name for name in imported_modules(path) if name.startswith(("PySide6", "pyqtgraph"))}
        assert all(name.startswith("PySide6.QtCore") for name in qt), f"{path} imports {qt}"


def test_every_python_file_compiles() -> None:
    for path in python_files(*FOLDERS):
        compile(path.read_bytes(), path, "exec", dont_inherit=True)
