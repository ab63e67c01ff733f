"""The experiment being designed: a draft with undo, judged against the dataset at hand, kept from start to start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from workbench.state.augmented import AugmentedSamples
from workbench.state.committee_plan import CommitteePlan
from workbench.state.datasets import Datasets
from workbench.state.estimates import Estimates
from workbench.state.keeper import Keeper, read_kept, set_aside
from workbench.state.libraries import load_libraries
from workbench.state.undo import UndoHistory, Version
from workbench.state.varying import Varying

if TYPE_CHECKING:  # what drafts are made of comes with the first look at one: the window is there before it
    from core.experiment.draft import Draft, FieldError
    from core.experiment.spec import Experiment
    from core.sweeps.space import SearchSpace
    from workbench.state.assessment import Assessment
    from workbench.state.vary import Vary

FILE = "design.json"
_FIRST_NAME = "Digits, quick"


class Design(QObject):
    """The draft at hand. Every change is a new version, which can be undone, and is kept in the workspace soon after.

    Attributes:
        error: What went wrong with the last file.
        estimates: How long an epoch will take.
        augmented: What augmentation makes of a few images.
        committee: The committee that is looked at in place of the experiment.
        varying: What a sweep varies of the experiment.
        backend: The engine of an experiment that begins blank.
    """

    changed = Signal()
    error_changed = Signal()
    current_layer_changed = Signal()
    train_requested = Signal(object, str)
    """The experiment, and the source of the dataset to train it on."""
    data_requested = Signal()
    space_opened = Signal(object)
    """A search space was opened, whose settings are asked for when a sweep is begun."""

    def __init__(self, workspace: Path, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.error: WorkbenchError | None = None
        self.backend = "numpy"
        self._current_layer = -1
        self.estimates = Estimates(workspace, self)
        self.augmented = AugmentedSamples(self)
        self.committee = CommitteePlan(datasets, self)
        self.varying = Varying(self)
        self._datasets = datasets
        self._file = workspace / FILE
        self._kept = read_kept(self._file)
        self._history: UndoHistory | None = None
        self._assessment: Assessment | None = None
        self._keeper = Keeper(self._file, self)
        self._keeper.failed.connect(self._set_error)
        datasets.changed.connect(self._judge_again)

    @property
    def name(self) -> str:
        """What the experiment is called."""
        if self._history is not None:
            return str(self.draft["name"])
        draft = self._kept.get("draft") if isinstance(self._kept, dict) else None
        return str(draft.get("name", "")) if isinstance(draft, dict) else _FIRST_NAME

    @property
    def version(self) -> Version:
        """The draft with what it was made from."""
        return self._versions.current

    @property
    def draft(self) -> Draft:
        """As plain values, which may be wrong."""
        return self.version.draft

    @property
    def current_layer(self) -> int:
        """Place of the layer that is looked at; -1 where there is none."""
        # The draft of the last time is read at the first look, and a layer of it chosen.
        return self._current_layer if self._versions else -1

    @property
    def assessment(self) -> Assessment:
        """What is to be said of the draft, with the dataset at hand."""
        if self._assessment is None:
            load_libraries()
            from workbench.state.assessment import assess  # noqa: PLC0415

            self._assessment = assess(self.draft, self._datasets.dataset)
        return self._assessment

    @property
    def experiment(self) -> Experiment | None:
        """What the draft describes; None while something is wrong with it."""
        return self.assessment.experiment

    @property
    def problems(self) -> list[FieldError]:
        """Everything that is wrong with it."""
        return list(self.assessment.problems)

    @property
    def obstacle(self) -> str:
        """Why it cannot be trained now, in a sentence; empty where it can."""
        count = len(self.problems)
        if count:
            return "1 field needs attention." if count == 1 else f"{count} fields need attention."
        if self._datasets.dataset is None:
            return "Open a dataset to train on."
        return str(self.estimates.error or "")

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._versions.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a change that was taken back."""
        return self._versions.can_redo

    def set_value(self, path: str, value: Any) -> None:
        """Change one field; one keystroke after another in it are one step to undo."""
        from core.experiment.draft import value_at, with_value  # noqa: PLC0415

        before = value_at(self.draft, path)
        if value != before or type(value) is not type(before):
            self._change(with_value(self.draft, path, value), key=path)

    def adopt(self, base: Draft, values: Mapping[str, Any], origin: str) -> None:
        """Set some values in one step; where the draft is not the one that they were found for, that is opened first.

        Args:
            base: What they were found for.
            values: By path.
            origin: What base with these values is called.
        """
        from workbench.state.drafts import adopted  # noqa: PLC0415

        self._open(adopted(self.version, base, values, origin))

    def record_vary(self, vary: Vary, key: str) -> None:
        """Let other fields vary, or in other ways; changes with the same key are one step to undo."""
        if vary != self.version.vary:
            self._versions.record(replace(self.version, vary=vary), key)
            self._show_version()

    def add_layer(self, kind: str) -> None:
        """Add a layer of a type behind the current one; in front of the last one, which gives the classes."""
        from workbench.state.drafts import layers_of, with_new_layer  # noqa: PLC0415

        count = len(layers_of(self.draft))
        place = min(self.current_layer + 1, max(count - 1, 0))
        self._change(with_new_layer(self.draft, place, kind), current=place)

    def remove_layer(self) -> None:
        """Take out the current layer."""
        from workbench.state.drafts import without_layer  # noqa: PLC0415

        if self.current_layer >= 0:
            self._change(without_layer(self.draft, self.current_layer))

    def copy_layer(self) -> None:
        """Put a copy of the current layer behind it."""
        from workbench.state.drafts import with_copied_layer  # noqa: PLC0415

        if self.current_layer >= 0:
            self._change(with_copied_layer(self.draft, self.current_layer), current=self.current_layer + 1)

    def move_layer(self, target: int) -> None:
        """Take the current layer to another place; beyond the ends, to the nearest one."""
        from workbench.state.drafts import layers_of, with_moved_layer  # noqa: PLC0415

        target = max(0, min(target, len(layers_of(self.draft)) - 1))
        if self.current_layer >= 0 and target != self.current_layer:
            self._change(with_moved_layer(self.draft, self.current_layer, target), current=target)

    def fit_output(self) -> None:
        """Give the last layer as many outputs as there are classes."""
        from workbench.state.drafts import layers_of, with_output_width  # noqa: PLC0415

        if self.assessment.classes is not None:
            changed = with_output_width(self.draft, self.assessment.classes)
            self._change(changed, current=len(layers_of(changed)) - 1)

    def choose_layer(self, place: int) -> None:
        """Look at another layer."""
        if place != self.current_layer:
            self._current_layer = place
            self._versions.end_step()
            self.current_layer_changed.emit()

    def start_from(self, recipe: str) -> None:
        """Begin with a shipped recipe, by its file name, or look at the committee of that name."""
        from core.experiment.committee import committee_names  # noqa: PLC0415
        from workbench.state.drafts import from_recipe  # noqa: PLC0415

        if recipe in committee_names():
            self.committee.open(recipe)
        else:
            self._open(from_recipe(recipe))

    def start_blank(self) -> None:
        """Begin with as little as can be trained."""
        from workbench.state.drafts import blank  # noqa: PLC0415

        dataset = self._datasets.dataset
        self._open(blank(len(dataset.classes) if dataset else None, self.backend))

    def open_draft(self, draft: Draft, origin: str = "") -> None:
        """Begin with a draft from elsewhere, such as a run's experiment; `origin` says what it is called.

        Raises:
            WorkbenchError: It has not the form of an experiment.
        """
        from workbench.state.drafts import from_draft  # noqa: PLC0415

        self._open(from_draft(draft, origin))

    def open_space(self, space: SearchSpace, origin: str) -> None:
        """Begin with the experiment of a search space, with the fields ticked that it varies."""
        from workbench.state.drafts import from_space  # noqa: PLC0415

        self._open(from_space(space, origin))
        self.space_opened.emit(space)

    def open_file(self, path: Path) -> None:
        """Begin with the experiment in a file, or look at its committee; `error` says why that was not possible."""
        load_libraries()
        from core.sweeps.space import load_space  # noqa: PLC0415
        from workbench.state.drafts import from_file, holds_committee, holds_sweep  # noqa: PLC0415

        try:
            if holds_sweep(path):
                self.open_space(load_space(str(path)), path.name)
            elif holds_committee(path):
                self.committee.open(str(path))
                self._set_error(None)
            else:
                self._open(from_file(path))
        except WorkbenchError as error:
            self._set_error(error)

    def save_file(self, path: Path) -> None:
        """Write the draft, finished or not, to a file; `error` says why that was not possible."""
        from core.experiment.recipes import save_draft  # noqa: PLC0415

        try:
            save_draft(path, self.draft)
        except WorkbenchError as error:
            self._set_error(error)
        else:
            self._set_error(None)

    def dismiss_error(self) -> None:
        """Forget what went wrong."""
        self._set_error(None)

    def undo(self) -> None:
        """Take the last change back."""
        self._versions.undo()
        self._show_version()

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._versions.redo()
        self._show_version()

    def train(self) -> None:
        """Ask for a run of the experiment on the dataset at hand, where nothing stands in the way."""
        dataset = self._datasets.dataset
        if dataset is not None and not self.obstacle:
            self.train_requested.emit(self.experiment, dataset.source)

    def keep(self) -> bool:
        """Write now what is still to be kept; returns whether all is, `error` says why not."""
        return self._keeper.finish()

    def close(self) -> None:
        """Write what is still to be kept, and leave no work behind."""
        self.keep()
        self.estimates.close()
        self.augmented.close()

    @property
    def _versions(self) -> UndoHistory:
        """All versions; the draft of the last time is read at the first look."""
        if self._history is None:
            load_libraries()
            from workbench.state.drafts import FIRST_RECIPE, first_to_look_at, from_kept, from_recipe  # noqa: PLC0415

            try:
                version = from_recipe(FIRST_RECIPE) if self._kept is None else from_kept(self._kept)
            except WorkbenchError as error:
                aside = f"{error.hint} It is set aside as {set_aside(self._file).name}."
                version, self.error = from_recipe(FIRST_RECIPE), WorkbenchError(error.message, aside, error.details)
            self._history = UndoHistory(version)
            self._current_layer = first_to_look_at(version.draft)
        return self._history

    def _open(self, version: Version) -> None:
        from workbench.state.drafts import first_to_look_at  # noqa: PLC0415

        self._versions.record(version)
        self._current_layer = first_to_look_at(version.draft)
        self._set_error(None)
        self.committee.leave()
        self._show_version()

    def _change(self, draft: Draft, key: str = "", current: int | None = None) -> None:
        from workbench.state.vary import followed  # noqa: PLC0415

        version = self.version
        vary = followed(version.vary, version.draft, draft)
        self._versions.record(replace(version, draft=draft, vary=vary), key)
        self._current_layer = self.current_layer if current is None else current
        self._show_version()

    def _show_version(self) -> None:
        from workbench.state.drafts import layers_of, to_text  # noqa: PLC0415

        last = len(layers_of(self.draft)) - 1
        self._current_layer = max(min(self._current_layer, last), min(last, 0))
        self._keeper.keep(to_text(self.version))
        self._judge_again()

    def _judge_again(self) -> None:
        self._assessment = None
        self.changed.emit()

    def _set_error(self, error: WorkbenchError | None) -> None:
        self.error = error
        self.error_changed.emit()
