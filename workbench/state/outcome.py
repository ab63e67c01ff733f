"""What came of measuring a model, and which pictures that leads to. Loads NumPy: import it when needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.evaluation.calibration import Reliability
from core.evaluation.evaluation import Evaluation
from core.evaluation.mistakes import confident_mistakes, unsure_hits
from core.models.assessment import Examination
from core.models.committee import CommitteeBundle, Model
from workbench.state.confusion import Confusion
from workbench.state.evaluating import Part
from workbench.state.model_entries import ModelEntry

Places = npt.NDArray[np.int64]
"""Of images among those measured, int64."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The answers of one model about one part of a dataset.

    Attributes:
        model: Which model.
        title: What it was called then.
        part: Which part.
        bundle: What was in its file then.
        examination: Images, labels and answers.
    """

    model: ModelEntry
    title: str
    part: Part
    bundle: Model
    examination: Examination

    @property
    def evaluation(self) -> Evaluation:
        """The figures."""
        return self.examination.evaluation

    @property
    def classes(self) -> Sequence[str]:
        """The model's, in the order of its answers."""
        return self.evaluation.classes

    @property
    def members(self) -> tuple[str, ...]:
        """What the members of a committee are called; none of a single model."""
        return self.bundle.manifest.members if isinstance(self.bundle, CommitteeBundle) else ()

    @cached_property
    def predicted(self) -> Places:
        """int64 (R,), the class answered for each image."""
        predicted: Places = self.examination.probabilities.argmax(axis=1)
        return predicted

    @cached_property
    def confusion(self) -> Confusion:
        """Which classes were taken for which."""
        return Confusion.of(self.evaluation)

    @cached_property
    def reliability(self) -> Reliability:
        """Accuracy beside confidence."""
        return self.examination.reliability

    @cached_property
    def mistakes(self) -> Places:
        """The most confident ones first."""
        return confident_mistakes(self.examination.probabilities, self.examination.labels)

    @cached_property
    def hits(self) -> Places:
        """The least confident ones first."""
        return unsure_hits(self.examination.probabilities, self.examination.labels)

    def prepare(self) -> None:
        """Work out what takes time, so that nobody waits for it later."""
        _ = self.predicted, self.confusion, self.reliability, self.mistakes, self.hits

    def cell(self, true: int, predicted: int) -> Places:
        """The images of a class that were taken for another, or for itself; the surest answers first."""
        (places,) = np.nonzero((self.examination.labels == true) & (self.predicted == predicted))
        return places[np.argsort(-self.examination.probabilities[places, predicted], kind="stable")]

    def answer(self, place: int) -> tuple[str, str, float]:
        """True class, predicted class and the probability of that, of one image."""
        predicted, true = int(self.predicted[place]), int(self.examination.labels[place])
        share = float(self.examination.probabilities[place, predicted])
        return self.classes[true], self.classes[predicted], share
