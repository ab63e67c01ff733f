"""Committees in the window: made of finished runs by ticking them, and trained from a recipe."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.data.pictures import load_picture
from core.experiment.draft import draft_of, validate
from core.models.committee import load_model
from core.models.committee_predictor import predictor_of
from core.runs.committees import committees
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from tests.workbench.conftest import DATA
from tests.workbench.window.design.actions import choose as choose_in_list
from tests.workbench.window.design.actions import show
from tests.workbench.window.predicting import answers_of, choose, drop, local, wait
from tests.workbench.window.predicting import content_of as predicting
from tests.workbench.window.training import SECONDS, experiment, train_page, wait_for_plots
from tests.workbench.window.training import content_of as training_content
from workbench.app.window import MainWindow
from workbench.views.design.committee_view import CommitteeView
from workbench.views.design.page import DesignPage
from workbench.views.unite.dialog import UniteDialog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def with_stranger(with_runs: Path) -> Path:
    """The two runs, and a newer one that knows but two of the digits."""
    draft = draft_of(experiment(1, name="stranger")) | {"data": {"classes": ["1", "7"]}}
    draft["network"]["layers"][-1]["units"] = 2
    with RunStore(with_runs) as store:
        for _ in run_experiment(validate(draft), open_dataset(DATA), store, Control()):
            pass
    return with_runs


@pytest.fixture
def committee_file(tmp_path: Path) -> Path:
    """A committee of three networks that train in a moment."""
    path = tmp_path / "quick committee.json"
    members = [draft_of(experiment(epochs, name=f"member {epochs}")) for epochs in (2, 3, 4)]
    members[1]["network"]["layers"][1]["units"] = 20
    members[2]["preprocessing"]["normalization"] = "unit"
    path.write_text(json.dumps({"kind": "committee", "name": "Quick committee", "members": members}))
    return path


def panel_of(window: MainWindow, qtbot: QtBot) -> UniteDialog:
    """The panel that was opened just now, with its runs."""
    panel = QApplication.activeModalWidget() or window.findChild(UniteDialog)
    assert isinstance(panel, UniteDialog)
    assert panel.styleSheet(), "it does not have the look of the window"
    qtbot.waitUntil(lambda: panel.table.model().rowCount() > 0)
    return panel


def tick(qtbot: QtBot, panel: UniteDialog, name: str) -> None:
    table = panel.table
    model = table.model()
    row = next(row for row in range(model.rowCount()) if name in model.index(row, 0).data())
    cell = table.visualRect(model.index(row, 0))
    qtbot.mouseClick(table.viewport(), LEFT, pos=QPoint(cell.left() + cell.height() // 2, cell.center().y()))


def view_of(window: MainWindow) -> CommitteeView:
    page = window.pages["design"]
    assert isinstance(page, DesignPage)
    assert page.committee is not None
    assert page.committee.isVisible()
    return page.committee


def test_finished_runs_are_ticked_and_united_and_answer_at_once(
    with_stranger: Path, open_window: Callable[[], MainWindow], digits: Path, qtbot: QtBot
) -> None:
    window = open_window()
    with qtbot.waitSignal(window.session.models.changed):
        window.session.models.refresh()
    window.show_page("predict")
    choose(predicting(window).answer.model.offered, "Unite models…")
    panel = panel_of(window, qtbot)
    assert not panel.unite.isEnabled()
    assert "Tick" in panel.words.text()

    tick(qtbot, panel, "first")
    stranger = panel.table.model().index(0, 0)
    assert not stranger.flags() & Qt.ItemFlag.ItemIsEnabled
    assert stranger.siblingAtColumn(2).data() == "Other classes: 1, 7"
    whole = stranger.data(Qt.ItemDataRole.ToolTipRole)
    assert whole.startswith("first and stranger differ in their classes: only first knows 0, 2, 3")
    tick(qtbot, panel, "stranger")
    tick(qtbot, panel, "second")
    assert panel.words.text() == "2 members"
    choose(panel.vote.menu(), "mean probability")
    panel.name.selectAll()
    qtbot.keyClicks(panel.name, "Both")
    with qtbot.waitSignal(window.session.models.changed, timeout=SECONDS):
        qtbot.mouseClick(panel.unite, LEFT)

    assert window.pipeline.chips["model"].name == "Both"
    (path,) = committees(with_stranger).values()
    drop(window, local(digits / "0.png"))
    wait(qtbot, window)
    (answer,) = answers_of(window)
    expected = predictor_of(load_model(path)).predict(load_picture(digits / "0.png"))
    assert answer.probabilities == expected.probabilities
    shown = predicting(window).answer.votes
    assert shown.isVisible()
    assert shown.rows == [(vote.member, vote.label, vote.probability) for vote in expected.votes]
    assert [name for name, *_ in shown.rows] == ["first", "second"]


def test_a_single_model_s_answer_has_no_votes_beneath_it(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    drop(asking, local(digits / "0.png"))
    wait(qtbot, asking)
    assert not predicting(asking).answer.votes.isVisible()


def test_a_committee_is_listed_and_chosen_again_after_a_restart(
    with_runs: Path, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = open_window()
    uniting, models = window.session.uniting, window.session.models
    with qtbot.waitSignal(uniting.changed):
        uniting.refresh()
    qtbot.waitUntil(lambda: len(uniting.candidates) == 2)
    for candidate in uniting.candidates:
        uniting.tick(candidate, is_ticked=True)
    with qtbot.waitSignal(models.changed, timeout=SECONDS):
        uniting.unite()
    window.close()

    again = open_window()
    with qtbot.waitSignal(again.session.models.changed):
        again.session.models.refresh()
    assert again.pipeline.chips["model"].name == "Committee"
    again.show_page("predict")
    predicting(again).answer.model.offered.aboutToShow.emit()
    words = [action.text() for action in predicting(again).answer.model.offered.actions()]
    assert any(text.startswith("Committee\t2 members") for text in words)


def test_a_committee_that_ships_is_looked_at_in_design_and_left_again(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    # The committees follow the last recipe.
    choose_in_list(qtbot, content.experiment.recipes, "Blank")
    qtbot.keyClick(content.experiment.recipes, Qt.Key.Key_Down)
    view = view_of(loaded)
    assert not content.isVisible()
    assert loaded.pipeline.chips["experiment"].name == "Digits, three CNNs"
    assert [card.title for card in view.members] == [f"Digits, CNN, seed {seed}" for seed in range(3)]
    assert view.train.isEnabled()
    choose(view.vote.menu(), "majority")
    recipe = loaded.session.design.committee.recipe
    assert recipe is not None
    assert recipe.vote == "majority"

    qtbot.mouseClick(view.back, LEFT)
    assert content.isVisible()
    assert loaded.pipeline.chips["experiment"].name == loaded.session.design.name
    qtbot.keyClick(content.experiment.recipes, Qt.Key.Key_Down)
    qtbot.mouseClick(view_of(loaded).members[2].design, LEFT)
    assert content.isVisible()
    assert loaded.session.design.draft["name"] == "Digits, CNN, seed 2"


def test_a_committee_that_does_not_fit_the_dataset_says_why(loaded: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(show(loaded).experiment.recipes, Qt.Key.Key_End)
    view = view_of(loaded)
    assert not view.train.isEnabled()
    assert "Member 1 does not fit" in view.words.text()
    assert 'no class "angry"' in view.words.text()


def test_a_broken_committee_file_is_explained_where_files_are_opened(loaded: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({"kind": "committee", "name": "broken", "members": ["no-such-recipe"]}))
    content = show(loaded)
    loaded.session.open_paths([path])
    assert "no-such-recipe" in content.experiment.error.text
    assert content.isVisible()


def test_from_the_recipe_to_an_answer(loaded: MainWindow, committee_file: Path, digits: Path, qtbot: QtBot) -> None:
    """Choose a committee, train, watch the members' curves, see how good it is, drop a picture."""
    window = loaded
    show(window)
    window.session.open_paths([committee_file])
    qtbot.mouseClick(view_of(window).train, LEFT)

    assert train_page(window).isVisible()
    wait_for_plots(window, qtbot)
    content, committee = training_content(window), window.session.committee
    assert content.committee.isVisible()
    qtbot.waitUntil(lambda: content.committee.quiet == "member 2 of 3", timeout=SECONDS)
    assert [fact.value for fact in content.committee.facts][1:] == ["training", "waiting"]
    qtbot.waitUntil(lambda: committee.result is not None, timeout=SECONDS)
    plot = content.accuracy.plot
    assert plot is not None
    qtbot.waitUntil(lambda: set(plot.overlays) == {member.run_id for member in committee.members[:2]})
    assert len(plot.curves["train"].getOriginalDataset()[0]) == 4
    assert all(fact.value.endswith("% validation") for fact in content.committee.facts)
    assert "images of test" in content.committee.words.accessibleName()

    qtbot.waitUntil(lambda: window.pipeline.chips["model"].name == "Quick committee", timeout=SECONDS)
    qtbot.mouseClick(content.committee.predict, LEFT)
    drop(window, local(digits / "0.png"))
    wait(qtbot, window)
    assert [name for name, *_ in predicting(window).answer.votes.rows] == ["member 2", "member 3", "member 4"]
    assert answers_of(window)[0].votes
    assert predicting(window).seen.quiet.startswith("first member: ")


