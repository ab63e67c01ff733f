"""What the program takes for a command, and what for a path to open in the window."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import typer

from workbench.arguments import COMMANDS, opens_window, paths_of
from workbench.cli.app import app


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the user stands in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_words_known_as_commands_are_those_of_the_command_line() -> None:
    command = typer.main.get_command(app)
    assert getattr(command, "commands").keys() == COMMANDS  # noqa: B009 - Typer does not say that it is a group


def test_no_argument_opens_the_window() -> None:
    assert opens_window([])


@pytest.mark.parametrize("word", ["./pets", "~", "~/pets", "..", "digits.workbench", "mine.json", f"a{os.sep}b"])
def test_what_looks_like_a_path_is_one_even_where_nothing_is_there(here: Path, word: str) -> None:
    assert opens_window([word])


def test_a_word_is_a_path_where_there_is_a_file_of_that_name(here: Path) -> None:
    assert not opens_window(["pets"])
    (here / "pets").mkdir()
    assert opens_window(["pets"])


def test_a_command_wins_over_a_file_of_its_name(here: Path) -> None:
    (here / "data").mkdir()
    assert not opens_window(["data", "info", "x"])
    assert opens_window(["./data"])


@pytest.mark.parametrize("option", ["--help", "--workspace=./pets", "-h"])
def test_options_belong_to_the_command_line(here: Path, option: str) -> None:
    assert not opens_window([option])


def test_paths_are_whole_wherever_they_are_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here / "home"))
    monkeypatch.setenv("USERPROFILE", str(here / "home"))
    assert paths_of(["pets", "../other", "~/x"]) == [here / "pets", here.parent / "other", here / "home" / "x"]
