"""The confusion matrix and the figures by class, as tables."""

from __future__ import annotations

from math import sqrt
from xml.etree.ElementTree import Element

from core.evaluation.confusion import ClassFigures
from core.evaluation.evaluation import Evaluation
from core.evaluation.summary_page.markup import card, node, percent, plural

# With more classes than this the matrix needs the whole width of the page.
CLASSES_SIDE_BY_SIDE = 12
# Class names up to this many characters stand level above their columns; longer ones are turned.
LEVEL_NAME = 5
# Characters of a class name that the matrix shows; the rest is in the tooltip.
LONGEST_NAME = 24


def table_cards(evaluation: Evaluation) -> Element:
    """Both tables, side by side where there is room."""
    kind = "tables pair" if len(evaluation.classes) <= CLASSES_SIDE_BY_SIDE else "tables"
    return node("div", confusion_card(evaluation), class_card(evaluation), class_=kind)


def confusion_card(evaluation: Evaluation) -> Element:
    """Counts of true against predicted class, shaded by their share of the true class's images."""
    names = [node("th", node("span", name), scope="col", title=name) for name in evaluation.classes]
    head = node("tr", node("th", "true \N{DOWNWARDS ARROW} predicted \N{RIGHTWARDS ARROW}", class_="corner"), *names)
    body = [_row(evaluation, true) for true in range(len(evaluation.classes))]
    longest = max(map(len, evaluation.classes))
    kind = "matrix turned" if longest > LEVEL_NAME else "matrix"
    style = ";".join(f"--{name}:{value}" for name, value in _measures(evaluation, longest).items())
    table = node("table", node("thead", head), node("tbody", *body), class_=kind, style=style)
    advice = node("p", _worst_confusion(evaluation), class_="quiet")
    return card("Confusion matrix", "shaded by share of the row", node("div", table, class_="scroll"), advice)


def _measures(evaluation: Evaluation, longest_name: int) -> dict[str, str]:
    """What the style sheet has to know to make all columns equally wide and none too narrow."""
    return {
        "classes": str(len(evaluation.classes)),
        "digits": str(max(len(f"{count:,}") for counts in evaluation.confusion_matrix for count in counts)),
        "name": f"max(128px, {min(longest_name, LONGEST_NAME) + 3}ch)",
    }


def _row(evaluation: Evaluation, true: int) -> Element:
    counts = evaluation.confusion_matrix[true]
    name = evaluation.classes[true]
    cells = []
    for predicted, count in enumerate(counts):
        share = count / max(1, sum(counts))
        words = f"{name} taken for {evaluation.classes[predicted]}" if predicted != true else f"{name} recognised"
        kind = "hit" if predicted == true else "zero" if count == 0 else "mistake"
        # The root lifts small shares: the diagonal is seen anyway, the mistakes are what the matrix is read for.
        tint = f"--tint:{sqrt(share):.3f}"
        title = f"{words}: {count:,} of {sum(counts):,} ({percent(share)})"
        cells.append(node("td", f"{count:,}", class_=kind, title=title, style=tint))
    return node("tr", node("th", node("span", name), scope="row", title=name), *cells)


def _worst_confusion(evaluation: Evaluation) -> str:
    mistakes = [
        (count / sum(counts), count, true, predicted)
        for true, counts in enumerate(evaluation.confusion_matrix)
        for predicted, count in enumerate(counts)
        if count and true != predicted
    ]
    if not mistakes:
        return "No image was taken for another class."
    share, count, true, predicted = max(mistakes, key=lambda mistake: mistake[:2])
    images = plural(sum(evaluation.confusion_matrix[true]), "image")
    pair = f"{evaluation.classes[true]} taken for {evaluation.classes[predicted]}"
    return f"Largest confusion: {pair}, {count:,} of {images} ({percent(share)})."


def class_card(evaluation: Evaluation) -> Element:
    """Precision, recall and F1 by class; a dash for the recall of a class that the split does not have."""
    head = node(
        "tr",
        node("th", "Class", scope="col"),
        node("th", "Precision", scope="col", title="Share of the answers naming this class that were right"),
        node("th", "Recall", scope="col", title="Share of this class's images that were recognised"),
        node("th", "F1", scope="col", title="Harmonic mean of precision and recall"),
        node("td"),
        node("th", "Images", scope="col", title="Images of this class in the split"),
    )
    rows = [_class_row(name, figures) for name, figures in evaluation.per_class.items()]
    table = node("table", node("thead", head), node("tbody", *rows), class_="figures")
    return card("By class", f"macro F1 {percent(evaluation.macro_f1)}", node("div", table, class_="scroll"))


def _class_row(name: str, figures: ClassFigures) -> Element:
    return node(
        "tr",
        node("th", name, scope="row"),
        node("td", percent(figures.precision)),
        node("td", percent(figures.recall) if figures.support else "\N{EN DASH}"),
        node("td", percent(figures.f1)),
        node("td", bar(figures.f1), class_="wide"),
        node("td", f"{figures.support:,}"),
    )


def bar(share: float, strong: bool = True) -> Element:
    """A horizontal bar filled to `share`; the one that matters strong, others at half."""
    fill = node("span", style=f"width:{share:.1%}", class_="strong" if strong else "weak")
    return node("span", fill, class_="bar", aria_hidden="true")
