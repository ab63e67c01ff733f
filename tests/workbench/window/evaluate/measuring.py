"""What the tests of the Evaluate page look at."""

from __future__ import annotations

from tests.workbench.window import contents
from workbench.app.window import MainWindow
from workbench.state.outcome import Outcome
from workbench.views.evaluate.content import Content
from workbench.views.evaluate.page import EvaluatePage


def page_of(window: MainWindow) -> EvaluatePage:
    return contents.page_of(window, EvaluatePage)


def content_of(window: MainWindow) -> Content:
    return contents.content_on(page_of(window))


def outcome_of(window: MainWindow) -> Outcome:
    outcome = window.session.evaluating.outcome
    assert outcome is not None
    return outcome
