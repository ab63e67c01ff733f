"""The reproduction as one self-contained HTML page: tables, curves over each other, and the committee's figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from core.data.dataset import ImageDataset
from core.evaluation.confusion import ClassFigures
from core.evaluation.evaluation import Evaluation
from core.evaluation.summary_page.gallery import picture_card
from core.evaluation.summary_page.markup import card, node, percent
from core.evaluation.summary_page.overlaid_chart import Line, overlaid_card
from core.evaluation.summary_page.tables import confusion_card
from core.evaluation.summary_page.writing import write_page
from core.reproduction.curves import curves
from core.reproduction.planning import PlannedTable
from core.reproduction.published import ClassShares
from core.reproduction.results import Reproduction, RowResult, TableResult
from core.reproduction.wording import (
    ENGINES,
    NOTHING,
    Notes,
    about_images,
    difference,
    interval,
    own_figure,
    report_figure,
    title_of,
)
from core.runs.store import RunStore
from core.training.events import EpochMetrics

TITLE = "The report, repeated"
_SAMPLES_A_CLASS = 2
_COLUMNS = ("Engine", "Report", "Ours", "Seeds", "95% interval", "Difference")


def write_reproduction(path: Path, found: Reproduction, tables: Sequence[PlannedTable], store: RunStore) -> None:
    """Write one HTML file that needs nothing but itself: no script, no reference to the outside.

    Args:
        path: The file.
        found: The figures.
        tables: What they are figures of, in the same order.
        store: Where the runs' curves are.

    Raises:
        WorkbenchError: The file cannot be written.
    """
    cards: list[Element] = []
    shown: set[str] = set()
    for result, planned in zip(found.tables, tables, strict=True):
        cards += _cards(result, store)
        if result.data_sha256 not in shown:
            shown.add(result.data_sha256)
            cards.append(_samples(planned.dataset, planned.rows[0].models[0].experiments[0].data.classes))
    write_page(path, TITLE, [("Length", f"as many {found.length} as in the report")], cards)


def _cards(table: TableResult, store: RunStore) -> Iterator[Element]:
    yield _table(table)
    yield node("div", *_charts(table, store), class_="tables pair")
    for row in table.rows:
        test = next((seed.test for seed in row.seeds if seed.test), None)
        if test and row.row.per_class:
            matrix, classes = confusion_card(test), _class_card(row, test)
            yield node("div", matrix, classes, class_="tables pair")


def _charts(table: TableResult, store: RunStore) -> Iterator[Element]:
    several_engines = len({row.engine for row in table.rows}) > 1
    found = [(_curve_name(one.row, several_engines), one.epochs) for one in curves(table, store)]
    for part in ("train", "validation"):
        yield overlaid_card(f"Accuracy, {part}", _lines(found, f"{part}_accuracy"), 1.0, "{:.0%}".format)
        yield overlaid_card(f"Loss, {part}", _lines(found, f"{part}_loss"), None, "{:.3g}".format)


def _curve_name(row: RowResult, several_engines: bool) -> str:
    return f"{row.row.label}, {ENGINES[row.engine]}" if several_engines else row.row.label


def _lines(found: Sequence[tuple[str, Sequence[EpochMetrics]]], figure: str) -> list[Line]:
    return [
        Line(name, [epoch.epoch for epoch in epochs], [getattr(epoch, figure) for epoch in epochs])
        for name, epochs in found
    ]


def _table(table: TableResult) -> Element:
    notes = Notes()
    head = node("tr", *(node("th", name, scope="col") for name in ("Model", *_COLUMNS)))
    body = node("tbody", *(_row(row, notes) for row in table.rows))
    content = node("div", node("table", node("thead", head), body, class_="figures"), class_="scroll")
    words = (node("p", text, class_="quiet") for text in (*notes.lines(), table.note) if text)
    return card(title_of(table), about_images(table), content, *words)


def _row(row: RowResult, notes: Notes) -> Element:
    trained = str(sum(seed.test is not None for seed in row.seeds))
    cells = (ENGINES[row.engine], report_figure(row), own_figure(row), trained, interval(row), difference(row))
    name = node("th", row.row.label + notes.mark(row), scope="row")
    return node("tr", name, *(node("td", cell) for cell in cells))


def _class_card(row: RowResult, test: Evaluation) -> Element:
    """Figures of each class, the report's beside ours."""
    names = ("Class", "Precision", "Report", "Recall", "Report", "F1", "Report")
    head = node("tr", *(node("th", name, scope="col") for name in names))
    rows = (_class_row(name, figures, row.row.per_class.get(name)) for name, figures in test.per_class.items())
    table = node("table", node("thead", head), node("tbody", *rows), class_="figures")
    return card(f"{row.row.label}, by class", "", node("div", table, class_="scroll"))


def _class_row(name: str, ours: ClassFigures, report: ClassShares | None) -> Element:
    cells = [node("th", name, scope="row")]
    for figure in ("precision", "recall", "f1"):
        theirs = NOTHING if report is None else f"{getattr(report, figure):.0%}"
        cells += [node("td", percent(getattr(ours, figure))), node("td", theirs, class_="quiet")]
    return node("tr", *cells)


def _samples(dataset: ImageDataset, classes: Sequence[str] | None) -> Element:
    """The first images of each class that is used."""
    pictures = []
    for number, name in enumerate(dataset.classes):
        if classes is None or name in classes:
            rows = (dataset.labels == number).nonzero()[0][:_SAMPLES_A_CLASS]
            pictures += [(dataset.images[row], name) for row in rows.tolist()]
    return picture_card(f"Images of {dataset.name}", pictures)
