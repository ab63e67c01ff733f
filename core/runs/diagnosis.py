"""What just happened in a run of the store."""

from __future__ import annotations

from core.errors import WorkbenchError
from core.evaluation.diagnosis.case import Case
from core.evaluation.diagnosis.diagnose import diagnose
from core.evaluation.diagnosis.finding import Finding
from core.evaluation.evaluation import Evaluation
from core.models.bundle import read_manifest
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.start import MODEL_ARTIFACT


def diagnosis_of(store: RunStore, record: RunRecord) -> tuple[Finding, ...]:
    """What is to be said of a run, from the epochs behind it and the figures in its model; nothing while it goes on."""
    if record.outcome is None:
        return ()
    return diagnose(Case(record.experiment, store.history(record), record.outcome, _evaluation(record)))


def _evaluation(record: RunRecord) -> Evaluation | None:
    """The kept model on the validation images; without its file, the curves still say what they say."""
    path = record.artifact(MODEL_ARTIFACT)
    try:
        measured = read_manifest(path).validation if path else None
    except WorkbenchError:
        return None
    return measured.evaluation if measured else None
