"""What is on pictures, as class folders or a table of labels tell, and how many answers are right."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from core.errors import WorkbenchError
from core.evaluation.intervals import wilson_interval

# A folder that happens to be called as a class is no sign that pictures were sorted.
_LEAST_FOLDERS = 2


@dataclass(frozen=True)
class Score:
    """How many of the answers about pictures whose class is known are right.

    Attributes:
        right: Those that are.
        asked: All of them.
    """

    right: int
    asked: int

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return self.right / self.asked

    @property
    def interval(self) -> tuple[float, float]:
        """95% confidence interval of the accuracy."""
        return wilson_interval(self.right, self.asked)


def true_classes(files: Sequence[str], classes: Iterable[str]) -> list[str]:
    """The class that each file's folder is called by, whatever the case; empty where it is called otherwise.

    All are empty where the files lie in fewer than two such folders.
    """
    by_name = {name.casefold(): name for name in classes}
    # Taken apart once a folder: there may be thousands of files in each.
    folders = [os.path.dirname(file) for file in files]  # noqa: PTH120 - a tenth of the time
    by_folder = {folder: by_name.get(PurePath(folder).name.casefold(), "") for folder in set(folders)}
    truths = [by_folder[folder] for folder in folders]
    return truths if len({*truths} - {""}) >= _LEAST_FOLDERS else [""] * len(truths)


def read_labels(table: Path) -> dict[Path, str]:
    """The label of each picture file that a table (CSV) names, in the table's order.

    Args:
        table: With the columns `file`, told from the table's own folder, and `label`; others are left alone.

    Raises:
        WorkbenchError: It cannot be read, or has no such columns.
    """
    try:
        with table.open(newline="", encoding="utf-8-sig") as stream:
            rows = csv.DictReader(stream)
            if not {"file", "label"} <= set(rows.fieldnames or ()):
                raise KeyError(f"columns {rows.fieldnames}")
            return {table.parent / row["file"]: row["label"] or "" for row in rows}
    except (OSError, KeyError, TypeError, UnicodeDecodeError, csv.Error) as error:
        raise WorkbenchError(f"{table} cannot be read.", "It needs the columns file and label.", str(error)) from error


def labelled_classes(files: Sequence[str], classes: Iterable[str], table: Path) -> list[str]:
    """The class that a table gives to each file, whatever the case; empty where it gives none that is known.

    Raises:
        WorkbenchError: The table cannot be read, or names none of the files.
    """
    by_name = {name.casefold(): name for name in classes}
    labels = {path.resolve(): label for path, label in read_labels(table).items()}
    paths = [Path(file).resolve() for file in files]
    if not labels.keys() & set(paths):
        raise WorkbenchError(f"{table} names none of these pictures.", "It names files as its own folder has them.")
    return [by_name.get(labels.get(path, "").strip().casefold(), "") for path in paths]


def score(truths: Iterable[str], answers: Iterable[str]) -> Score | None:
    """Compare answers with true classes; None where no true class is known.

    Args:
        truths: Empty where nobody knows.
        answers: Empty where there is none: such a picture does not count.
    """
    pairs = [(truth, answer) for truth, answer in zip(truths, answers, strict=True) if truth and answer]
    return Score(sum(truth == answer for truth, answer in pairs), len(pairs)) if pairs else None
