"""Faults of a dataset are shown with their pictures, and leaving them out is a click away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.data.audit.findings import Kind
from core.data.dataset import ImageDataset
from tests.workbench.window.contents import content_on, page_of
from workbench.app.window import MainWindow
from workbench.views.data.content import Content
from workbench.views.data.page import DataPage

OpenSource = Callable[[MainWindow, str], ImageDataset]


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    """Two classes of twenty squares in each of two parts; four more are blank, two in both parts, one is broken."""
    chance = np.random.default_rng(0)
    for part in ("train", "test"):
        for name in ("cats", "dogs"):
            folder = tmp_path / "pets" / part / name
            folder.mkdir(parents=True)
            for number in range(20):
                Image.fromarray(chance.integers(0, 256, (16, 16), np.uint8)).save(folder / f"{number}.png")
            Image.new("L", (16, 16), 90).save(folder / "blank.png")
    train, test = tmp_path / "pets" / "train", tmp_path / "pets" / "test"
    for name in ("cats", "dogs"):
        (test / name / "leaked.png").write_bytes((train / name / "3.png").read_bytes())
    (train / "dogs" / "broken.png").write_bytes(b"\x89PNG, and then nothing")
    return tmp_path / "pets"


@pytest.fixture
def audited(window: MainWindow, spoiled: Path, open_source: OpenSource, qtbot: QtBot) -> MainWindow:
    open_source(window, str(spoiled))
    qtbot.waitUntil(lambda: window.session.audit.is_whole)
    return window


def content_of(window: MainWindow) -> Content:
    return content_on(page_of(window, DataPage))


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))


def open_finding(window: MainWindow, qtbot: QtBot, kind: Kind) -> Content:
    content = content_of(window)
    click(qtbot, content.audit.rows[kind])
    return content


def test_findings_of_small_data_come_by_themselves_with_their_counts(audited: MainWindow) -> None:
    rows = content_of(audited).audit.rows
    assert {kind: row.figure for kind, row in rows.items()} == {
        Kind.CONFLICTS: "1",
        Kind.ACROSS: "3",
        Kind.DUPLICATES: "3",
        Kind.BLANK: "4",
        Kind.FEW: "2",
        Kind.UNREADABLE: "1",
    }
    assert content_of(audited).audit.quiet == "6 findings"


def test_a_finding_opens_its_pictures_and_the_way_back_leads_to_all_images(audited: MainWindow, qtbot: QtBot) -> None:
    content = open_finding(audited, qtbot, Kind.ACROSS)
    assert content.finding.isVisible()
    assert not content.images.isVisible()
    report = audited.session.audit.report
    assert report is not None
    assert content.selection.rows.tolist() == [row for group in report.finding(Kind.ACROSS).groups for row in group]

    grid = content.finding.grid
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.tile_area(5).center())
    assert content.selection.position == 5
    assert content.stored.title == f"Image {content.selection.rows[5]:,}"
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert content.selection.position == 1

    click(qtbot, content.finding.back)
    assert content.images.isVisible()
    assert not content.audit.rows[Kind.ACROSS].isChecked()
    assert len(content.selection.rows) == 42


def test_copies_stand_side_by_side_and_the_next_group_apart(audited: MainWindow, qtbot: QtBot) -> None:
    grid = open_finding(audited, qtbot, Kind.ACROSS).finding.grid
    areas = [grid.tile_area(position) for position in range(8)]
    assert not any(one.intersects(other) for one in areas for other in areas if one is not other)
    assert areas[-2].top() == areas[-1].top()
    assert areas[-2].right() < areas[-1].left()


def test_a_class_that_is_asked_for_takes_the_place_of_a_finding(audited: MainWindow, qtbot: QtBot) -> None:
    content = open_finding(audited, qtbot, Kind.BLANK)
    qtbot.mouseClick(content.classes.bars[1], Qt.MouseButton.LeftButton)
    assert content.images.isVisible()
    assert {int(label) for label in content.selection.dataset.labels[content.selection.rows]} == {1}  # type: ignore[union-attr]


def test_leaving_blank_images_out_changes_the_experiment_and_says_how_many_go(
    audited: MainWindow, qtbot: QtBot
) -> None:
    content = open_finding(audited, qtbot, Kind.BLANK)
    fixes = content.finding.fixes
    qtbot.waitUntil(lambda: fixes.effect.startswith("Would leave out"))
    click(qtbot, fixes.editors["no_blanks"])
    assert audited.session.design.draft["data"]["cleaning"]["no_blanks"] is True
    qtbot.waitUntil(lambda: fixes.effect.startswith("The experiment leaves out"))
    assert "2 of test" in fixes.effect

    audited.session.design.undo()
    assert not fixes.editors["no_blanks"].isChecked()  # type: ignore[union-attr]


def test_leaked_pictures_can_be_kept_in_one_part(audited: MainWindow, qtbot: QtBot) -> None:
    fixes = open_finding(audited, qtbot, Kind.ACROSS).finding.fixes
    choice = fixes.editors["across_parts"]
    assert choice.isVisible()
    assert not fixes.near.isVisible()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert audited.session.design.draft["data"]["cleaning"]["across_parts"] == "exclude_from_test"
    qtbot.waitUntil(lambda: "of test" in fixes.effect)


def test_files_left_out_are_listed_with_their_reasons(audited: MainWindow, qtbot: QtBot) -> None:
    content = open_finding(audited, qtbot, Kind.UNREADABLE)
    assert content.skipped.isVisible()
    assert "broken.png" in content.skipped.files.item(0).text()
    click(qtbot, content.skipped.back)
    assert content.images.isVisible()


def test_large_data_wait_for_the_button_and_comparing_can_be_cancelled(
    window: MainWindow, tmp_path: Path, open_source: OpenSource, qtbot: QtBot
) -> None:
    images = np.random.default_rng(0).integers(0, 256, (3_000, 64, 64, 3), np.uint8)
    np.savez(tmp_path / "large.npz", images=images, labels=np.arange(3_000) % 2)
    open_source(window, str(tmp_path / "large.npz"))
    audit, card = window.session.audit, content_of(window).audit
    qtbot.waitUntil(lambda: audit.report is not None)
    assert not audit.is_whole
    assert card.start_button.isVisible()

    with qtbot.waitSignal(audit.progressed):
        click(qtbot, card.start_button)
    assert card.cancel_button.isVisible()
    click(qtbot, card.cancel_button)
    assert not audit.is_busy
    assert card.start_button.isVisible()

    click(qtbot, card.start_button)
    qtbot.waitUntil(lambda: audit.is_whole, timeout=30_000)
    assert not card.rows
    assert not card.start_button.isVisible()


def test_another_dataset_closes_the_finding_of_the_one_before(
    audited: MainWindow, qtbot: QtBot, open_source: OpenSource
) -> None:
    content = open_finding(audited, qtbot, Kind.BLANK)
    open_source(audited, "street-digits:300")
    assert content.images.isVisible()
    qtbot.waitUntil(lambda: audited.session.audit.is_whole)
    assert Kind.BLANK not in content.audit.rows
