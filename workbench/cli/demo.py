"""`workbench demo`: the whole main job on built-in data, without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from PIL import Image

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.evaluation.evaluation import Evaluation
from core.evaluation.mistakes import confident_mistakes, unsure_hits
from core.evaluation.summary_page import RunSummaryPage, SamplePrediction, write_summary
from core.models.assessment import examine
from core.models.bundle import ModelBundle, load_bundle
from core.models.evaluation_report import samples_of
from core.models.predictor import Predictor
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.start import MODEL_ARTIFACT
from workbench.cli.evaluate import print_evaluation
from workbench.cli.options import WorkspaceOption, open_source, open_store
from workbench.cli.output import percent, print_table, say
from workbench.cli.train import configured, train_in_terminal

_SHOWN_EPOCHS = 8
_SAMPLES = 8
_REPORT = "summary.html"


def demo(
    source: Annotated[str, typer.Option("--data", help="What to train on.")] = "street-digits",
    recipe: Annotated[str, typer.Option("--recipe", help="What to train.")] = "digits-quick",
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a field.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Do the whole main job once: make a dataset, train a network, measure it, classify a picture."""
    experiment = configured(recipe, settings or [])
    dataset = open_source(source, experiment.data.image_size)
    say(f"1. Data: {dataset.name}, {len(dataset):,} images of {len(dataset.classes)} classes.")
    with open_store(workspace) as store:
        record = train_in_terminal(experiment, dataset, store)
        path = record.artifact(MODEL_ARTIFACT)
        if path is None:
            raise WorkbenchError(f"The run ended as {record.state}: {record.reason}", "Run the demo again.")
        say(f"2. Training: {record.name}, {record.parameters:,} parameters, {record.epochs_done} epochs.")
        _print_epochs(record)
        bundle = load_bundle(path)
        evaluation, samples = _assess(bundle, dataset)
        say("3. The model on images that it never saw:")
        print_evaluation(evaluation)
        _predict_one(bundle, samples[0])
        page = _write_page(record, dataset, evaluation, samples, store)
    say(f"5. Everything on one page: {page}")
    say(f"   The model, for `workbench predict`: {path}")


def _print_epochs(record: RunRecord) -> None:
    """A few epochs, evenly spread, with the first and the last."""
    count = min(_SHOWN_EPOCHS, len(record.epochs))
    shown = np.unique(np.linspace(0, len(record.epochs) - 1, count).round().astype(int))
    rows = [
        [
            str(row.epoch),
            f"{row.train_loss:.3f}",
            percent(row.train_accuracy),
            f"{row.validation_loss:.3f}",
            percent(row.validation_accuracy),
            f"{row.images_per_second:,.0f}",
        ]
        for row in (record.epochs[index] for index in shown)
    ]
    print_table(["epoch", "train loss", "train acc.", "val. loss", "val. acc.", "images/s"], rows)


def _assess(bundle: ModelBundle, dataset: ImageDataset) -> tuple[Evaluation, list[SamplePrediction]]:
    """Figures on the test part, and pictures worth a look: the surest mistakes and the least sure hits."""
    found = examine(bundle, dataset)
    looks = (unsure_hits, confident_mistakes)
    chosen = np.concatenate([look(found.probabilities, found.labels)[:_SAMPLES] for look in looks])
    return found.evaluation, samples_of(found, chosen)


def _predict_one(bundle: ModelBundle, sample: SamplePrediction) -> None:
    prediction = Predictor(bundle).predict(Image.fromarray(sample.image.squeeze()))
    truth = bundle.manifest.classes[sample.label]
    say(f"4. One picture: a {truth}, and the model says {prediction.label} ({percent(prediction.probability)}).")


def _write_page(
    record: RunRecord,
    dataset: ImageDataset,
    evaluation: Evaluation,
    samples: list[SamplePrediction],
    store: RunStore,
) -> Path:
    facts = (
        ("Dataset", dataset.name),
        ("Images", f"{len(dataset):,}"),
        ("Network", record.architecture),
        ("Parameters", f"{record.parameters:,}"),
        ("Training", f"{record.seconds:.1f} s"),
        ("Run", record.run_id),
    )
    page = store.folder(record.run_id) / _REPORT
    write_summary(page, RunSummaryPage(dataset.name, record.name, facts, record.epochs, evaluation, samples))
    return page
