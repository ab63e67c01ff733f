"""Everything inside is named with its version and terms, in a checkout as in a bundle."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from core.licences import components

INDEX = """\
numpy 2.4.6: BSD-3-Clause
opencv-python-headless 4.14: Apache 2.0 (its files hold no text)
libgl1 (of the system that this was built on): see its text
python 3.11: PSF-2.0
"""


def test_every_library_that_is_used_is_there_with_its_version_and_most_with_a_text() -> None:
    parts = {part.name: part for part in components()}
    for name in ("numpy", "pydantic", "pyside6-essentials", "pyqtgraph", "pillow"):
        assert parts[name].version == version(name)
        assert parts[name].terms
    assert "MIT License" in parts["Classifier Workbench"].texts[0].read_text()
    assert len(parts["Fonts"].texts) > 30
    assert sum(bool(part.texts) for part in parts.values()) > 0.9 * len(parts)


def test_a_bundle_tells_what_lies_in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    licences = tmp_path / "licences"
    for name in ("numpy", "system", "python", "classifier-workbench"):
        (licences / name).mkdir(parents=True)
        (licences / name / "LICENSE.txt").write_text(f"Terms of {name}")
    (licences / "system" / "libgl1.txt").write_text("Terms of a library of the system")
    (licences / "index.txt").write_text(INDEX)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "workbench"))
    parts = {part.name: part for part in components()}
    assert (parts["numpy"].version, parts["numpy"].terms) == ("2.4.6", "BSD-3-Clause")
    assert [text.read_text() for text in parts["numpy"].texts] == ["Terms of numpy"]
    assert parts["libgl1"].texts[0].read_text() == "Terms of a library of the system"
    assert not parts["opencv-python-headless"].texts
    assert "pydantic" not in parts
