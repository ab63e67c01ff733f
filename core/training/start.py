"""One run from beginning to end: data, model, loop, records, and what is left when it is over."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial

from core.backends.protocol import HasGraph, TrainableModel
from core.backends.registry import build_in_stages
from core.data.dataset import ImageDataset
from core.evaluation.evaluation import evaluate_predictions
from core.experiment.division import name_of_part
from core.experiment.spec import Experiment
from core.models.bundle import Manifest, Measurement, ModelBundle, save_bundle
from core.network.blas_threads import blas_threads, limited_blas
from core.paths import MODEL_SUFFIX
from core.progress import Progress, silent
from core.runs.left_out import keep_left_out
from core.runs.manifests import keep_manifest
from core.runs.store import RunStore
from core.runs.writer import RunWriter
from core.tensorboard.run_log import RunLog
from core.training.checkpoint import Checkpoint
from core.training.control import Control, Request
from core.training.events import (
    CheckpointSaved,
    EpochEnded,
    EventStamps,
    Finished,
    Outcome,
    Preparing,
    Started,
    TrainingEvent,
)
from core.training.preparing import Prepared, prepare
from core.training.room import when_there_is_room
from core.training.session import Ending, Session, predict_rows

MODEL_ARTIFACT = "model"
# What `_measurements` are of, in their order.
_MEASURED = ("validation", "test")
GIVEN_UP = "Given up before the first batch; there is nothing to keep."


def run_experiment(
    experiment: Experiment,
    dataset: ImageDataset,
    store: RunStore,
    control: Control,
    *,
    threads: int | None = None,
    run_id: str | None = None,
    histograms: bool = False,
    progress: Progress = silent,
) -> Iterator[TrainingEvent]:
    """Train, record every epoch with a checkpoint, save the model with its figures, and say how it ended.

    Args:
        experiment: What to do.
        dataset: What to do it with; in place of the experiment's own source.
        store: Where the run is recorded.
        control: Pause, stop, discard.
        threads: Of the matrix library; None leaves the choice to it.
        run_id: From `RunStore.reserve_run_id`; None for a new one.
        histograms: Whether TensorBoard is to show how the weights are spread, epoch by epoch.
        progress: Told while images are converted for the first time.

    Yields:
        The run's events; the last is `Finished`. After a `Held`, the control decides whether the run waits for room.

    Raises:
        WorkbenchError: Experiment and data do not fit each other, or the workspace cannot be written.
    """
    prepared = prepare(experiment, dataset, progress)
    with limited_blas(threads) as in_use:
        stamps = EventStamps(run_id or store.reserve_run_id())
        create = partial(create_run, prepared, store, in_use, stamps.run_id)
        yield from train(prepared, create, control, stamps, histograms=histograms)


def create_run(
    prepared: Prepared, store: RunStore, threads: int, run_id: str, *, parent: str | None = None
) -> RunWriter:
    """Record that a run begins; arguments as for `RunStore.create_run`."""
    experiment, dataset = prepared.experiment, prepared.dataset
    return store.create_run(
        experiment,
        data_sha256=dataset.sha256,
        source=dataset.source,
        architecture=prepared.architecture,
        blas_threads=threads,
        parent=parent,
        run_id=run_id,
    )


def train(
    prepared: Prepared,
    open_run: Callable[[], RunWriter],
    control: Control,
    stamps: EventStamps,
    checkpoint: Checkpoint | None = None,
    *,
    histograms: bool = False,
    unopened: Outcome = Outcome.DISCARDED,
) -> Iterator[TrainingEvent]:
    """Build the model, train, record, save, and say how it ended; from the beginning or from a checkpoint.

    Args:
        prepared: What is trained.
        open_run: Records that the run begins or goes on.
        control: Pause, stop, discard.
        stamps: Of the run.
        checkpoint: To go on from.
        histograms: Whether TensorBoard is to show how the weights are spread.
        unopened: What the run is where it is given up before that could be recorded.
    """
    writer = yield from when_there_is_room(open_run, control, stamps)
    if isinstance(writer, Request):
        yield Finished(**stamps.next(), outcome=unopened, reason=GIVEN_UP)
        return
    with writer:
        model = yield from _build(prepared, control, stamps)
        if model is None:
            finished = Finished(**stamps.next(), outcome=_given_up(checkpoint).outcome, reason=GIVEN_UP)
            writer.finish(finished)
            yield finished
            return
        session = Session(prepared.experiment, model, prepared.data, control, stamps, checkpoint)
        weights = model.weights if histograms else None
        with closing(RunLog(writer.folder, prepared.experiment, prepared.architecture, weights)) as log:
            yield from _run(prepared, model, session, writer, log, control, stamps)


def _build(
    prepared: Prepared, control: Control, stamps: EventStamps
) -> Generator[Preparing, None, TrainableModel | None]:
    """The model; None where the run was given up while an engine was started for it."""
    classes = len(prepared.parts.classes)
    shape, weights = prepared.pipeline.input_shape, prepared.class_weights
    stages = build_in_stages(prepared.experiment, shape, classes, weights, threads=blas_threads())
    has_waited = False
    try:
        while not (has_waited and control.is_ending):
            what = next(stages)
            has_waited = True
            yield Preparing(**stamps.next(), what=what)
    except StopIteration as built:
        model: TrainableModel = built.value
        return None if has_waited and control.is_ending else model
    except KeyboardInterrupt:
        if not control.is_ending:
            raise
    return None


def _run(
    prepared: Prepared,
    model: TrainableModel,
    session: Session,
    writer: RunWriter,
    log: RunLog,
    control: Control,
    stamps: EventStamps,
) -> Iterator[TrainingEvent]:
    started = yield from when_there_is_room(partial(_begin, prepared, session, writer), control, stamps)
    if isinstance(started, Request):
        yield from _finish(_given_up(session.epoch), session, writer, log, control, stamps)
        return
    log.take(started)
    if isinstance(model, HasGraph):
        log.add_graph(model.graph)
    yield started
    ending = yield from _recorded(session, writer, log, control, stamps)
    manifest = None if ending.outcome is Outcome.DISCARDED else _of_kept(prepared, model, session, writer, ending)
    if manifest:
        bundle = ModelBundle(manifest, model.weights())
        kept = yield from when_there_is_room(partial(_keep_model, writer, bundle), control, stamps)
        if kept is Request.DISCARD:
            ending, manifest = _discarded(session.epoch), None
    if manifest:
        for part, measured in zip(_MEASURED, manifest.measurements, strict=True):
            log.add_evaluation(manifest.epoch, part, measured.evaluation)
    yield from _finish(ending, session, writer, log, control, stamps)


def _begin(prepared: Prepared, session: Session, writer: RunWriter) -> Started:
    """Record that the first batch is next, and what is known before it."""
    started = session.started(sum(layer.parameters for layer in prepared.layers))
    writer.start(started)
    keep_left_out(writer, prepared.parts.excluded)
    keep_manifest(writer, _manifest(prepared, writer.run_id))
    return started


def _finish(
    ending: Ending, session: Session, writer: RunWriter, log: RunLog, control: Control, stamps: EventStamps
) -> Iterator[TrainingEvent]:
    """Record how the run ended; where there is no room for that, it can be given up even now."""
    finished = Finished(**stamps.next(), outcome=ending.outcome, reason=ending.reason)
    log.take(finished)
    if (yield from when_there_is_room(partial(writer.finish, finished), control, stamps)) is Request.DISCARD:
        yield from _finish(_discarded(session.epoch), session, writer, log, control, stamps)
    else:
        yield finished


def _recorded(
    session: Session, writer: RunWriter, log: RunLog, control: Control, stamps: EventStamps
) -> Generator[TrainingEvent, None, Ending]:
    """Pass the loop's events on, each epoch only once it and its checkpoint are on disk."""
    for event in session.train():
        if isinstance(event, EpochEnded):
            store = partial(writer.end_epoch, event, session.checkpoint().save)
            path = yield from when_there_is_room(store, control, stamps)
            if path is Request.DISCARD:
                return _discarded(event.metrics.epoch)
            log.take(event)
            yield event
            yield CheckpointSaved(**stamps.next(), epoch=event.metrics.epoch, path=str(path))
        else:
            yield event
    return session.ending


