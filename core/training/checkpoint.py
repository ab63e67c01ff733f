"""The state of a run after an epoch, from which it goes on as if it had never been interrupted.

One safetensors file: arrays under "weights/", "best/" and "slots/<role>/", numbers in its metadata. Random states are
not among them: every epoch's shuffling, augmentation and dropout follow from the seed and the epoch's number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.backends.protocol import AVERAGE, OptimizerState
from core.errors import WorkbenchError
from core.experiment.spec import WeightAveragingSpec
from core.network.averaging import average_of
from core.network.parameters import FloatArray

Weights = Mapping[str, FloatArray]


@dataclass(frozen=True)
class BestEpoch:
    """The epoch of lowest validation loss so far."""

    epoch: int
    validation_loss: float
    weights: Weights


@dataclass(frozen=True)
class Gain:
    """The last epoch whose validation loss was so much lower that it counts for early stopping."""

    epoch: int
    validation_loss: float


@dataclass(frozen=True)
class Checkpoint:
    """All that a run needs to go on.

    Attributes:
        epoch: The last one that ended.
        weights: After that epoch, as training goes on with them.
        optimizer: Likewise; where weights are averaged, what their average is made from is a slot of it.
        best: The best epoch so far, its weights as they are kept: averaged, where they are; None before the first has
            ended.
        gain: From which patience counts; None likewise.
    """

    epoch: int
    weights: Weights
    optimizer: OptimizerState
    best: BestEpoch | None
    gain: Gain | None

    def weights_to_keep(self, averaging: WeightAveragingSpec | None) -> Weights:
        """The model after that epoch, as it was validated: averaged where the experiment asks for it."""
        if averaging is None:
            return self.weights
        steps, slots = self.optimizer.steps, self.optimizer.slots[AVERAGE]
        return dict(self.weights) | {name: average_of(m, averaging.decay, steps) for name, m in slots.items()}

    def save(self, path: Path) -> None:
        """Write it to a file."""
        arrays = {f"weights/{name}": array for name, array in self.weights.items()}
        for role, slot in self.optimizer.slots.items():
            arrays |= {f"slots/{role}/{name}": array for name, array in slot.items()}
        metadata = {"epoch": str(self.epoch), "steps": str(self.optimizer.steps)}
        if self.best and self.gain:
            arrays |= {f"best/{name}": array for name, array in self.best.weights.items()}
            metadata |= {"best_epoch": str(self.best.epoch), "best_loss": repr(self.best.validation_loss)}
            metadata |= {"gain_epoch": str(self.gain.epoch), "gain_loss": repr(self.gain.validation_loss)}
        # Not the library's own writing of files: it hides from us that a disk is full.
        path.write_bytes(save(arrays, metadata))


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        WorkbenchError: The file is missing or damaged.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
        best, gain = None, None
        if "best_epoch" in metadata:
            weights = _under(arrays, "best/")
            best = BestEpoch(int(metadata["best_epoch"]), float(metadata["best_loss"]), weights)
            gain = Gain(int(metadata["gain_epoch"]), float(metadata["gain_loss"]))
        roles = {name.split("/")[1] for name in arrays if name.startswith("slots/")}
        slots = {role: _under(arrays, f"slots/{role}/") for role in roles}
        optimizer = OptimizerState(int(metadata["steps"]), slots)
        return Checkpoint(int(metadata["epoch"]), _under(arrays, "weights/"), optimizer, best, gain)
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        raise WorkbenchError(f"The checkpoint {path} cannot be read.", "Train the run anew.", str(error)) from error


def _under(arrays: Weights, prefix: str) -> dict[str, FloatArray]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
