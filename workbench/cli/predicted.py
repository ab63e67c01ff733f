"""What `workbench predict` prints: a line a picture or one document, and the accuracy where true classes are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from core.models.answers import Answer
from core.models.certainty import in_words, is_sure
from core.models.truths import Score, score
from core.vision.boxes import Box
from core.vision.subject import Subject
from workbench.cli.output import note, percent, say
from workbench.cli.why import Why

_BOXES: Final[dict[Subject, str]] = {"face": "face", "digit": "box"}
"""What the part is called in the document that an answer is about."""


@dataclass(frozen=True)
class Asked:
    """A picture that was asked about.

    Attributes:
        answer: What came of it.
        truth: Its true class; empty where nobody knows.
        why: What the answer hangs on, where that was asked for.
    """

    answer: Answer
    truth: str = ""
    why: Why | None = None


@dataclass(frozen=True)
class Predicted:
    """All that was asked about.

    Attributes:
        asked: The pictures, in the order given.
        subject: What the model is about.
        sure_above: Below this probability, an answer is called a guess.
    """

    asked: Sequence[Asked]
    subject: Subject
    sure_above: float

    @property
    def score(self) -> Score | None:
        """How many answers are right; None where no true class is known."""
        return score([one.truth for one in self.asked], [one.answer.label for one in self.asked])

    @property
    def document(self) -> dict[str, Any]:
        """What is printed with --json."""
        found = self.score
        figures = {}
        if found is not None:
            figures = {
                "accuracy": found.accuracy,
                "accuracy_interval": list(found.interval),
                "right": found.right,
                "asked": found.asked,
                "unanswered": self._unanswered,
            }
        return {"predictions": [self._entry(one) for one in self.asked]} | figures

    def print(self) -> None:
        """A line a picture, and one of the accuracy."""
        for one in self.asked:
            self._print(one)
        found = self.score
        if found is None:
            return
        low, high = (percent(share) for share in found.interval)
        right = f"{found.right:,} of {found.asked:,} are right: {percent(found.accuracy)} (95% from {low} to {high})"
        rest = f"; {self._unanswered:,} without an answer do not count" if self._unanswered else ""
        say(f"{right}{rest}")

    @property
    def _unanswered(self) -> int:
        """Pictures whose true class is known."""
        return sum(bool(one.truth) and one.answer.error is not None for one in self.asked)

    def _entry(self, one: Asked) -> dict[str, Any]:
        answer = one.answer
        document: dict[str, Any] = {"file": answer.file}
        if answer.error:
            document["error"] = str(answer.error)
        else:
            document |= {
                "label": answer.label,
                "probability": answer.probability,
                "sure": is_sure(answer.probability, self.sure_above),
                "probabilities": answer.probabilities,
                "warnings": list(answer.warnings),
            }
        if self.subject in _BOXES:
            document[_BOXES[self.subject]] = _box_document(answer.box)
        if self.subject == "face" and answer.box:
            document["tilt"] = answer.box.tilt
        if self.score is not None:
            document["truth"] = one.truth or None
        if answer.votes:
            document["members"] = [asdict(vote) for vote in answer.votes]
        if one.why:
            path, found = one.why
            document["why"] = {"way": found.way, "file": str(path), "words": found.words}
        return document

    def _print(self, one: Asked) -> None:
        answer = one.answer
        if answer.error:
            note(f"{answer.file}: {answer.error}")
            return
        words = in_words(
            answer.label, percent(answer.probability), is_sure=is_sure(answer.probability, self.sure_above)
        )
        place = f", {self.subject} at {answer.box.written}" if answer.box else ""
        truth = f", but it is {one.truth}" if one.truth and one.truth != answer.label else ""
        say(f"{answer.file}: {words}{place}{truth}")
        for vote in answer.votes:
            say(f"  {vote.member}: {vote.label} ({percent(vote.probability)})")
        for warning in answer.warnings:
            say(f"  {warning}")
        if one.why:
            path, found = one.why
            say(f"  {path}: {found.words}")


def _box_document(box: Box | None) -> dict[str, int] | None:
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height} if box else None
