"""What a training run tells whoever watches it.

A run is a sequence of these events: perhaps some `Preparing`, then `Started`, then any number of `Progress`,
`EpochEnded`, `CheckpointSaved` and `Held`, then exactly one `Finished`, always. They are plain values: they cross
process borders and say nothing twice.
"""

from __future__ import annotations

import itertools
import time
from enum import StrEnum
from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field


class Outcome(StrEnum):
    """How a run ended."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    DISCARDED = "discarded"
    DIVERGED = "diverged"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    run_id: str
    sequence: int = Field(ge=0, description="Counts the events of a run from 0.")
    time: float = Field(description="Seconds since 1970.")


class Preparing(_Event):
    """The run is on record, and something that takes seconds comes before its first batch: an engine starts.

    Until `Started`, nothing is trained and there is nothing to keep: both stop and discard give the run up, at once.
    """

    kind: Literal["preparing"] = "preparing"
    what: str = Field(description='For people: "Starting Keras".')


class Started(_Event):
    """The data is open, the network is built, the first batch is next."""

    kind: Literal["started"] = "started"
    parameters: int = Field(description="Trainable weights of the network.")
    train_images: int
    validation_images: int
    epochs: int
    steps_per_epoch: int
    first_epoch: int = Field(1, description="More than 1 where a run was resumed.")
    device: str = Field("", description="What the engine computes on; empty where that was not noted yet.")


class Progress(_Event):
    """Where the run is inside an epoch; at most 30 a second."""

    kind: Literal["progress"] = "progress"
    epoch: int = Field(description="Counts from 1.")
    step: int = Field(description="Updates done in this epoch.")
    steps: int = Field(description="Updates in the whole epoch.")
    train_loss: float = Field(description="Mean loss an example, so far in this epoch.")
    train_accuracy: float
    images_per_second: float
    seconds_left: float = Field(description="Estimate for the rest of the run.")


class EpochMetrics(BaseModel):
    """One row of a run's curves. Losses are means over examples, whatever the training loss's reduction."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    epoch: int = Field(ge=1, description="Counts from 1.")
    train_loss: float = Field(
        description="Plain cross-entropy, as the validation loss is, averaged over the epoch while the weights moved."
    )
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    objective: float = Field(
        description="As minimised, per example: training loss with smoothed labels, weighted classes and penalties."
    )
    learning_rate: float = Field(description="Of the epoch's last update.")
    seconds: float = Field(description="Training and validation together.")
    images_per_second: float = Field(description="While training.")
    dead_units: dict[str, float] = Field(
        default_factory=dict,
        description="Share of each ReLU layer's units that were 0 for every validation image (Lu et al. 2019).",
    )


class EpochEnded(_Event):
    """All training batches of an epoch are done and the validation images were looked at."""

    kind: Literal["epoch-ended"] = "epoch-ended"
    metrics: EpochMetrics
    best: bool = Field(description="The lowest validation loss so far.")


class CheckpointSaved(_Event):
    """The epoch's row and a checkpoint to resume from are on disk."""

    kind: Literal["checkpoint-saved"] = "checkpoint-saved"
    epoch: int
    path: str


class Held(_Event):
    """What is to be stored next finds no room on the disk. Nothing is lost yet.

    Whoever gets this can pause the run, and resume it once there is room: then the same is tried again. Where nobody
    does, the run fails.
    """

    kind: Literal["held"] = "held"
    reason: str = Field(description="For people: what could not be written.")


class Finished(_Event):
    """The last event of a run."""

    kind: Literal["finished"] = "finished"
    outcome: Outcome
    reason: str = Field("", description="For people: why it ended so, and what to do where something went wrong.")


TrainingEvent = Annotated[
    Preparing | Started | Progress | EpochEnded | CheckpointSaved | Held | Finished, Field(discriminator="kind")
]


class Stamp(TypedDict):
    """What every event begins with."""

    run_id: str
    sequence: int
    time: float


class EventStamps:
    """Numbers the events of one run.

    Args:
        run_id: The run.
    """

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self._sequence = itertools.count()

    def next(self) -> Stamp:
        """The stamp of an event that happens now."""
        return Stamp(run_id=self.run_id, sequence=next(self._sequence), time=time.time())
