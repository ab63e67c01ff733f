"""An answer that is no more than a guess, or that can be misread, says so beside the picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from resources.palette import LIGHT
from tests.workbench.window.predicting import answers_of, choose, content_of, drop, local, wait
from workbench.app.window import MainWindow

Open = Callable[[], MainWindow]


def use(window: MainWindow, name: str, qtbot: QtBot) -> None:
    """A model in the box answers."""
    models = window.session.models
    with qtbot.waitSignal(models.changed):
        models.choose(next(entry for entry in models.shipped if entry.path.stem == name))


def test_below_the_threshold_the_answer_is_called_a_guess(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    drop(asking, local(digits / "0.png"))
    wait(qtbot, asking)
    card, (answer,) = content_of(asking).answer, answers_of(asking)
    words = f"{answer.label} ({100 * answer.probability:.1f}%)"
    assert card.threshold.accessibleName() == "Not sure below: 50%"

    choose(card.threshold.menu(), "99%")
    assert answer.probability < 0.99
    assert card.headline == f"Not sure - perhaps {words}"
    guess = card.height()
    choose(card.threshold.menu(), "0%")
    assert card.headline == words
    assert card.height() == guess


def test_a_guess_is_seen_to_be_one(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    drop(asking, local(digits / "0.png"))
    wait(qtbot, asking)
    card = content_of(asking).answer

    def colors() -> set[str]:
        picture = card.grab().toImage()
        return {
            picture.pixelColor(x, y).name().upper() for x in range(picture.width()) for y in range(picture.height())
        }

    choose(card.threshold.menu(), "0%")
    assert LIGHT.advice not in colors()
    choose(card.threshold.menu(), "99%")
    assert LIGHT.advice in colors()


def test_the_threshold_is_there_again_at_the_next_start(
    asking: MainWindow, open_window: Open, digits: Path, qtbot: QtBot
) -> None:
    choose(content_of(asking).answer.threshold.menu(), "80%")
    asking.close()

    again = open_window()
    with qtbot.waitSignal(again.session.models.changed):
        again.session.models.refresh()
    again.show_page("predict")
    assert content_of(again).answer.threshold.accessibleName() == "Not sure below: 80%"
    assert again.session.certainty.is_sure(0.8)
    assert not again.session.certainty.is_sure(0.79)


def test_a_model_of_expressions_says_what_it_cannot_say_and_one_of_digits_says_nothing(
    asking: MainWindow, qtbot: QtBot
) -> None:
    caution = content_of(asking).answer.caution
    assert not caution.isVisible()
    use(asking, "faces", qtbot)
    assert caution.isVisible()
    assert "What somebody feels cannot be told from a picture." in caution.text()
    use(asking, "digits", qtbot)
    assert not caution.isVisible()
