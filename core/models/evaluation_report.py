"""A model's examination as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.evaluation.mistakes import confident_mistakes, unsure_hits
from core.evaluation.summary_page import EvaluationPage, SamplePrediction, write_evaluation
from core.experiment.shapes import describe_widths
from core.models.assessment import Examination
from core.models.committee import CommitteeBundle, Model
from core.models.copies import WithoutCopies
from core.models.prediction_table import names_of_rows

SAMPLES = 24
"""Pictures in each gallery."""

Facts = Iterator[tuple[str, str]]


def save_report(path: Path, model: Model, examination: Examination, without: WithoutCopies | None = None) -> None:
    """Write the page: figures, tables, reliability, and the pictures worth a look.

    Args:
        path: The HTML file.
        model: Which was examined.
        examination: Its answers and figures.
        without: Its figures without copies of training images, to be named on the page.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    probabilities, labels = examination.probabilities, examination.labels
    page = EvaluationPage(
        title=examination.dataset.name,
        model=name_of(model),
        facts=[*_facts(model, examination), *_facts_without(without)],
        evaluation=examination.evaluation,
        reliability=examination.reliability,
        mistakes=samples_of(examination, confident_mistakes(probabilities, labels)[:SAMPLES]),
        hits=samples_of(examination, unsure_hits(probabilities, labels)[:SAMPLES]),
    )
    write_evaluation(path, page)


def samples_of(examination: Examination, places: npt.NDArray[np.int64]) -> list[SamplePrediction]:
    """Pictures with their answers, by their places among the examined ones."""
    rows = examination.rows[places]
    files = names_of_rows(examination.dataset, rows)
    return [
        SamplePrediction(
            examination.dataset.images[row],
            int(examination.labels[place]),
            examination.probabilities[place],
            file or f"image {row:,}",
        )
        for place, row, file in zip(places.tolist(), rows.tolist(), files, strict=True)
    ]


def name_of(model: Model) -> str:
    """What a model is called: its experiment's name, or the committee's."""
    return model.manifest.name if isinstance(model, CommitteeBundle) else model.manifest.experiment.name


def _facts(model: Model, examination: Examination) -> Facts:
    dataset = examination.dataset
    yield "Dataset", dataset.name
    yield "Measured on", f"{examination.evaluation.split}, {len(examination.rows):,} of {len(dataset):,} images"
    if model.manifest.temperature != 1:
        yield "Temperature", f"{model.manifest.temperature:.3f}"
    if isinstance(model, CommitteeBundle):
        yield "Members", ", ".join(model.manifest.members)
        yield "Vote", model.manifest.vote
        return
    manifest = model.manifest
    yield "Network", describe_widths(manifest.experiment.network, manifest.pipeline.input_shape)
    yield "Parameters", f"{sum(weights.size for weights in model.weights.values()):,}"
    yield "Trained on", manifest.trained_on
    yield "Epoch", f"{manifest.epoch:,}"
    yield "Run", manifest.run_id


def _facts_without(without: WithoutCopies | None) -> Facts:
    if without is None:
        return
    yield "Copies of training images", f"{without.copies:,}"
    if without.copies and without.evaluation is not None:
        yield "Accuracy without them", f"{without.evaluation.accuracy:.1%}"
