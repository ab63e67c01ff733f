"""Accuracy is told of pictures that were sorted into class folders, and of no others."""

from __future__ import annotations

import pytest

from core.models.truths import score, true_classes

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
