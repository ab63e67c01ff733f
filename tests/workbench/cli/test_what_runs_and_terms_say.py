"""What just happened, and what the words mean, on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.workbench.cli.conftest import Workbench


def test_a_run_says_what_just_happened_and_where_to_read_about_it(
    workbench: Workbench, recipe: Path, squares: Path
) -> None:
    rate = ["--set", "optimizer.learning_rate=100", "--set", "optimizer.momentum=0"]
    run = workbench("train", recipe, "--data", squares, *rate, "--json").document["run_id"]
    found, *_ = workbench("runs", "show", run, "--json").document["diagnosis"]
    shown = workbench("runs", "show", run).out
    assert found["level"] == "wrong"
    assert found["numbers"]
    assert found["words"] in shown
    assert f"workbench glossary {found['term']}" in shown
    assert workbench("glossary", found["term"]).out


def test_a_term_is_explained_with_its_formula_and_source(workbench: Workbench) -> None:
    out = workbench("glossary", "momentum").out
    assert "v ← momentum · v" in out
    assert "Polyak" in out
    assert "nesterov" in out


def test_without_a_term_all_are_listed(workbench: Workbench) -> None:
    listed = workbench("glossary").out
    entries = workbench("glossary", "--json").document["terms"]
    assert len(listed.splitlines()) == len(entries) > 60
    assert "[" not in listed


def test_a_term_that_is_mistyped_is_answered_with_the_nearest(workbench: Workbench) -> None:
    result = workbench("glossary", "momentun")
    assert result.status == 2
    assert "Did you mean momentum?" in result.err
