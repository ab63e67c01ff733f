"""Who cannot have Qt's system libraries installed for them is given the line that installs them."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.desktop.driver import PROGRAMS

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


@pytest.fixture
def apt_get_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What a stand-in for apt-get, the only program on PATH, was called with by root."""
    log, program = tmp_path / "calls", tmp_path / "apt-get"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{log}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return lambda: log.read_text().splitlines()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux installs with apt-get")
def test_root_on_debian_gets_the_screen_for_tests(
    libraries: ModuleType, apt_get_calls: Callable[[], list[str]]
) -> None:
    libraries.provide_screen()
    update, install = apt_get_calls()
    assert update == "update"
    assert install.endswith("install -y --no-install-recommends xvfb openbox xdotool")
    assert "DPkg::Lock::Timeout=" in install, "a machine that is just being updated fails the set-up"


@pytest.mark.parametrize("package_manager", ["dnf"], indirect=True)
def test_a_machine_that_cannot_have_a_screen_for_tests_is_left_as_it_is(
    libraries: ModuleType, package_manager: str, capfd: pytest.CaptureFixture[str]
) -> None:
    libraries.provide_screen()
    assert capfd.readouterr() == ("", "")


def test_the_screen_for_tests_is_made_of_the_programs_that_the_driver_uses(libraries: ModuleType) -> None:
    assert set(libraries.SCREEN_PROGRAMS) == set(PROGRAMS)
