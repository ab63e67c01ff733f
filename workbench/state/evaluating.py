"""Measuring the model at hand on a part of the dataset at hand, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.datasets import Datasets
from workbench.state.model_entries import ModelEntry
from workbench.state.models import Models

if TYPE_CHECKING:  # NumPy comes with the first dataset: the window is there before it
    from core.data.dataset import ImageDataset
    from core.models.assessment import Examination
    from core.models.committee import Model
    from workbench.state.outcome import Outcome

_HELD_BACK = ", held back"


class Part(NamedTuple):
    """Images that a model can be measured on.

    Attributes:
        word: What to call them.
        split: One of the source's parts by its own name; None for what was held back from the model.
        use: What it was held back for.
    """

    word: str
    split: str | None
    use: Literal["validation", "test"] = "test"


class Evaluating(QObject):
    """What the Evaluate page is about. Nothing is measured until it is asked for.

    Figures stay when another model or part is chosen, to look from one to the other; another dataset takes them away.

    Attributes:
        parts: What can be measured on, what is reported on first.
        part: What was chosen; None while there is no dataset.
        outcome: What the last measurement found; None before there was one.
        error: Why the last one came to nothing.
        position: How far the one that goes on is: a phrase, what is done, and all there is to do, 0 while unknown.
    """

    changed = Signal()
    """There is another outcome, or none any more."""
    choice_changed = Signal()
    progressed = Signal()
    busy_changed = Signal()
    error_changed = Signal()

    def __init__(self, models: Models, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.parts: tuple[Part, ...] = ()
        self.part: Part | None = None
        self.outcome: Outcome | None = None
        self.error: WorkbenchError | None = None
        self.position = ("", 0, 0)
        self._models, self._datasets = models, datasets
        self._dataset: ImageDataset | None = None
        self._work = Background(self)
        self._work.progressed.connect(self._take_position)
        self._work.succeeded.connect(self._take)
        self._work.failed.connect(self._refuse)
        datasets.changed.connect(self._follow_dataset)
        models.changed.connect(self.choice_changed)

    @property
    def is_ready(self) -> bool:
        """Whether there are a model and images."""
        return self._models.current is not None and self._dataset is not None

    @property
    def is_busy(self) -> bool:
        """Whether a measurement goes on."""
        return self._work.is_busy

    @property
    def is_current(self) -> bool:
        """Whether the outcome is that of what is chosen now."""
        current, outcome = self._models.current, self.outcome
        return outcome is not None and current is not None and (outcome.model, outcome.part) == (current, self.part)

    def choose_part(self, part: Part) -> None:
        """Measure on these images the next time."""
        self.part = part
        self.choice_changed.emit()

    def start(self) -> None:
        """Measure what is chosen, instead of what is being measured."""
        model, dataset, part = self._models.current, self._dataset, self.part
        if model is None or dataset is None or part is None:
            return
        self.position = ("", 0, 0)
        self._set_error(None)
        self._work.start(partial(_measured, self._models.reader(model), self._models.title_of, dataset, part))
        self.busy_changed.emit()

    def cancel(self) -> None:
        """Give the measurement up; the figures before it stay."""
        self._work.cancel()
        self.busy_changed.emit()

    def dismiss_error(self) -> None:
        """Forget what went wrong."""
        self._set_error(None)

    def close(self) -> None:
        """Leave no work behind."""
        self._work.close()

    def _follow_dataset(self) -> None:
        dataset = self._datasets.dataset
        if dataset is None or dataset is self._dataset:
            return
        self.cancel()
        self._dataset = dataset
        self.parts = _parts_of(dataset)
        self.part = self.parts[0]
        self._set_outcome(None)
        self._set_error(None)

    def _take_position(self, stage: str, done: int, total: int) -> None:
        self.position = (stage, done, total)
        self.progressed.emit()

    def _take(self, outcome: Outcome) -> None:
        self._set_outcome(outcome)
        self.busy_changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self._set_error(error)
        self.busy_changed.emit()

    def _set_outcome(self, outcome: Outcome | None) -> None:
        self.outcome = outcome
        self.changed.emit()
        self.choice_changed.emit()

    def _set_error(self, error: WorkbenchError | None) -> None:
        self.error = error
        self.error_changed.emit()


def _parts_of(dataset: ImageDataset) -> tuple[Part, ...]:
    """The source's own parts, the one to report on first, and those that runs cut from them where they are missing."""
    from core.data.roles import Role, role_of  # noqa: PLC0415 - there is a dataset, so it is loaded
    from core.data.splits import default_split  # noqa: PLC0415

    try:
        first = default_split(dataset)
    except WorkbenchError:
        first = next(iter(dataset.splits))
    own = [Part(name, name) for name in sorted(dataset.splits, key=lambda name: name != first)]
    has_validation = len(own) > 1 and Role.VALIDATION in {role_of(name) for name in dataset.splits}
    test = [Part(f"test{_HELD_BACK}", None)] if len(own) == 1 else []
    validation = [] if has_validation else [Part(f"validation{_HELD_BACK}", None, "validation")]
    return (*test, *own, *validation)


def _measured(
    read: Callable[[Progress], tuple[ModelEntry, Model]],
    title_of: Callable[[ModelEntry], str],
    dataset: ImageDataset,
    part: Part,
    progress: Progress,
) -> Outcome:
    from workbench.state.outcome import Outcome  # noqa: PLC0415 - loads NumPy, off the window's thread

    entry, bundle = read(progress)
    outcome = Outcome(entry, title_of(entry), part, bundle, _examined(bundle, dataset, part, progress))
    outcome.prepare()
    return outcome


def _examined(model: Model, dataset: ImageDataset, part: Part, progress: Progress) -> Examination:
    from core.models.assessment import examine, examine_held_back  # noqa: PLC0415 - off the window's thread

    if part.split is not None or part.use == "test":
        return examine(model, dataset, part.split, progress)
    found = examine_held_back(model, dataset, part.use, progress)
    if found is None:
        raise WorkbenchError(
            f"No image of {dataset.name} was held back from this model for {part.use}.",
            "It was trained on other images: choose another part.",
        )
    return found
