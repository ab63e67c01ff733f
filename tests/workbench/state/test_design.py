"""The experiment being designed, without a window: undo, judgement, files, and what survives the program's end."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.backends.errors import EngineBroken
from core.backends.registry import remember_broken
from core.errors import WorkbenchError
from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from core.paths import DATABASE
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from workbench.state.design import FILE, Design
from workbench.state.estimates import FROM_OTHER_ENGINE, FROM_RUN, FROM_TIMING
from workbench.state.session import Session

StartSession = Callable[[], Session]


def paths_of(design: Design) -> list[str]:
    return [problem.path for problem in design.problems]


def kinds_of(design: Design) -> list[str]:
    return [layer["type"] for layer in design.draft["network"]["layers"]]


def test_the_first_start_has_a_recipe_that_trains_at_once(session_with_data: Session, qtbot: QtBot) -> None:
    design = session_with_data.design
    assert design.experiment == load_recipe("digits-quick")
    assert design.obstacle == ""
    with qtbot.waitSignal(design.train_requested) as request:
        design.train()
    assert request.args == [design.experiment, "street-digits:300"]


def test_nothing_is_trained_without_data_or_with_a_fault(session: Session, qtbot: QtBot) -> None:
    design = session.design
    with qtbot.assertNotEmitted(design.train_requested):
        assert design.obstacle == "Open a dataset to train on."
        design.train()
        design.set_value("epochs", 0)
        assert design.obstacle == "1 field needs attention."
        design.train()


EDITS: list[Callable[[Design], None]] = [
    lambda design: design.set_value("optimizer.learning_rate", 0.3),
    lambda design: design.set_value("name", "Mine"),
    lambda design: design.set_value("early_stopping", {"patience": 3, "minimum_improvement": 0.0}),
    lambda design: design.add_layer("BatchNormalization"),
    lambda design: design.remove_layer(),
    lambda design: design.copy_layer(),
    lambda design: design.move_layer(3),
    lambda design: design.start_blank(),
    lambda design: design.start_from("faces-mlp"),
]


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_can_be_undone_and_done_again(session: Session, edit: Callable[[Design], None]) -> None:
    design = session.design
    before = design.version
    edit(design)
    after = design.version
    assert after != before
    design.undo()
    assert (design.version, design.can_undo, design.can_redo) == (before, False, True)
    design.redo()
    assert (design.version, design.can_redo) == (after, False)


def test_typing_in_one_field_is_one_step_and_another_field_another_one(session: Session) -> None:
    design = session.design
    for text in ("", 1, 12, 120):
        design.set_value("epochs", text)
    design.set_value("batch_size", 32)
    design.undo()
    assert (design.draft["epochs"], design.draft["batch_size"]) == (120, 64)
    design.undo()
    assert design.draft["epochs"] == 15
    assert not design.can_undo


def test_an_edit_after_undo_forgets_what_was_undone(session: Session) -> None:
    design = session.design
    design.set_value("epochs", 3)
    design.undo()
    design.set_value("epochs", 4)
    assert not design.can_redo
    design.undo()
    assert design.draft["epochs"] == 15


@pytest.fixture
def broken_keras() -> Iterator[str]:
    """Keras, found broken when it was last to be started."""
    reason = "Keras cannot be started here (ImportError: libexample.so is missing)."
    remember_broken(EngineBroken(reason))
    yield reason
    remember_broken(None)


def test_what_is_wrong_is_named_for_values_layers_classes_and_engine(
    session_with_data: Session, broken_keras: str
) -> None:
    design = session_with_data.design
    design.set_value("epochs", "many")
    design.set_value("network.layers[5].units", 7)
    design.set_value("data.classes", ["1", "cat"])
    design.set_value("backend", "keras")
    assert set(paths_of(design)) == {"epochs", "data.classes", "backend"}
    design.set_value("data.classes", None)
    assert set(paths_of(design)) == {"epochs", "network.layers[5]", "backend"}
    assert design.experiment is None


def test_the_number_of_chosen_classes_is_the_width_of_the_output(session_with_data: Session) -> None:
    design = session_with_data.design
    design.set_value("data.classes", ["1", "7", "3"])
    assert paths_of(design) == ["network.layers[5]"]
    design.fit_output()
    assert not design.problems
    assert design.draft["network"]["layers"][5]["units"] == 3


def test_an_output_of_another_type_gets_a_layer_that_fits(session_with_data: Session) -> None:
    design = session_with_data.design
    design.choose_layer(5)
    design.remove_layer()
    assert design.assessment.is_output_wrong
    design.fit_output()
    assert not design.problems
    assert kinds_of(design)[-2:] == ["Dropout", "Dense"]


def test_colour_changes_what_the_first_layer_receives(session_with_data: Session) -> None:
    design = session_with_data.design
    assert design.assessment.input_shape == (32, 32, 1)
    design.set_value("preprocessing.color", "rgb")
    assert design.assessment.input_shape == (32, 32, 3)
    assert design.assessment.layers[0].output_shape == (3_072,)


def test_shapes_are_known_without_data_where_the_experiment_gives_the_size(session: Session) -> None:
    design = session.design
    assert design.assessment.input_shape is None
    design.set_value("data.image_size", 28)
    assert design.assessment.input_shape == (28, 28, 1)


def test_layers_can_all_be_removed_and_added_again(session: Session) -> None:
    design = session.design
    while design.current_layer >= 0:
        design.remove_layer()
    assert kinds_of(design) == []
    assert "network.layers" in paths_of(design)
    design.remove_layer()
    design.add_layer("Flatten")
    design.add_layer("Dense")
    assert sorted(kinds_of(design)) == ["Dense", "Flatten"]


def test_the_draft_is_there_after_a_restart_with_what_it_was_made_from(start_session: StartSession) -> None:
    first = start_session()
    first.design.start_from("faces-mlp")
    first.design.set_value("epochs", "not yet known")
    first.close()
    second = start_session().design
    assert second.name == "Faces, MLP"
    assert second.version == first.design.version


def test_an_edit_is_in_the_workspace_a_moment_later_whatever_becomes_of_the_program(
    session: Session, qtbot: QtBot
) -> None:
    session.design.set_value("name", "Kept")
    file = session.workspace / FILE
    qtbot.waitUntil(lambda: file.exists() and json.loads(file.read_text())["draft"]["name"] == "Kept", timeout=1_000)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"draft": {"network": 5}}'])
def test_a_damaged_draft_of_the_last_time_does_not_hold_up_the_start(start_session: StartSession, text: str) -> None:
    workspace = start_session().workspace
    workspace.mkdir(exist_ok=True)
    (workspace / FILE).write_text(text)
    design = start_session().design
    assert design.experiment == load_recipe("digits-quick")
    assert "set aside as design-unreadable.json" in str(design.error)
    design.set_value("name", "Another")
    assert design.keep()
    assert (workspace / "design-unreadable.json").read_text() == text


def test_a_draft_is_the_same_after_being_saved_and_opened(session: Session, tmp_path: Path) -> None:
    design = session.design
    design.set_value("optimizer.learning_rate", 0.0001)
    design.set_value("epochs", 0)
    saved = design.draft
    design.save_file(tmp_path / "mine.json")
    design.start_blank()
    design.open_file(tmp_path / "mine.json")
    assert design.draft == saved
    assert design.version.origin == "mine.json"
    assert design.error is None


@pytest.mark.parametrize("color", [None, 3, [], {"red": 1}])
def test_a_file_whose_colour_is_no_word_can_be_opened_and_corrected(
    session: Session, tmp_path: Path, color: object
) -> None:
    draft = session.design.draft
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(draft | {"preprocessing": draft["preprocessing"] | {"color": color}}))
    session.design.open_file(file)
    assert paths_of(session.design) == ["preprocessing.color"]
    session.design.set_value("preprocessing.color", "rgb")
    assert session.design.experiment is not None


def test_a_bad_file_changes_nothing_and_is_named(session: Session, tmp_path: Path) -> None:
    (tmp_path / "letter.json").write_text("Dear reader")
    before = session.design.version
    session.design.open_file(tmp_path / "letter.json")
    assert session.design.error is not None
    assert "letter.json is not JSON" in str(session.design.error)
    assert session.design.version == before


def test_a_runs_experiment_can_be_opened_and_something_else_not(session: Session) -> None:
    draft = load_recipe("faces-mlp").model_dump(mode="json")
    session.design.open_draft(draft, "Run #3")
    assert (session.design.name, session.design.version.origin) == ("Faces, MLP", "Run #3")
    with pytest.raises(WorkbenchError):
        session.design.open_draft({"name": "nothing"})


def test_time_comes_from_a_timing_and_after_a_run_from_that_run(session_with_data: Session, qtbot: QtBot) -> None:
    session, design = session_with_data, session_with_data.design
    design.set_value("epochs", 1)
    with qtbot.waitSignal(design.estimates.changed):
        design.estimates.ask(design.assessment, session.datasets.dataset)
    assert design.estimates.latest is not None
    assert design.estimates.latest.basis == FROM_TIMING
    assert design.estimates.latest.images == 216

    assert isinstance(design.experiment, Experiment)
    assert session.datasets.dataset is not None
    with RunStore(session.workspace) as store:
        list(run_experiment(design.experiment, session.datasets.dataset, store, Control()))
    with qtbot.waitSignal(design.estimates.changed):
        design.estimates.ask(design.assessment, session.datasets.dataset)
    assert design.estimates.latest.basis == FROM_RUN


def test_time_on_an_engine_that_was_never_timed_says_whose_speed_it_is(
    session_with_data: Session, qtbot: QtBot
) -> None:
    session, design = session_with_data, session_with_data.design
    design.set_value("backend", "keras")
    with qtbot.waitSignal(design.estimates.changed):
        design.estimates.ask(design.assessment, session.datasets.dataset)
    assert design.estimates.latest is not None
    assert design.estimates.latest.basis == FROM_OTHER_ENGINE


def test_runs_that_cannot_be_read_are_no_reason_not_to_train(session_with_data: Session, qtbot: QtBot) -> None:
    session, design = session_with_data, session_with_data.design
    session.workspace.mkdir(exist_ok=True)
    with closing(sqlite3.connect(session.workspace / DATABASE)) as of_another_program:
        of_another_program.execute("CREATE TABLE recipes (name)")
    with qtbot.waitSignal(design.estimates.changed):
        design.estimates.ask(design.assessment, session.datasets.dataset)
    assert design.obstacle == ""
    assert design.estimates.latest is not None
    assert design.estimates.latest.basis == FROM_TIMING


def test_data_that_cannot_be_divided_so_are_a_reason_not_to_train(session_with_data: Session, qtbot: QtBot) -> None:
    design = session_with_data.design
    design.set_value("data.include_extra", True)
    with qtbot.waitSignal(design.estimates.changed):
        design.estimates.ask(design.assessment, session_with_data.datasets.dataset)
    assert 'has no "extra" part' in design.obstacle
