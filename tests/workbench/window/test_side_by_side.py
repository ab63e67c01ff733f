"""Several models on the same picture, a column each."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.data.pictures import load_picture
from core.models.bundle import load_bundle
from core.models.committee import save_model
from core.models.committee_predictor import CommitteePredictor
from core.models.predictor import Predictor
from core.models.uniting import unite
from tests.workbench.trained import Trained
from tests.workbench.window.predicting import choose, content_of, drop, local, predictions_of, wait
from workbench.app.window import MainWindow
from workbench.state.model_entries import entry_of_file
from workbench.views.predict.compare_card import CompareCard

LEFT = Qt.MouseButton.LeftButton
SECONDS = 20_000


@pytest.fixture
def compared(asking: MainWindow, digits: Path, qtbot: QtBot) -> MainWindow:
    """Two pictures, the first of which two models were asked about."""
    drop(asking, local(digits / "0.png", digits / "1.png"))
    wait(qtbot, asking)
    choose(content_of(asking).answer.compare.offered, "first")
    wait_for_all(asking, 2, qtbot)
    return asking


def wait_for_all(window: MainWindow, count: int, qtbot: QtBot) -> None:
    def have_answered() -> bool:
        said = window.session.side_by_side.said
        return len(said) == count and all(one.answer or one.error for one in said)

    qtbot.waitUntil(have_answered, timeout=SECONDS)


def card_of(window: MainWindow) -> CompareCard:
    return content_of(window).compared


def expected_rows(model: Predictor, file: Path) -> list[tuple[str, float]]:
    return list(model.predict(load_picture(file)).probabilities.items())


def test_a_model_that_is_added_answers_about_the_same_picture_beside_the_one_at_hand(
    compared: MainWindow, trained: Trained, digits: Path, second_model: Predictor
) -> None:
    card = card_of(compared)
    assert card.isVisible()
    assert [column.name for column in card.columns] == ["second", "first"]
    other = Predictor(load_bundle(trained.models[0]))
    for column, model in zip(card.columns, (second_model, other), strict=True):
        assert column.bars.rows == expected_rows(model, digits / "0.png")
        label = model.predict(load_picture(digits / "0.png")).label
        assert f"{label} (" in column.answer
    assert card.quiet.startswith(("all say", "2 different"))
    assert not card.columns[0].remove_button.isVisible()


def test_what_is_compared_already_is_not_offered_again(compared: MainWindow) -> None:
    offered = card_of(compared).add_button.offered
    offered.aboutToShow.emit()
    names = [action.text().partition("\t")[0] for action in offered.actions()]
    assert "first" not in names
    assert "second" not in names
    assert "digits" in names


def test_the_next_picture_is_asked_about_by_all(
    compared: MainWindow, trained: Trained, digits: Path, qtbot: QtBot
) -> None:
    predictions_of(compared).choose(1)
    assert not any(share for _, share in card_of(compared).columns[1].bars.rows)
    wait(qtbot, compared)
    wait_for_all(compared, 2, qtbot)
    other = Predictor(load_bundle(trained.models[0]))
    assert card_of(compared).columns[1].bars.rows == expected_rows(other, digits / "1.png")


def test_a_committee_shows_the_votes_of_its_members(
    compared: MainWindow, trained: Trained, digits: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    committee = unite("Both", [load_bundle(model) for model in trained.models], "mean")
    save_model(tmp_path / "both.workbench", committee)
    compared.session.side_by_side.add(entry_of_file(tmp_path / "both.workbench"))
    wait_for_all(compared, 3, qtbot)
    votes = card_of(compared).columns[2].votes
    assert votes.isVisible()
    expected = CommitteePredictor(committee).predict(load_picture(digits / "0.png")).votes
    assert votes.rows == [(vote.member, vote.label, vote.probability) for vote in expected]
    assert not card_of(compared).columns[0].votes.isVisible()


def test_a_model_that_cannot_be_read_says_so_in_its_column_and_the_others_answer(
    compared: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    compared.session.side_by_side.add(entry_of_file(tmp_path / "gone.workbench"))
    wait_for_all(compared, 3, qtbot)
    column = card_of(compared).columns[2]
    assert "There is no model file" in column.error.text
    assert not column.bars.rows
    assert card_of(compared).columns[1].answer


def test_taking_out_the_last_one_leads_back_to_the_picture(compared: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(card_of(compared).columns[1].remove_button, LEFT)
    assert not compared.session.side_by_side.others
    assert content_of(compared).picture.isVisible()


def test_another_model_at_hand_takes_the_first_column(compared: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(compared.session.models.changed):
        choose(content_of(compared).answer.model.offered, "first")
    wait(qtbot, compared)
    qtbot.waitUntil(lambda: [column.name for column in card_of(compared).columns] == ["first"])


def test_the_way_back_leaves_the_comparison_as_it_is(compared: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(card_of(compared).back_button, LEFT)
    assert content_of(compared).picture.isVisible()
    assert [entry.name for entry in compared.session.side_by_side.others] == ["first"]
