"""What is set is there again at the next start, whatever became of the file in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.state.chosen_settings import ChosenSettings
from workbench.state.preferences import SETTINGS_FILE, Preferences
from workbench.state.session import Session
from workbench.state.settings import DEFAULTS, SCHEMA_VERSION, Settings

OTHERS = {
    "appearance": "dark",
    "text_size": 150,
    "backend": "keras",
    "threads_per_run": 3,
    "weight_histograms": True,
    "not_sure_below": 0.8,
    "cluster": "tcp://host:8786",
}


def test_everything_that_can_be_set_is_kept_with_its_type(tmp_path: Path) -> None:
    file = tmp_path / SETTINGS_FILE
    ChosenSettings(file).choose(**OTHERS)
    assert asdict(ChosenSettings(file).current) == OTHERS
    assert set(OTHERS) == set(asdict(DEFAULTS))
    assert json.loads(file.read_text())["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("appearance", "pink"),
        ("text_size", 400),
        ("text_size", True),
        ("threads_per_run", 0),
        ("threads_per_run", 2.0),
        ("not_sure_below", 0.51),
        ("weight_histograms", 1),
        ("cluster", "x" * 201),
        ("cluster", None),
        ("unknown", 1),
    ],
)
def test_what_cannot_stand_costs_that_setting_alone(tmp_path: Path, name: str, value: object) -> None:
    file = tmp_path / SETTINGS_FILE
    file.write_text(json.dumps({"schema_version": 1, **OTHERS, name: value}))
    expected = OTHERS | ({name: getattr(DEFAULTS, name)} if name in OTHERS else {})
    assert asdict(ChosenSettings(file).current) == expected


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"null"])
def test_a_damaged_file_does_not_keep_the_window_from_opening(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / SETTINGS_FILE
    file.write_bytes(content)
    assert ChosenSettings(file).current == Settings()


def test_what_a_later_version_set_is_still_there_when_that_is_used_again(tmp_path: Path) -> None:
    file = tmp_path / SETTINGS_FILE
    file.write_text(json.dumps({"schema_version": 9, "text_size": 125, "of_later": [1]}))
    ChosenSettings(file).choose(appearance="dark")
    kept = json.loads(file.read_text())
    assert (kept["schema_version"], kept["text_size"], kept["of_later"], kept["appearance"]) == (9, 125, [1], "dark")


def test_words_of_an_earlier_version_become_settings(tmp_path: Path) -> None:
    former = Preferences(tmp_path / "window.ini")
    words = {"appearance": "DARK", "sure_above": "80%", "histograms": "on", "sweeps/cluster": "local"}
    for name, word in words.items():
        former.remember_word(name, word)
    former.save()
    settings = Preferences(tmp_path / "window.ini").settings.current
    assert settings == Settings(appearance="dark", not_sure_below=0.8, weight_histograms=True, cluster="local")


def test_settings_that_cannot_be_kept_hold_for_now_and_say_why(tmp_path: Path) -> None:
    file = tmp_path / SETTINGS_FILE
    file.mkdir()
    settings = ChosenSettings(file)
    settings.choose(text_size=125)
    assert settings.current.text_size == 125
    assert settings.error is not None
    assert str(tmp_path) in settings.error.message


def test_what_is_begun_follows_the_settings(start_session: Callable[[], Session]) -> None:
    session = start_session()
    session.settings.choose(threads_per_run=1, backend="keras", weight_histograms=True, cluster="local")
    session.design.start_blank()
    assert session.design.draft["backend"] == "keras"
    assert (session.training.threads, session.training.histograms) == (1, True)
    assert (session.sweeping.effort.threads_per_run, session.sweeping.effort.cluster) == (1, "local")
    session.settings.take(DEFAULTS)
    assert (session.training.threads, session.training.histograms) == (None, False)


def test_emptying_the_cache_leaves_the_dataset_at_hand(session_with_data: Session, qtbot: QtBot) -> None:
    session = session_with_data
    dataset = session.datasets.dataset
    assert dataset is not None
    folder = session.cache.folder / "datasets" / "objects"
    (folder / "other").mkdir()
    (folder / "other" / "images.npy").write_bytes(bytes(5_000))
    with qtbot.waitSignal(session.cache.changed, check_params_cb=lambda: not session.cache.is_busy):
        session.cache.measure()
    before = session.cache.size
    assert before is not None
    session.cache.empty()
    qtbot.waitUntil(lambda: not session.cache.is_busy, timeout=20_000)
    assert session.cache.size is not None
    assert session.cache.size <= before - 5_000
    assert [path.name for path in folder.iterdir()] == [dataset.sha256]
