"""What the tests of the Evaluate page look at."""

from __future__ import annotations

from workbench.app.window import MainWindow
from workbench.state.outcome import Outcome
from workbench.views.evaluate.content import Content
from workbench.views.evaluate.page import EvaluatePage


def page_of(window: MainWindow) -> EvaluatePage:
    page = window.pages["evaluate"]
    assert isinstance(page, EvaluatePage)
    return page


def content_of(window: MainWindow) -> Content:
    content = page_of(window).content
    assert content is not None
    return content


def outcome_of(window: MainWindow) -> Outcome:
    outcome = window.session.evaluating.outcome
    assert outcome is not None
    return outcome
