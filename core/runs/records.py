"""What the run store tells about runs: plain values, read at one moment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.experiment.spec import Experiment
from core.training.events import EpochMetrics, Outcome


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class Artifact(_Record):
    """A file that a run made and that is kept with it."""

    name: str = Field(description='What it is, such as "model" or "report"; one of each a run.')
    path: str = Field(description="Relative to the run's folder, with forward slashes.")


class RunSummary(_Record):
    """One line of the list of runs."""

    run_id: str
    name: str
    parent: str | None = Field(None, description="The run that this one extends.")
    source: str = Field(description="Where the images came from.")
    data_sha256: str = Field(description="Digest of pixels, labels and class names.")
    backend: str
    architecture: str = Field(description="The network in short, such as 1024-200-200-10.")
    blas_threads: int
    created: float = Field(description="Seconds since the epoch, as all times here.")
    started: float | None = Field(None, description="When the first batch was about to be trained.")
    ended: float | None = Field(None, description="None also where the process vanished and nobody saw when.")
    outcome: Outcome | None = Field(None, description="None while it runs.")
    reason: str = Field("", description="For people: why it ended so.")
    parameters: int | None = Field(None, description="Trainable weights; None before it started.")
    device: str = Field("", description="What the engine computed on; empty before it started, and in old records.")
    epochs_planned: int
    epochs_done: int = Field(0, description="Number of the last finished epoch; in a child run, parents' epochs count.")
    seconds: float = Field(0.0, description="Spent in the run's own epochs, without pauses.")
    best_epoch: int | None = Field(None, description="The epoch of lowest validation loss.")
    best_validation_accuracy: float | None = Field(None, description="In that epoch.")
    best_validation_loss: float | None = Field(None, description="Likewise.")
    tags: tuple[str, ...] = Field((), description="In alphabetical order.")
    notes: str = ""

    @property
    def state(self) -> str:
        """How to call its state on screen: "running", or the outcome."""
        return self.outcome or "running"


class RunRecord(RunSummary):
    """Everything that is known about a run. As JSON it is the description kept in the run's folder."""

    schema_version: Literal[1] = 1
    experiment: Experiment
    epochs: tuple[EpochMetrics, ...] = Field((), description="Consecutive, oldest first.")
    artifacts: tuple[Artifact, ...] = ()
    checkpoint: str | None = Field(None, description="File name of the state after the last finished epoch.")
    folder: Path = Field(Path(), exclude=True, description="Where the run's files are.")

    @property
    def progress(self) -> str:
        """How far a run has come that left no model yet, in words for beside its name."""
        return f"epoch {self.epochs_done:,}, {'still training' if self.outcome is None else self.outcome}"

    @property
    def checkpoint_path(self) -> Path | None:
        """The state after the last finished epoch, to resume from."""
        return self.folder / self.checkpoint if self.checkpoint else None

    def artifact(self, name: str) -> Path | None:
        """Where the artifact of that name is; None where the run has none."""
        return next((self.folder / one.path for one in self.artifacts if one.name == name), None)
