"""Bad input ends with status 2 and one line that says what to do; never with a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.workbench.cli.conftest import Workbench

COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "unknown command": (["trian"], ["trian"]),
    "unknown subcommand": (["data", "inof", "x"], ["inof"]),
    "unknown option": (["runs", "list", "--jsno"], ["--jsno"]),
    "missing argument": (["predict"], ["model"]),
    "missing option": (["evaluate", "x.workbench"], ["--data"]),
    "option of the wrong kind": (["train", "digits-quick", "--threads", "two"], ["--threads", "integer. See"]),
    "option out of range": (["train", "digits-quick", "--threads", "0"], ["--threads"]),
    "unknown recipe": (["train", "digits-quik", "--data", "x"], ["digits-quik", "Did you mean digits-quick?"]),
    "unknown recipe to show": (["recipes", "show", "zzz"], ["zzz", "recipes list"]),
    "no source": (["train", "digits-quick"], ["--data"]),
    "missing source": (["train", "digits-quick", "--data", "nowhere.zip"], ["nowhere.zip"]),
    "misspelled source": (["data", "info", "street-digit"], ["street-digits"]),
    "size of a source": (["data", "info", "street-digits:many"], ["many"]),
    "source with a long name": (["data", "info", "n" * 5000], ["name"]),
    "missing model": (["predict", "missing.workbench", "x.png"], ["missing.workbench"]),
    "unknown run": (["runs", "show", "zzzz"], ["zzzz"]),
    "run as model": (["predict", "zzzz", "x.png"], ["zzzz"]),
    "model with a long name": (["predict", "n" * 5000, "x.png"], ["nnn"]),
    "recipe with a long name": (["train", "n" * 5000, "--data", "x"], ["nnn"]),
    "unknown dataset to fetch": (["data", "fetch", "mnist"], ["mnist", "svhn"]),
}

SETTINGS: dict[str, tuple[str, list[str]]] = {
    "unknown field": ("epoch=3", ["epoch", "Did you mean epochs?"]),
    "unknown field inside": ("optimizer.learning_rat=1", ["optimizer.learning_rat", "learning_rate"]),
    "no value": ("epochs", ["--set epochs", "path=value"]),
    "no name": ("=3", ["empty"]),
    "out of bounds": ("network.layers[1].units=0", ["network.layers[1].units: must be at least 1, got 0"]),
    "too large": ("optimizer.momentum=1", ["optimizer.momentum: must be less than 1"]),
    "not a number": ("optimizer.learning_rate=NaN", ["optimizer.learning_rate"]),
    "text for a number": ("epochs=many", ['epochs: must be a whole number, got "many"']),
    "fraction for a whole number": ("epochs=1.5", ["epochs: must be a whole number, got 1.5"]),
    "not a choice": ("schedule.shape=linear", ["schedule.shape", "constant"]),
    "unknown optimizer": ("optimizer.type=Adamm", ["optimizer", "SGD", "Adam"]),
    "no such layer": ("network.layers[99].units=5", ["network.layers[99].units", "6"]),
    "deep nesting": ("epochs=" + "[" * 10_000, ["epochs"]),
    "long number": ("epochs=" + "9" * 5_000, ["epochs"]),
    "number for text": ("name=5", ["name"]),
    "list for a field": ("network.layers=5", ["network.layers"]),
    "layers that do not fit": ("network.layers[5].units=11", ["network.layers[5]", "set its units to 10"]),
    "another engine": ("backend=torch", ["backend", "numpy", "keras"]),
}


@pytest.mark.parametrize(("arguments", "words"), COMMANDS.values(), ids=COMMANDS)
def test_bad_input_ends_with_one_line_that_helps(workbench: Workbench, arguments: list[str], words: list[str]) -> None:
    result = workbench(*arguments)

    assert result.status == 2
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert result.err.startswith("Error: ")
    for word in words:
        assert word in result.err


@pytest.mark.parametrize(("setting", "words"), SETTINGS.values(), ids=SETTINGS)
def test_a_wrong_setting_is_named_by_its_path(workbench: Workbench, setting: str, words: list[str]) -> None:
    result = workbench("train", "digits-quick", "--data", "street-digits:150", "--set", setting, "--json")

    assert result.status == 2
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    for word in words:
        assert word in result.err
    assert workbench("runs", "list", "--json").document == {"runs": []}


def test_a_setting_in_an_optional_part_fills_the_rest_with_defaults(
    workbench: Workbench, recipe: Path, squares: Path
) -> None:
    result = workbench("train", recipe, "--data", squares, "--set", "early_stopping.patience=1", "--json")

    shown = workbench("runs", "show", result.document["run_id"], "--json").document
    assert shown["experiment"]["early_stopping"] == {"patience": 1, "minimum_improvement": 0.0}


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04" + bytes(50)])
@pytest.mark.parametrize("command", ["predict", "evaluate"])
def test_a_file_that_is_no_model_is_named(
    workbench: Workbench, command: str, content: bytes, tmp_path: Path, squares: Path
) -> None:
    path = tmp_path / "broken.workbench"
    path.write_bytes(content)
    rest = ["--data", str(squares)] if command == "evaluate" else ["x.png"]

    result = workbench(command, path, *rest, "--json")

    assert (result.status, result.out) == (2, "")
    assert "broken.workbench" in result.err
    assert len(result.err.splitlines()) == 1


def test_a_split_that_does_not_exist_is_answered_with_those_that_do(
    workbench: Workbench, model: Path, squares: Path
) -> None:
    result = workbench("evaluate", model, "--data", squares, "--split", "tset")

    assert result.status == 2
    assert "all" in result.err


def test_a_model_is_not_measured_on_data_of_another_kind(workbench: Workbench, model: Path) -> None:
    result = workbench("evaluate", model, "--data", "street-digits:150")

    assert result.status == 2
    assert len(result.err.splitlines()) == 1


def test_a_workspace_that_is_a_file_is_named(workbench: Workbench, tmp_path: Path, squares: Path) -> None:
    (tmp_path / "file").touch()

    for command in (["runs", "list"], ["train", "digits-quick", "--data", str(squares)]):
        result = workbench(*command, "--workspace", tmp_path / "file")
        assert result.status == 2
        assert "file" in result.err
        assert len(result.err.splitlines()) == 1


def test_a_table_that_cannot_be_written_is_named(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    result = workbench("predict", model, pictures[0], "--csv", tmp_path / "file" / "answers.csv")

    assert result.status == 2
    assert "answers.csv" in result.err


def test_an_experiment_file_that_is_wrong_is_named_with_the_field(
    workbench: Workbench, tmp_path: Path, squares: Path
) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"name": "mine", "network": {"layers": [{"type": "Dense", "unit": 3}]}}))

    result = workbench("train", path, "--data", squares)

    assert result.status == 2
    assert "mine.json" in result.err
    assert "network.layers[0].unit" in result.err


def test_help_is_no_error(workbench: Workbench) -> None:
    for command in (["--help"], ["train", "--help"], ["data", "--help"]):
        result = workbench(*command)
        assert result.status == 0
        assert "Usage" in result.out
        assert result.err == ""
