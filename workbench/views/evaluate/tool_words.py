"""What came of something that was done with the figures of a model: a headline, and what else there is to say."""

from __future__ import annotations

from core.evaluation.evaluation import Evaluation
from core.models.calibrating import Change
from workbench.state.evaluation_work import Calibrated, Compared, Result, Saved
from workbench.views.cards import percent
from workbench.views.signs import LEADS_TO


def words_of(result: Result) -> tuple[str, str]:
    """Headline and details."""
    if isinstance(result, Saved):
        return f"{result.what} saved as {result.path.name}", f"In {result.path.parent}"
    return _of_calibration(result) if isinstance(result, Calibrated) else _of_comparison(result)


def _of_calibration(result: Calibrated) -> tuple[str, str]:
    found = result.calibration
    reported = found.test or found.validation
    headline = f"{_error(reported)}, loss {reported.loss_before:.4f} {LEADS_TO} {reported.loss_after:.4f}"
    fitted = (
        f"fitted on {found.validation.split} ({_error(found.validation)})" if found.test else "fitted on these images"
    )
    sure = "less sure" if found.factor > 1 else "surer"
    words = [f"Temperature {found.temperature:.3f}, {fitted}: the answers stay, and are {sure}."]
    if not _helps(found.validation):
        words.append("The ECE is no better: this does not help the model.")
    if result.path:
        words.append(f"Saved as {result.path.name}.")
    return f"{headline} on {reported.split}", " ".join(words)


def _error(change: Change) -> str:
    before, after = (percent(one.expected_calibration_error) for one in (change.before, change.after))
    return f"ECE {before} {LEADS_TO} {after}"


def _helps(change: Change) -> bool:
    return change.after.expected_calibration_error < change.before.expected_calibration_error


def _of_comparison(result: Compared) -> tuple[str, str]:
    with_them, without = result.outcome.evaluation, result.without
    if not without.copies:
        return f"No image of {with_them.split} is also in the training part", "The figures owe nothing to duplicates."
    if without.evaluation is None:
        headline = f"All {with_them.images:,} images of {with_them.split} are also in the training part"
        return headline, "There are no others to measure on."
    duplicates = "1 duplicate" if without.copies == 1 else f"{without.copies:,} duplicates"
    accuracy = f"{percent(without.evaluation.accuracy)} without {duplicates}"
    pronoun = "it" if without.copies == 1 else "them"
    headline = f"Accuracy {accuracy}, {percent(with_them.accuracy)} with {pronoun}"
    return headline, _of_rest(without.evaluation, with_them)


def _of_rest(rest: Evaluation, whole: Evaluation) -> str:
    copies = whole.images - rest.images
    have = "has" if copies == 1 else "have"
    low, high = (percent(share) for share in rest.accuracy_interval)
    return (
        f"{copies:,} of {whole.images:,} images of {whole.split} {have} exactly the pixels of a training image. "
        f"Without: 95% from {low} to {high}, macro F1 {percent(rest.macro_f1)}, loss {rest.loss:.4f}."
    )
