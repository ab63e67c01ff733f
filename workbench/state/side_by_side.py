"""What several models say about the same picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import Cancelled, WorkbenchError
from core.progress import Progress
from workbench.state.asking import Picture
from workbench.state.background import Background
from workbench.state.model_entries import ModelEntry
from workbench.state.models import Models
from workbench.state.predictions import Predictions

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.answers import Answer
    from core.models.committee import Model
    from core.models.committee_predictor import AnyPredictor

Key = tuple[str, Path]
Predictors = dict[Key, "AnyPredictor"]
Read = Callable[[Progress], tuple[ModelEntry, "Model"]]


@dataclass(frozen=True)
class Said:
    """One model's part of the comparison.

    Attributes:
        entry: The model.
        title: What it is called.
        classes: What it tells apart; empty where it is not known yet.
        members: Names of a committee's members.
        answer: What it says about the current picture; None before.
        error: Why the model cannot be asked.
    """

    entry: ModelEntry
    title: str
    classes: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    answer: Answer | None = None
    error: WorkbenchError | None = None


class SideBySide(QObject):
    """Asks other models, beside the one that answers, about the picture that is looked at.

    Attributes:
        others: They, in the order in which they were chosen.
    """

    changed = Signal()

    def __init__(self, models: Models, predictions: Predictions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.others: tuple[ModelEntry, ...] = ()
        self._models, self._predictions = models, predictions
        self._predictors: Predictors = {}
        self._said: dict[Key, Said] = {}
        self._background = Background(self)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(predictions.report)
        predictions.current_changed.connect(self._forget)
        predictions.look_changed.connect(self._ask)
        predictions.answers_changed.connect(lambda _first, _last: self.changed.emit())
        models.changed.connect(self._ask)

    @property
    def said(self) -> list[Said]:
        """What there is to be shown: the model that answers, and then the others."""
        current = self._models.current
        others = [one for one in self.others if current is None or one.key != current.key]
        return [*self._said_by_current(), *(self._said.get(_key_of(one), self._unknown(one)) for one in others)]

    @property
    def offered(self) -> list[ModelEntry]:
        """The models that can be added."""
        current = self._models.current
        taken = {entry.key for entry in self.others} | ({current.key} if current else set())
        return [entry for entry in (*self._models.entries, *self._models.shipped) if entry.key not in taken]

    def add(self, entry: ModelEntry) -> None:
        """Ask one more model."""
        self.others = (*self.others, entry)
        self._ask()

    def remove(self, entry: ModelEntry) -> None:
        """Ask a model no longer."""
        self.others = tuple(one for one in self.others if one.key != entry.key)
        self._predictors.pop(_key_of(entry), None)
        self.changed.emit()

    def close(self) -> None:
        """Leave no work behind."""
        self._background.close()

    def _said_by_current(self) -> list[Said]:
        entry, predictor, picture = self._models.current, self._models.predictor, self._predictions.current
        if entry is None or predictor is None:
            return []
        answer = picture.answer if picture else None
        return [Said(entry, self._models.title_of(entry), predictor.classes, predictor.member_names, answer)]

    def _unknown(self, entry: ModelEntry) -> Said:
        predictor = self._predictors.get(_key_of(entry))
        title = self._models.title_of(entry)
        return Said(entry, title, predictor.classes, predictor.member_names) if predictor else Said(entry, title)

    def _forget(self) -> None:
        self._background.cancel()
        self._said.clear()
        self.changed.emit()

    def _ask(self) -> None:
        self._forget()
        if self.others:
            current = self._predictions.current
            wanted = [(self._unknown(one), self._models.reader(one)) for one in self.others]
            self._background.start(partial(_asked, wanted, current.picture if current else None, self._predictors))

    def _take(self, asked: tuple[list[Said], Predictors]) -> None:
        said, predictors = asked
        wanted = {_key_of(one) for one in self.others}
        self._predictors = {key: predictor for key, predictor in predictors.items() if key in wanted}
        self._said = {_key_of(one.entry): one for one in said}
        self.changed.emit()


def _key_of(entry: ModelEntry) -> Key:
    """A run that trains has another file after every epoch."""
    return entry.key, entry.path


def _asked(
    wanted: list[tuple[Said, Read]], picture: Picture | None, known: Predictors, progress: Progress
) -> tuple[list[Said], Predictors]:
    """Ask each model about a picture, and give their predictors, which need not be made again."""
    said, predictors = [], dict(known)
    for done, (one, read) in enumerate(wanted):
        progress("Asking", done, len(wanted))
        try:
            said.append(_asked_one(one, read, picture, predictors, progress))
        except Cancelled:
            raise
        except WorkbenchError as error:
            said.append(replace(one, error=error))
    return said, predictors


def _asked_one(one: Said, read: Read, picture: Picture | None, predictors: Predictors, progress: Progress) -> Said:
    from core.models.answers import ask_each  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.models.committee_predictor import predictor_of  # noqa: PLC0415

    key = _key_of(one.entry)
    predictor = predictors.get(key) or predictor_of(read(progress)[1])
    predictors[key] = predictor
    answer = (
        next(ask_each(predictor, [(picture.file, partial(picture.framed, predictor.classes))])) if picture else None
    )
    return replace(one, classes=predictor.classes, members=predictor.member_names, answer=answer)
