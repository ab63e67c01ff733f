"""Events of an imaginary training, for the tests here and for the processes that they start."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from core.experiment.draft import validate
from core.experiment.spec import Experiment
from core.runs.store import RunStore
from core.runs.writer import RunWriter
from core.training.events import EpochEnded, EpochMetrics, Finished, Outcome, Started

CHECKPOINT_BYTES = 20_000


def experiment(name: str = "digits", epochs: int = 50) -> Experiment:
    return validate({"name": name, "epochs": epochs, "network": {"layers": [{"type": "Dense", "units": 10}]}})


def create(store: RunStore, name: str = "digits", **facts: str) -> RunWriter:
    return store.create_run(
        experiment(name),
        data_sha256="d" * 64,
        source="street-digits:20000",
        architecture="1024-10",
        blas_threads=1,
        **facts,
    )


def metrics(epoch: int, **values: float) -> EpochMetrics:
    usual = {
        "train_loss": 2.0 / epoch,
        "train_accuracy": 1 - 0.5 / epoch,
        "validation_loss": 2.1 / epoch,
        "validation_accuracy": 1 - 0.6 / epoch,
        "objective": 2.2 / epoch,
        "learning_rate": 0.1,
        "seconds": 0.25,
        "images_per_second": 60_000.0,
    }
    return EpochMetrics(epoch=epoch, dead_units={"dense_1": 0.25}, **usual | values)


def started(run_id: str, first_epoch: int = 1) -> Started:
    return Started(
        run_id=run_id,
        sequence=0,
        time=time.time(),
        parameters=10_250,
        train_images=18_000,
        validation_images=2_000,
        epochs=50,
        steps_per_epoch=70,
        first_epoch=first_epoch,
    )


def epoch_ended(run_id: str, epoch: int, *, best: bool = True, **values: float) -> EpochEnded:
    return EpochEnded(run_id=run_id, sequence=epoch, time=time.time(), metrics=metrics(epoch, **values), best=best)


def finished(run_id: str, outcome: Outcome = Outcome.COMPLETED, reason: str = "") -> Finished:
    return Finished(run_id=run_id, sequence=1_000, time=time.time(), outcome=outcome, reason=reason)


def checkpoint_content(epoch: int) -> bytes:
    return epoch.to_bytes(4, "little") * (CHECKPOINT_BYTES // 4)


def write_epoch(writer: RunWriter, epoch: int, *, best: bool = True) -> Path:
    def save(path: Path) -> None:
        path.write_bytes(checkpoint_content(epoch))

    return writer.end_epoch(epoch_ended(writer.run_id, epoch, best=best), save)


def main() -> None:
    """Train in a process of its own: `WORKSPACE EPOCHS`. Says the run's id."""
    train(Path(sys.argv[1]), int(sys.argv[2]), lambda said: sys.stdout.write(f"{said}\n"))


def train(workspace: Path, epochs: int, say: Callable[[str | int], object]) -> None:
    """A whole run; `say` gets its id, then the number of each stored epoch."""
    with RunStore(workspace) as store, create(store) as writer:
        say(writer.run_id)
        writer.start(started(writer.run_id))
        for epoch in range(1, epochs + 1):
            write_epoch(writer, epoch)
            say(epoch)
        writer.finish(finished(writer.run_id))


if __name__ == "__main__":
    main()
