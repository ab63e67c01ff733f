"""What is on pictures in class folders, as far as a model knows the classes, and how many answers are right."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from core.evaluation.intervals import wilson_interval

# A folder that happens to be called as a class is no sign that pictures were sorted.
_LEAST_FOLDERS = 2


@dataclass(frozen=True)
class Score:
    """How many of the answers about pictures in class folders are right.

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


def score(truths: Iterable[str], answers: Iterable[str]) -> Score | None:
    """Compare answers with true classes; None where no true class is known.

    Args:
        truths: Empty where nobody knows.
        answers: Empty where there is none: such a picture does not count.
    """
    pairs = [(truth, answer) for truth, answer in zip(truths, answers, strict=True) if truth and answer]
    return Score(sum(truth == answer for truth, answer in pairs), len(pairs)) if pairs else None
