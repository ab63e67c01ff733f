"""Putting the page together and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from xml.etree.ElementTree import Element

from core.evaluation.summary_page.charts import Curves, curve_card
from core.evaluation.summary_page.content import RunSummaryPage
from core.evaluation.summary_page.gallery import gallery_card
from core.evaluation.summary_page.keys import evaluation_keys, key
from core.evaluation.summary_page.markup import decimal, node, percent
from core.evaluation.summary_page.tables import table_cards
from core.evaluation.summary_page.writing import facts_card, write_page
from core.training.events import EpochMetrics


def write_summary(path: Path, summary: RunSummaryPage) -> None:
    """Write one HTML file that needs nothing but itself: no script, no reference to the outside.

    Raises:
        WorkbenchError: The file cannot be written.
    """
    write_page(path, summary.title, [("Experiment", summary.experiment)], _cards(summary))


def _cards(summary: RunSummaryPage) -> list[Element]:
    return [_key_figures(summary), _run_row(summary), table_cards(summary.evaluation), *_galleries(summary)]


def _key_figures(summary: RunSummaryPage) -> Element:
    figures = evaluation_keys(summary.evaluation)
    best = _best_epoch(summary.epochs)
    if best:
        note = f"epoch {best.epoch} of {summary.epochs[-1].epoch}, by loss"
        figures.append(key("Best on validation", percent(best.validation_accuracy), note, class_="best"))
    return node("dl", *figures, class_="card keys")


def _best_epoch(epochs: Sequence[EpochMetrics]) -> EpochMetrics | None:
    """The first epoch of the lowest validation loss, as training chooses it."""
    finite = [epoch for epoch in epochs if isfinite(epoch.validation_loss)]
    return min(finite, key=lambda epoch: epoch.validation_loss, default=None)


def _run_row(summary: RunSummaryPage) -> Element:
    best = _best_epoch(summary.epochs)
    numbers = [epoch.epoch for epoch in summary.epochs]
    accuracy = Curves(
        title="Accuracy",
        epochs=numbers,
        train=[epoch.train_accuracy for epoch in summary.epochs],
        validation=[epoch.validation_accuracy for epoch in summary.epochs],
        top=1.0,
        label="{:.0%}".format,
        exact=percent,
        best=best.epoch if best else None,
    )
    loss = replace(
        accuracy,
        title="Loss",
        train=[epoch.train_loss for epoch in summary.epochs],
        validation=[epoch.validation_loss for epoch in summary.epochs],
        top=None,
        label="{:.3g}".format,
        exact=decimal,
    )
    run = facts_card("This run", summary.facts)
    return node("div", curve_card(accuracy), curve_card(loss), run, class_="run")


def _galleries(summary: RunSummaryPage) -> list[Element]:
    classes = summary.evaluation.classes
    mistakes = [sample for sample in summary.samples if sample.predicted != sample.label]
    hits = [sample for sample in summary.samples if sample.predicted == sample.label]
    cards = []
    if mistakes:
        cards.append(gallery_card("Mistakes", mistakes, classes))
    if hits:
        cards.append(gallery_card("Right answers", hits, classes))
    return cards
