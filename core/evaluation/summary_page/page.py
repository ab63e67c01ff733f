"""Putting the page together and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from xml.etree.ElementTree import Element

from core.errors import WorkbenchError
from core.evaluation.summary_page.charts import Curves, curve_card
from core.evaluation.summary_page.content import RunSummaryPage
from core.evaluation.summary_page.gallery import gallery_card
from core.evaluation.summary_page.look import style_sheet
from core.evaluation.summary_page.markup import card, decimal, document, node, percent
from core.evaluation.summary_page.tables import class_card, confusion_card
from core.files import write_atomic
from core.training.events import EpochMetrics

# With more classes than this the matrix needs the whole width of the page.
CLASSES_SIDE_BY_SIDE = 12


def write_summary(path: Path, summary: RunSummaryPage) -> None:
    """Write one HTML file that needs nothing but itself: no script, no reference to the outside.

    Raises:
        WorkbenchError: The file cannot be written.
    """
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("meta", name="color-scheme", content="light dark"),
        node("title", summary.title),
        node("style", style_sheet()),
    )
    page = document(node("html", head, node("body", _top(summary), node("main", *_cards(summary))), lang="en"))
    try:
        write_atomic(path, page)
    except OSError as error:
        raise WorkbenchError(
            f"The summary {path} cannot be written: {error.strerror or error}.", "Choose another place for it."
        ) from error


def _top(summary: RunSummaryPage) -> Element:
    experiment = node("span", "Experiment", node("b", summary.experiment), class_="chip")
    return node("div", node("div", node("h1", summary.title), experiment), class_="top")


def _cards(summary: RunSummaryPage) -> list[Element]:
    kind = "tables pair" if len(summary.evaluation.classes) <= CLASSES_SIDE_BY_SIDE else "tables"
    tables = node("div", confusion_card(summary.evaluation), class_card(summary.evaluation), class_=kind)
    return [_key_figures(summary), _run_row(summary), tables, *_galleries(summary)]


def _key_figures(summary: RunSummaryPage) -> Element:
    evaluation = summary.evaluation
    low, high = map(percent, evaluation.accuracy_interval)
    right = sum(counts[true] for true, counts in enumerate(evaluation.confusion_matrix))
    figures = [
        _key(f"Accuracy on {evaluation.split}", percent(evaluation.accuracy), f"95% interval {low} to {high}"),
        _key("Macro F1", percent(evaluation.macro_f1), "all classes count alike"),
        _key("Loss", decimal(evaluation.loss), "mean cross-entropy, nats"),
        _key(f"Images in {evaluation.split}", f"{evaluation.images:,}", f"{evaluation.images - right:,} mistaken"),
    ]
    best = _best_epoch(summary.epochs)
    if best:
        note = f"epoch {best.epoch} of {summary.epochs[-1].epoch}, by loss"
        figures.append(_key("Best on validation", percent(best.validation_accuracy), note, class_="best"))
    return node("dl", *figures, class_="card keys")


def _key(label: str, value: str, note: str, class_: str = "") -> Element:
    figure = node("dd", value, class_=f"value {class_}".rstrip())
    return node("div", node("dt", label), figure, node("dd", note, class_="quiet"))


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
    facts = [part for label, value in summary.facts for part in (node("dt", label), node("dd", value))]
    run = card("This run", "", node("dl", *facts, class_="facts"))
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
