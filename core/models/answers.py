"""What a model says about each of many pictures: one that fails does not cost the others."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field

from core.errors import WorkbenchError
from core.models.committee_predictor import AnyPredictor
from core.models.predictor import MemberVote
from core.network.blas_threads import limited_blas
from core.vision.boxes import Box
from core.vision.framing import Framed

Load = Callable[[], Framed]


@dataclass(frozen=True)
class Answer:
    """What came of asking about one picture.

    Attributes:
        file: The picture's file, or what else it is called.
        label: The most probable class; empty where there is an error.
        probability: Of that class.
        probabilities: Of all classes, by name in the model's order.
        warnings: Why to doubt the answer, in sentences.
        error: Why there is no answer.
        votes: Of a committee's members; empty for a single model.
        box: Around the part that it is about, in pixels of the picture; None where it is about the whole picture.
    """

    file: str
    label: str = ""
    probability: float = 0.0
    probabilities: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    error: WorkbenchError | None = None
    votes: tuple[MemberVote, ...] = ()
    box: Box | None = None


def ask_each(predictor: AnyPredictor, pictures: Iterable[tuple[str, Load]]) -> Generator[Answer, None, None]:
    """Ask about pictures, one after the other.

    Args:
        predictor: Who answers.
        pictures: What each is called, and what gives the part of it to ask about or raises a `WorkbenchError`, which
            becomes part of the answer.
    """
    # Products of a single row are too small for several threads, which would wait for each other more than they work.
    with limited_blas(1):
        for file, load in pictures:
            yield _ask(predictor, file, load)


def _ask(predictor: AnyPredictor, file: str, load: Load) -> Answer:
    try:
        framed = load()
        prediction = predictor.predict(framed.picture)
    except WorkbenchError as error:
        return Answer(file, error=error)
    return Answer(
        file,
        prediction.label,
        prediction.probability,
        prediction.probabilities,
        prediction.warnings,
        votes=prediction.votes,
        box=framed.box,
    )
