"""Answers as a table, for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.data.dataset import ImageDataset
from core.data.provenance import load_provenance
from core.errors import WorkbenchError
from core.files import write_atomic
from core.models.answers import Answer
from core.models.assessment import Examination


def save_csv(path: Path, classes: tuple[str, ...], answers: Iterable[Answer]) -> None:
    """Write a line an answer, under a line of headings, as comma-separated values.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    _write(path, as_text(classes, answers, delimiter=",", line_end="\r\n"))


def save_examination(path: Path, examination: Examination) -> None:
    """Write a line an image of an examination, with its true class: all that its figures can be computed from.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    classes = examination.evaluation.classes
    names = names_of_rows(examination.dataset, examination.rows)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["row", "file", "true", "predicted", "probability", "correct", *classes])
    columns = zip(examination.rows.tolist(), names, examination.labels.tolist(), examination.probabilities, strict=True)
    for row, name, label, P_C in columns:
        best = int(P_C.argmax())
        shares = P_C.tolist()
        writer.writerow([row, name, classes[label], classes[best], shares[best], int(best == label), *shares])
    _write(path, text.getvalue())


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
