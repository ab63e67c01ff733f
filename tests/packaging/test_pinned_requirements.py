"""The pinned files install what pyproject.toml asks for, from any index, unchanged."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FILES = {"requirements.txt": "build", "requirements-dev.txt": "dev"}


def text_of(file: str) -> str:
    return (ROOT / "packaging" / file).read_text(encoding="utf-8")


def pins_in(file: str) -> dict[str, list[Requirement]]:
    """Pins by package name; a package may have several, each for other platforms."""
    pins: dict[str, list[Requirement]] = {}
    for line in re.findall(r"^\w.*==.*$", text_of(file), flags=re.MULTILINE):
        pin = Requirement(line.removesuffix("\\").strip())
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def wanted_by(group: str) -> list[Requirement]:
    """The project's own dependencies and those of a dependency group."""
    entries = list(PYPROJECT["dependency-groups"][group])
    included = [name for entry in entries if isinstance(entry, dict) for name in entry.values()]
    names = [entry for entry in entries if isinstance(entry, str)]
    for name in included:
        names += PYPROJECT["dependency-groups"][name]
    return [Requirement(name) for name in [*PYPROJECT["project"]["dependencies"], *names]]


@pytest.mark.parametrize(("file", "group"), FILES.items())
def test_set_up_installs_every_dependency_at_a_version_that_the_project_accepts(file: str, group: str) -> None:
    pins = pins_in(file)
    for wanted in wanted_by(group):
        found = pins.get(canonicalize_name(wanted.name), [])
        assert found, f"{wanted.name} is not pinned in {file}"
        for pin in found:
            (version,) = pin.specifier
            assert wanted.specifier.contains(version.version), f"{file}: {pin} is not {wanted}"


@pytest.mark.parametrize("file", FILES)
def test_nobody_can_change_a_package_under_its_pin(file: str) -> None:
    blocks = re.split(r"^(?=\w)", text_of(file), flags=re.MULTILINE)[1:]
    assert blocks
    for block in blocks:
        assert "--hash=sha256:" in block, f"{block.splitlines()[0]} has no hash"


@pytest.mark.parametrize("file", FILES)
def test_set_up_asks_the_users_own_index(file: str) -> None:
    assert not re.search(r"://|/tmp|--(extra-)?index-url|--find-links|@ ", text_of(file))


@pytest.mark.parametrize("file", FILES)
def test_the_header_says_how_to_renew_the_pins(file: str) -> None:
    assert "python packaging/compile_requirements.py" in "".join(text_of(file).splitlines()[:2])


def test_the_tests_run_on_the_versions_that_users_get() -> None:
    development = pins_in("requirements-dev.txt")
    for name, pins in pins_in("requirements.txt").items():
        assert {str(pin) for pin in pins} == {str(pin) for pin in development[name]}
