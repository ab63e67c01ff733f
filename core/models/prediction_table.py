"""Answers as a table, for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.errors import WorkbenchError
from core.files import write_atomic
from core.models.answers import Answer


def save_csv(path: Path, classes: tuple[str, ...], answers: Iterable[Answer]) -> None:
    """Write a line an answer, under a line of headings, as comma-separated values.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    text = as_text(classes, answers, delimiter=",", line_end="\r\n")
    try:
        # File names that are no text on this system are written in escapes rather than not at all.
        write_atomic(path, text.encode(errors="backslashreplace"))
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error


def as_text(classes: tuple[str, ...], answers: Iterable[Answer], *, delimiter: str, line_end: str) -> str:
    """The same table as text. With tabs between them, spreadsheets take pasted cells apart."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(["file", "label", "probability", *classes, "error"])
    writer.writerows(_rows(classes, answers))
    return text.getvalue()


def _rows(classes: tuple[str, ...], answers: Iterable[Answer]) -> Iterator[list[object]]:
    for answer in answers:
        if answer.error is not None:
            yield [answer.file, "", "", *("" for _ in classes), str(answer.error)]
        else:
            figures = [answer.probabilities[name] for name in classes]
            yield [answer.file, answer.label, answer.probability, *figures, ""]
