"""What the tests of the Sweeps page share."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from core.experiment.draft import draft_of
from core.sweeps.space import SearchSpace, space_from
from core.sweeps.view import SweepView
from tests.core.sweeps.experiments import small
from tests.workbench.window.contents import content_on, page_of, wait_for
from workbench.app.window import MainWindow
from workbench.state.sweep_order import Effort, SweepOrder
from workbench.views.sweeps.content import Content
from workbench.views.sweeps.order_dialog import OrderDialog
from workbench.views.sweeps.page import SweepsPage

SOURCE = "street-digits:200"
RATE = "optimizer.learning_rate"
RATES = {"type": "choices", "path": RATE, "values": [0.001, 0.05]}


def space(*vary: dict[str, Any], epochs: int = 2, **settings: Any) -> SearchSpace:
    """A search among variants of an experiment that takes a moment; by default the grid of two rates."""
    defaults = {"name": "Two rates", "sampler": "grid"}
    return space_from(defaults | settings | {"base": draft_of(small(epochs=epochs)), "vary": list(vary) or [RATES]})


def start(window: MainWindow, searched: SearchSpace) -> None:
    """Begin a sweep, as its dialog does."""
    window.session.sweeping.start(SweepOrder(searched, SOURCE, Effort(threads_per_run=1)))


def sweeps_page(window: MainWindow) -> SweepsPage:
    return page_of(window, SweepsPage)


def content_of(window: MainWindow) -> Content:
    """The page's content, once all that is known is shown."""
    window.show_page("sweeps")
    content = content_on(sweeps_page(window))
    wait_for(lambda: content.is_settled)
    return content


def view_of(window: MainWindow) -> SweepView:
    view = window.session.sweeping.view
    assert view is not None
    return view


def wait_for_end(window: MainWindow) -> Content:
    """Until nothing is worked on, and what came of it is shown."""
    sweeping = window.session.sweeping
    wait_for(lambda: not sweeping.is_going and sweeping.view is not None and not sweeping.view.is_running)
    return content_of(window)


def wait_for_epochs(window: MainWindow, count: int = 1) -> None:
    """Until the trials have come so far together."""
    sweeping = window.session.sweeping
    wait_for(lambda: sweeping.view and sum(len(trial.accuracies) for trial in sweeping.view.trials) >= count)


def dialog_of(window: MainWindow) -> OrderDialog:
    wait_for(lambda: window.findChildren(OrderDialog))
    (dialog,) = window.findChildren(OrderDialog)
    return dialog


def click(button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def cells_of(content: Content, title: str) -> list[str]:
    """What a column of the trials says, from top to bottom."""
    model = content.trials.model
    titles = [column.title for column in model.columns]
    return [model.index(row, titles.index(title)).data() for row in range(len(model.rows))]
