"""No figure in the README is typed by hand."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_figure_in_the_readme_is_the_one_that_a_command_printed(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "packaging")
    script = runpy.run_path(str(ROOT / "packaging" / "readme_figures.py"))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert script["readme_with_figures"](readme) == readme
