"""Answers as a table, for spreadsheets and other programs.

Names come from wherever the pictures do. One that a spreadsheet would take for a formula has an apostrophe before it,
which makes it text (OWASP, "CSV injection").
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from core.data.dataset import ImageDataset
from core.data.provenance import load_provenance
from core.errors import WorkbenchError
from core.files import write_atomic
from core.models.answers import Answer
from core.models.assessment import Examination

# A whole number with a sign is what it looks like.
_FORMULA: Final = re.compile(r"[=@\t\r]|[+-](?!\d+$)")


def save_csv(path: Path, classes: tuple[str, ...], answers: Iterable[Answer], truths: Sequence[str] = ()) -> None:
    """Write a line an answer, under a line of headings, as comma-separated values.

    Args:
        path: Where to.
        classes: All that the model tells apart.
        answers: In the order of the lines.
        truths: The true class of each, empty where it is not known; without them the table has no such column.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    rows = _rows(classes, answers)
    told = ([*row, true] for row, true in zip(rows, ("true", *truths), strict=True)) if truths else rows
    _write(path, _as_table(told, delimiter=",", line_end="\r\n"))


def save_examination(path: Path, examination: Examination) -> None:
    """Write a line an image of an examination, with its true class: all that its figures can be computed from.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    _write(path, _as_table(_examined_rows(examination), delimiter=",", line_end="\r\n"))


def names_of_rows(dataset: ImageDataset, rows: npt.NDArray[np.int64]) -> list[str]:
    """The picture files of some images; empty names where the images have no files of their own."""
    provenance = load_provenance(dataset.provenance_file)
    return [provenance.files[row] for row in rows.tolist()] if provenance else [""] * len(rows)


def _write(path: Path, text: str) -> None:
    try:
        # File names that are no text on this system are written in escapes rather than not at all.
        write_atomic(path, text.encode(errors="backslashreplace"))
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error


def as_text(classes: tuple[str, ...], answers: Iterable[Answer], *, delimiter: str, line_end: str) -> str:
    """The same table as text. With tabs between them, spreadsheets take pasted cells apart."""
    return _as_table(_rows(classes, answers), delimiter=delimiter, line_end=line_end)


def _as_table(rows: Iterable[list[object]], *, delimiter: str, line_end: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _rows(classes: tuple[str, ...], answers: Iterable[Answer]) -> Iterator[list[object]]:
    yield ["file", "label", "probability", *classes, "error"]
    for answer in answers:
        if answer.error is not None:
            yield [answer.file, "", "", *("" for _ in classes), str(answer.error)]
        else:
            figures = [answer.probabilities[name] for name in classes]
            yield [answer.file, answer.label, answer.probability, *figures, ""]


def _examined_rows(examination: Examination) -> Iterator[list[object]]:
    classes = examination.evaluation.classes
    yield ["row", "file", "true", "predicted", "probability", "correct", *classes]
    names = names_of_rows(examination.dataset, examination.rows)
    columns = zip(examination.rows.tolist(), names, examination.labels.tolist(), examination.probabilities, strict=True)
    for row, name, label, P_C in columns:
        best = int(P_C.argmax())
        shares = P_C.tolist()
        yield [row, name, classes[label], classes[best], shares[best], int(best == label), *shares]
