"""Who cannot have Qt's system libraries installed for them is given the line that installs them."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def libraries(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("system_libraries")


@pytest.fixture
def package_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The only program on PATH."""
    program = tmp_path / request.param
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return str(request.param)


@pytest.mark.parametrize(
    ("package_manager", "line"),
    [
        ("apt-get", "sudo apt-get install -y libegl1 libxcb-cursor0"),
        ("dnf", "sudo dnf install -y 'libEGL.so.1()(64bit)' 'libxcb-cursor.so.0()(64bit)'"),
        ("pacman", "sudo pacman -S --needed libglvnd xcb-util-cursor"),
        ("zypper", "sudo zypper install -y 'libEGL.so.1()(64bit)' 'libxcb-cursor.so.0()(64bit)'"),
    ],
    indirect=["package_manager"],
)
def test_the_missing_libraries_are_named_in_the_systems_own_words(
    libraries: ModuleType, package_manager: str, line: str
) -> None:
    assert libraries.install_command(["libEGL.so.1", "libxcb-cursor.so.0"]) == line


def test_a_library_that_is_not_there_is_noticed(libraries: ModuleType) -> None:
    assert not libraries.loads("libno-such-thing.so.9")
