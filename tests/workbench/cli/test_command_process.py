"""The installed command, as the terminal and other programs meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workbench.cli.processes import ROOT, command, workbench_process

HEAVY = {"scipy", "tensorflow", "keras", "PySide6", "pyqtgraph", "httpx", "cv2", "tensorboard"}
ASCII = {"PYTHONIOENCODING": "ascii"}
LIST_MODULES = """
import sys
from workbench.cli.app import run
status = run(sys.argv[1:])
print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_without_a_display_one_line_says_what_to_run_instead() -> None:
    result = workbench_process(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")

    assert result.returncode == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "workbench demo" in result.stderr


def test_bad_input_is_one_line_and_status_two() -> None:
    result = workbench_process("train", "digits-quick", "--data", "nowhere.zip", "--json")

    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert "nowhere.zip" in result.stderr


def test_a_training_prints_one_document_and_nothing_beside(recipe: Path, squares: Path) -> None:
    result = workbench_process("train", recipe, "--data", squares, "--json")

    assert result.returncode == 0
    assert json.loads(result.stdout)["outcome"] == "completed"
    assert result.stderr == ""


def test_a_prediction_does_not_wait_for_libraries_that_it_does_not_need(model: Path, pictures: list[Path]) -> None:
    arguments = [sys.executable, "-c", LIST_MODULES, "predict", str(model), str(pictures[0]), "--json"]

    result = subprocess.run(arguments, cwd=ROOT, text=True, capture_output=True, check=False)

    assert result.returncode == 0, result.stderr
    assert not set(result.stderr.split()) & HEAVY


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        command("recipes", "show", "digits-quick"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        errors = process.stderr.read()

    assert "Error" not in errors
    assert "Exception" not in errors


@pytest.mark.skipif(sys.platform != "linux", reason="file names are always text elsewhere")
def test_a_file_name_that_is_not_text_is_a_name_all_the_same(model: Path, pictures: list[Path]) -> None:
    odd = pictures[0].with_name("\udcff\udc80.png")
    pictures[0].rename(odd)

    for json_option in ([], ["--json"]):
        result = workbench_process("predict", model, odd, *json_option, PYTHONIOENCODING="utf-8:strict")
        assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["predictions"][0]["file"] == str(odd)


def test_a_terminal_that_knows_only_ascii_gets_an_answer(recipe: Path, squares: Path, tmp_path: Path) -> None:
    path = tmp_path / "größer.json"
    path.write_text(recipe.read_text().replace('"small"', '"größer"'), "utf-8")

    trained = workbench_process("train", path, "--data", squares, "--save", tmp_path / "größer.workbench", **ASCII)
    listed = workbench_process("runs", "list", **ASCII)
    listed_json = workbench_process("runs", "list", "--json", **ASCII)

    assert (trained.returncode, trained.stderr) == (0, "")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert json.loads(listed_json.stdout)["runs"][0]["name"] == "größer"
