"""The figures that a page opens with."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from core.evaluation.evaluation import Evaluation
from core.evaluation.summary_page.markup import decimal, node, percent


def evaluation_keys(evaluation: Evaluation) -> list[Element]:
    """Accuracy with its interval, macro F1, loss, and how many images they come from."""
    low, high = map(percent, evaluation.accuracy_interval)
    right = sum(counts[true] for true, counts in enumerate(evaluation.confusion_matrix))
    return [
        key(f"Accuracy on {evaluation.split}", percent(evaluation.accuracy), f"95% interval {low} to {high}"),
        key("Macro F1", percent(evaluation.macro_f1), "all classes count alike"),
        key("Loss", decimal(evaluation.loss), "mean cross-entropy, nats"),
        key(f"Images in {evaluation.split}", f"{evaluation.images:,}", f"{evaluation.images - right:,} mistaken"),
    ]


def key(label: str, value: str, note: str, class_: str = "") -> Element:
    """One figure with its name above and a word on it below."""
    figure = node("dd", value, class_=f"value {class_}".rstrip())
    return node("div", node("dt", label), figure, node("dd", note, class_="quiet"))
