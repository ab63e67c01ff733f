"""Runs beside each other: their curves, the settings in which they differ, and which of two models is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.curves import Curves

if TYPE_CHECKING:  # NumPy and pydantic come with the first run: the window is there before it
    from pathlib import Path

    from core.data.dataset import ImageDataset
    from core.evaluation.diagnosis.finding import Finding
    from core.runs.comparison import Setting
    from core.runs.records import RunRecord
    from core.runs.store import RunStore
    from workbench.state.datasets import Datasets
    from workbench.state.run_list import RunList

_PAIR = 2


@dataclass(frozen=True)
class ComparedRun:
    """A run that is ticked.

    Attributes:
        name: What to call it in a sentence.
        record: What the store says about it.
        curves: Its figures, with those of the runs that it extends.
        place: Decides its colour: the same as long as it stays ticked.
        model: Its model's file, where it has one.
        findings: What is to be said of it; nothing while it goes on.
    """

    name: str
    record: RunRecord
    curves: Curves
    place: int
    model: Path | None
    findings: tuple[Finding, ...] = ()


class _Found(NamedTuple):
    runs: tuple[ComparedRun, ...]
    settings: tuple[Setting, ...]
    is_identical: bool


class RunComparison(QObject):
    """What the ticked runs have to tell, read again whenever the list of runs is.

    Attributes:
        runs: In the order in which they were ticked.
        settings: Those in which they differ.
        is_identical: Whether two or more have the same figures in every epoch.
        sentence: Which of two models is better, in words; empty until that was asked for.
        stage: What is being done to find out; empty where nothing is.
        error: Why something could not be read or compared.
    """

    changed = Signal()
    ticked_changed = Signal()

    def __init__(
        self, store: Callable[[], RunStore], run_list: RunList, datasets: Datasets, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.runs: tuple[ComparedRun, ...] = ()
        self.settings: tuple[Setting, ...] = ()
        self.is_identical = False
        self.sentence = self.stage = ""
        self.error: WorkbenchError | None = None
        self._store, self._list, self._datasets = store, run_list, datasets
        self._places: dict[str, int] = {}
        self._reading, self._asking = Background(self), Background(self)
        self._reading.succeeded.connect(self._take)
        self._asking.succeeded.connect(self._take_sentence)
        self._asking.progressed.connect(self._show_stage)
        for background in (self._reading, self._asking):
            background.failed.connect(self._refuse)
        run_list.changed.connect(self._follow)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The ids of the runs that are ticked, in that order."""
        return tuple(self._places)

    @property
    def is_reading(self) -> bool:
        """Whether news are on their way."""
        return self._reading.is_busy

    @property
    def is_asking(self) -> bool:
        """Whether two models are being compared."""
        return self._asking.is_busy

    @property
    def obstacle(self) -> str:
        """Why no two models can be compared now, in a sentence; empty where they can."""
        if len(self.runs) != _PAIR:
            return "Tick two runs to test which of their models is better."
        without = next((run.name for run in self.runs if run.model is None), "")
        return f"{without} has no model." if without else ""

    def place_of(self, run_id: str) -> int | None:
        """What decides the colour of a run; None where it is not ticked."""
        return self._places.get(run_id)

    def tick(self, run_id: str, is_ticked: bool) -> None:
        """Compare a run with the others, or no longer."""
        if is_ticked == (run_id in self._places):
            return
        if is_ticked:
            taken = set(self._places.values())
            self._places[run_id] = next(place for place in range(len(taken) + 1) if place not in taken)
        else:
            del self._places[run_id]
        self._forget_sentence()
        self.ticked_changed.emit()
        self._read()

    def compare_answers(self) -> None:
        """Test which of two models answers better about images that both were held back from (McNemar's test)."""
        if not self.obstacle:
            self._forget_sentence()
            self._asking.start(self._question())
            self.changed.emit()

    def cancel(self) -> None:
        """Stop comparing."""
        self._forget_sentence()
        self.changed.emit()

    def close(self) -> None:
        """Leave no work behind."""
        self._reading.close()
        self._asking.close()

    def _question(self) -> Callable[[Progress], str]:
        first, second = self.runs
        at_hand = self._datasets.dataset
        dataset = at_hand if at_hand is not None and at_hand.sha256 == first.record.data_sha256 else None
        return lambda progress: _sentence(first, second, dataset, progress)

    def _forget_sentence(self) -> None:
        self._asking.cancel()
        self.sentence, self.stage, self.error = "", "", None

    def _follow(self) -> None:
        """Runs that were deleted are compared no longer; those that go on are read again."""
        present = {run.run_id: run for run in self._list.runs}
        gone = [run_id for run_id in self._places if run_id not in present]
        for run_id in gone:
            del self._places[run_id]
        if gone:
            self._forget_sentence()
            self.ticked_changed.emit()
        known = {run.record.run_id: (run.record.epochs_done, run.record.outcome, run.record.name) for run in self.runs}
        now = {one: (present[one].epochs_done, present[one].outcome, present[one].name) for one in self._places}
        if known != now:
            self._read()

    def _read(self) -> None:
        places = dict(self._places)
        self._reading.start(lambda progress: _read(self._store(), places, progress))

    def _take(self, found: _Found) -> None:
        self.runs, self.settings, self.is_identical = found
        self.changed.emit()

    def _take_sentence(self, sentence: str) -> None:
        self.sentence, self.stage = sentence, ""
        self.changed.emit()

    def _show_stage(self, stage: str, _done: int, _total: int) -> None:
        if stage != self.stage:
            self.stage = stage
            self.changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.error, self.stage = error, ""
        self.changed.emit()


def _read(store: RunStore, places: dict[str, int], progress: Progress) -> _Found:
    from core.runs.comparison import differing_settings, first_difference  # noqa: PLC0415 - off the window's thread
    from core.runs.diagnosis import diagnosis_of  # noqa: PLC0415
    from core.runs.identifiers import short  # noqa: PLC0415
    from core.training.start import MODEL_ARTIFACT  # noqa: PLC0415

    runs: list[ComparedRun] = []
    histories = []
    for run_id, place in places.items():
        progress("Reading runs", len(runs), len(places))
        record = store.run(run_id)
        histories.append(store.history(record))
        name = f"{record.name} {short(run_id)}"
        curves, model = Curves(histories[-1]), record.artifact(MODEL_ARTIFACT)
        runs.append(ComparedRun(name, record, curves, place, model, diagnosis_of(store, record)))
    is_identical = len(runs) > 1 and all(first_difference(histories[0], other) is None for other in histories[1:])
    settings = differing_settings([run.record for run in runs]) if len(runs) > 1 else []
    return _Found(tuple(runs), tuple(settings), is_identical)


def _sentence(first: ComparedRun, second: ComparedRun, dataset: ImageDataset | None, progress: Progress) -> str:
    """What McNemar's test says, on the images that neither was trained on."""
    from core.data.open import open_dataset  # noqa: PLC0415 - loads NumPy, off the window's thread
    from core.models.bundle import load_bundle  # noqa: PLC0415
    from core.models.comparing import compare_models  # noqa: PLC0415

    if dataset is None:
        record = first.record
        dataset = open_dataset(record.source, progress=progress, image_size=record.experiment.data.image_size)
    progress("Asking both models", 0, 0)
    assert first.model is not None  # noqa: S101 - they are compared where both have one
    assert second.model is not None  # noqa: S101
    found = compare_models(load_bundle(first.model), load_bundle(second.model), dataset, None)
    return f"{found.sentence(first.name, second.name)} ({found.images:,} test images of {dataset.name})"