def test_a_member_taken_out_of_the_queue_is_missed_and_trained_after_all(
    loaded: MainWindow, committee_file: Path, qtbot: QtBot
) -> None:
    draft = json.loads(committee_file.read_text())
    committee_file.write_text(json.dumps(draft | {"members": draft["members"][1:]}))
    window = loaded
    show(window)
    window.session.open_paths([committee_file])
    qtbot.mouseClick(view_of(window).train, LEFT)
    content, committee = training_content(window), window.session.committee
    qtbot.mouseClick(content.queue.remove_buttons[-1], LEFT)
    qtbot.waitUntil(lambda: committee.error is not None, timeout=SECONDS)

    assert "member 4 (taken out of the queue)" in content.committee.error.text
    assert content.committee.error.isVisible()
    assert committee.result is None
    qtbot.mouseClick(content.committee.again, LEFT)
    assert not content.committee.error.isVisible()
    qtbot.waitUntil(lambda: committee.result is not None, timeout=SECONDS)
    with RunStore(window.session.workspace) as store:
        assert len(store.runs()) == 2


def test_a_discarded_member_does_not_end_the_others(loaded: MainWindow, committee_file: Path, qtbot: QtBot) -> None:
    draft = json.loads(committee_file.read_text())
    draft["members"] = [draft["members"][0] | {"epochs": 100_000}, draft["members"][1]]
    committee_file.write_text(json.dumps(draft))
    window = loaded
    show(window)
    window.session.open_paths([committee_file])
    qtbot.mouseClick(view_of(window).train, LEFT)
    wait_for_plots(window, qtbot)
    content, committee = training_content(window), window.session.committee
    qtbot.waitUntil(content.run.controls.discard.isEnabled, timeout=SECONDS)
    qtbot.mouseClick(content.run.controls.discard, LEFT)
    qtbot.waitUntil(lambda: committee.error is not None, timeout=SECONDS)

    assert "member 2 (discarded)" in content.committee.error.text
    assert content.committee.facts[1].value.endswith("% validation")
    qtbot.mouseClick(content.committee.dismiss, LEFT)
    assert not content.committee.isVisible()
