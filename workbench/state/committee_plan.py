"""The recipe of a committee that is looked at, to be trained on the dataset at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.state.datasets import Datasets
from workbench.state.libraries import load_libraries

if TYPE_CHECKING:  # pydantic comes with the first experiment: the window is there before it
    from core.experiment.committee import CommitteeRecipe
    from core.experiment.spec import Experiment
    from core.models.votes import Vote


class CommitteePlan(QObject):
    """A committee in place of the experiment being designed, until that is gone back to.

    Attributes:
        recipe: The committee; None while the experiment is looked at.
        members: What its members are trained with.
    """

    changed = Signal()
    train_requested = Signal(object, object, str)
    """The recipe, its members' experiments, and the source of the dataset to train them on."""

    def __init__(self, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recipe: CommitteeRecipe | None = None
        self.members: tuple[Experiment, ...] = ()
        self._datasets = datasets
        self._obstacle: str | None = None
        datasets.changed.connect(self._judge_again)

    def open(self, recipe: str) -> None:
        """Look at a committee that ships, by its file name, or at one in a file.

        Raises:
            WorkbenchError: It is none, or not valid.
        """
        load_libraries()
        from core.experiment.committee import CommitteeRecipe, experiments_of, load_any_recipe  # noqa: PLC0415

        loaded = load_any_recipe(recipe)
        if isinstance(loaded, CommitteeRecipe):
            self.recipe, self.members = loaded, experiments_of(loaded)
            self._judge_again()

    def leave(self) -> None:
        """Go back to the experiment."""
        if self.recipe is not None:
            self.recipe, self.members = None, ()
            self._judge_again()

    def set_vote(self, vote: Vote) -> None:
        """Choose how the answers become one; weights that were given belong to the weighted vote alone."""
        if self.recipe is not None and vote != self.recipe.vote:
            self.recipe = self.recipe.model_copy(update={"vote": vote, "weights": None})
            self.changed.emit()

    @property
    def obstacle(self) -> str:
        """Why it cannot be trained now, in a sentence; empty where it can."""
        if self._obstacle is None:
            self._obstacle = self._judged()
        return self._obstacle

    def train(self) -> None:
        """Ask for its training, where nothing stands in the way."""
        dataset = self._datasets.dataset
        if self.recipe is not None and dataset is not None and not self.obstacle:
            self.train_requested.emit(self.recipe, self.members, dataset.source)

    def _judged(self) -> str:
        dataset = self._datasets.dataset
        if dataset is None:
            return "Open a dataset to train on."
        from core.experiment.draft import draft_of  # noqa: PLC0415
        from workbench.state.assessment import assess  # noqa: PLC0415

        for number, member in enumerate(self.members, 1):
            if problems := assess(draft_of(member), dataset).problems:
                return f"Member {number} does not fit {dataset.name}: {problems[0]}"
        return ""

    def _judge_again(self) -> None:
        self._obstacle = None
        self.changed.emit()
