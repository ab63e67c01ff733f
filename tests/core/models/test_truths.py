"""Accuracy is told of pictures that were sorted into class folders or labelled in a table, and of no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import WorkbenchError
from core.models.truths import labelled_classes, read_labels, score, true_classes

CLASSES = ("angry", "happy")


def test_a_picture_s_folder_is_its_true_class_whatever_the_case() -> None:
    files = ["/a/test/Angry/1.jpg", "/a/test/happy/1.jpg", "/a/test/neutral/1.jpg", "/a/2.jpg", "pasted picture 1"]
    assert true_classes(files, CLASSES) == ["angry", "happy", "", "", ""]


def test_one_folder_that_happens_to_be_called_as_a_class_tells_nothing() -> None:
    assert true_classes(["/photos/happy/1.jpg", "/photos/happy/2.jpg", "/photos/3.jpg"], CLASSES) == [""] * 3


def test_what_has_no_true_class_or_no_answer_does_not_count() -> None:
    found = score(["angry", "happy", "happy", "", "angry"], ["angry", "happy", "angry", "happy", ""])
    assert found is not None
    assert (found.right, found.asked) == (2, 3)
    assert found.accuracy == pytest.approx(2 / 3)
    lower, upper = found.interval
    assert 0 < lower < 2 / 3 < upper < 1
    assert score(["", ""], ["happy", "angry"]) is None


def test_a_table_tells_the_class_of_the_files_that_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("\ufefffile,label,note\n1.jpg,Happy,x\nmore/2.jpg,surprise,\n3.jpg\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    files = ["1.jpg", str(tmp_path / "more" / "2.jpg"), "3.jpg", "more/../1.jpg", "more/1.jpg"]
    assert labelled_classes(files, CLASSES, table) == ["happy", "", "", "happy", ""]
    assert read_labels(table)[tmp_path / "more" / "2.jpg"] == "surprise"


@pytest.mark.parametrize("content", ["file,class\n1.jpg,happy\n", "label\nhappy\n", b"\xff\xfe\x00", None])
def test_a_table_that_tells_nothing_is_refused(tmp_path: Path, content: str | bytes | None) -> None:
    table = tmp_path / "labels.csv"
    if content is not None:
        table.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(WorkbenchError, match=r"labels\.csv cannot be read"):
        labelled_classes([str(tmp_path / "1.jpg")], CLASSES, table)


def test_a_table_of_other_pictures_is_refused_rather_than_left_out_unnoticed(tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("file,label\n1.jpg,happy\n")
    with pytest.raises(WorkbenchError, match="names none of these pictures"):
        labelled_classes([str(tmp_path / "2.jpg")], CLASSES, table)
