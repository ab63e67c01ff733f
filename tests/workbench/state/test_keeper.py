"""What is to be kept is written soon, in order, and a disk that refuses is not passed over."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from workbench.state.keeper import Keeper


def test_the_last_of_many_texts_is_the_one_that_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "folder" / "kept.txt"
    keeper = Keeper(file)
    for number in range(50):
        keeper.keep(f"text {number}")
    qtbot.waitUntil(lambda: file.exists() and file.read_text() == "text 49", timeout=1_000)
    keeper.keep("one more")
    assert keeper.finish()
    assert file.read_text() == "one more"
    assert list(file.parent.iterdir()) == [file]


def test_a_place_that_cannot_be_written_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keeper = Keeper(tmp_path / "file" / "kept.txt")
    with qtbot.waitSignal(keeper.failed) as failure:
        keeper.keep("text")
    assert "cannot be kept in" in str(failure.args[0])
    with qtbot.waitSignal(keeper.failed):
        assert not keeper.finish()


def test_what_could_not_be_written_is_written_as_soon_as_there_is_room(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keeper = Keeper(tmp_path / "file" / "kept.txt")
    with qtbot.waitSignal(keeper.failed):
        keeper.keep("text")
    (tmp_path / "file").unlink()
    assert keeper.finish()
    assert (tmp_path / "file" / "kept.txt").read_text() == "text"
