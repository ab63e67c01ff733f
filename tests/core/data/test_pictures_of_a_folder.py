"""The pictures below a folder, in the order in which people would number them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.data.picture_files import find_pictures
from core.errors import Cancelled, WorkbenchError
from core.progress import silent


def test_pictures_come_in_natural_order_from_all_folders_and_nothing_else_does(tmp_path: Path) -> None:
    names = ["2.png", "10.PNG", "a/1.jpeg", "a/b/3.webp", "notes.txt", ".hidden.png", "__MACOSX/2.png"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in find_pictures(tmp_path, silent)]
    assert found == ["2.png", "10.PNG", "a/1.jpeg", "a/b/3.webp"]


def test_a_folder_without_pictures_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(WorkbenchError, match="has no pictures in it"):
        find_pictures(tmp_path, silent)


def test_looking_through_a_folder_can_be_cancelled(tmp_path: Path) -> None:
    def give_up(stage: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        find_pictures(tmp_path, give_up)