def _discarded(epoch: int) -> Ending:
    return Ending(Outcome.DISCARDED, f"Discarded after epoch {epoch}.")


def _given_up(before: object) -> Ending:
    """What was interrupted before can still go on from its checkpoint."""
    return Ending(Outcome.INTERRUPTED if before else Outcome.DISCARDED, GIVEN_UP)


def _manifest(prepared: Prepared, run_id: str) -> Manifest:
    """What is said of every model that the run makes, whatever its epoch."""
    return Manifest(
        experiment=prepared.experiment,
        classes=prepared.parts.classes,
        pipeline=prepared.pipeline,
        run_id=run_id,
        epoch=0,
        chosen_on="",
        trained_on=prepared.dataset.name,
        data_sha256=prepared.dataset.sha256,
    )


def _of_kept(
    prepared: Prepared, model: TrainableModel, session: Session, writer: RunWriter, ending: Ending
) -> Manifest | None:
    """What is said of the epoch that the experiment keeps; after a divergence, of the best before it, if any.

    The model then has the weights of that epoch.
    """
    experiment = prepared.experiment
    diverged = ending.outcome is Outcome.DIVERGED
    best = session.best if experiment.keep == "best" or diverged else None
    if diverged and best is None:
        return None
    model.set_weights(best.weights if best else session.weights_to_keep())
    changes = {
        "epoch": best.epoch if best else session.epoch,
        "chosen_on": "validation" if best else "",
        "measurements": tuple(_measurements(prepared, model)),
    }
    return _manifest(prepared, writer.run_id).model_copy(update=changes)


def _keep_model(writer: RunWriter, bundle: ModelBundle) -> None:
    path = writer.folder / f"{MODEL_ARTIFACT}{MODEL_SUFFIX}"
    save_bundle(path, bundle)
    writer.add_artifact(MODEL_ARTIFACT, path)


def _measurements(prepared: Prepared, model: TrainableModel) -> Iterator[Measurement]:
    """The model's figures on the images that chose it, and on those that nothing was chosen on."""
    parts, dataset, prediction = prepared.parts, prepared.dataset, prepared.experiment.prediction
    validation, test = name_of_part(parts, "validation"), name_of_part(parts, "test")
    for name, rows in ((validation, parts.validation), (test, parts.test)):
        probabilities = predict_rows(model, prepared.data.loader, rows, prediction)
        evaluation = evaluate_predictions(probabilities, parts.labels[rows], parts.classes, name)
        yield Measurement(data_name=dataset.name, data_sha256=dataset.sha256, evaluation=evaluation)
