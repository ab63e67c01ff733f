"""Models leave the window for other programs, and come in from Keras; the window never waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from core.data.open import open_dataset
from core.models.bundle import load_bundle
from core.models.exporting.export import export_model
from core.models.predictor import Predictor
from tests.core.backends.keras_engine import needs_keras
from tests.workbench.conftest import DATA
from tests.workbench.trained import Trained
from tests.workbench.window.conftest import Desktop
from tests.workbench.window.contents import wait_for
from tests.workbench.window.predicting import content_of, drop, local
from workbench.app.window import MainWindow
from workbench.views.export.notice import ExportNotice

Answer = Callable[[Path, str], None]
onnxruntime = pytest.importorskip("onnxruntime")


@pytest.fixture
def answer_dialog(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """What a user chooses in the next dialog: a file, and a kind of file."""

    def answer(path: Path, kind: str) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))

    return answer


def choose_export(window: MainWindow) -> ExportNotice:
    """As from the menu of the model that answers."""
    content = content_of(window)
    menu = content.answer.model.offered
    menu.aboutToShow.emit()
    (action,) = (action for action in menu.actions() if action.text() == "Export this model…")
    assert action.isEnabled()
    action.trigger()
    return content.answer.export


def test_the_model_that_answers_is_exported_from_its_menu(
    asking: MainWindow, answer_dialog: Answer, trained: Trained, tmp_path: Path, desktop: Desktop
) -> None:
    answer_dialog(tmp_path / "digits", "ONNX (*.onnx)")

    notice = choose_export(asking)

    assert notice.isVisible()
    assert notice.cancel.isVisible()
    wait_for(notice.folder.isVisible)
    assert notice.text == f"Exported to digits.onnx. In {tmp_path}."
    pictures = np.asarray(open_dataset(DATA).images[:10])
    predictor = Predictor(load_bundle(trained.models[1]))
    (probabilities,) = onnxruntime.InferenceSession(tmp_path / "digits.onnx").run(
        None, {"images": predictor.pipeline.to_bytes(pictures)}
    )
    np.testing.assert_allclose(probabilities, predictor.probabilities(pictures), atol=1e-5)
    notice.folder.click()
    assert [Path(url.toLocalFile()) for url in desktop.opened] == [tmp_path]
    notice.dismiss.click()
    assert not notice.isVisible()


def test_a_cancelled_export_ends_at_once_and_writes_nothing(
    asking: MainWindow, answer_dialog: Answer, tmp_path: Path
) -> None:
    answer_dialog(tmp_path / "digits.keras", "Keras (*.keras)")
    notice = choose_export(asking)
    began = time.monotonic()
    notice.cancel.click()
    assert time.monotonic() - began < 0.2
    assert not notice.isVisible()
    asking.session.exporting.close()
    assert not list(tmp_path.iterdir())


def test_an_export_that_fails_says_why(asking: MainWindow, answer_dialog: Answer, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer_dialog(tmp_path / "file" / "digits.py", "Script that needs NumPy alone (*.py)")
    notice = choose_export(asking)
    wait_for(notice.error.isVisible)
    assert "cannot be exported to" in notice.error.text
    notice.error.dismiss.click()
    assert not notice.isVisible()


@needs_keras
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_keras_file_that_is_dropped_answers(asking: MainWindow, trained: Trained, tmp_path: Path) -> None:
    file = tmp_path / "from keras.keras"
    export_model(load_bundle(trained.models[0]), file)
    content_of(asking)

    drop(asking, local(file))

    wait_for(lambda: asking.session.models.current and asking.session.models.current.path == file)
    pictures = np.asarray(open_dataset(DATA).images[:5])
    predictor = asking.session.models.predictor
    assert predictor is not None
    expected = Predictor(load_bundle(trained.models[0])).probabilities(pictures)
    np.testing.assert_allclose(predictor.probabilities(pictures), expected, atol=1e-5)
