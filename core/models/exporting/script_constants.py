"""The numbers and names at the head of a script: those that its code mentions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from core.experiment.spec import Adam
from core.models.bundle import ModelBundle
from core.models.exporting.script_parts import WIDTH
from core.network.penalties import strength_of


def constants(bundle: ModelBundle, body: str) -> Iterator[str]:
    """Lines such as `EPOCHS = 50`, for the constants that the code mentions."""
    for name, value in _all(bundle):
        if re.search(rf"\b{name}\b", body):
            yield _line(name, value)


def quoted(text: str) -> str:
    """Text as Python writes it, in double quotes."""
    return json.dumps(text, ensure_ascii=True)


def penalties(bundle: ModelBundle) -> dict[str, tuple[float, float]]:
    """What is added to the gradient of each kernel that pays: L1's and L2's share, by name."""
    network = bundle.manifest.experiment.network
    found = ((layer, strength_of(layer.spec, network.penalty)) for layer in bundle.manifest.layer_shapes())
    return {f"{layer.name}/kernel": (paid.l1, paid.l2_gradient) for layer, paid in found if paid}


def _all(bundle: ModelBundle) -> Iterator[tuple[str, str | Sequence[str]]]:
    """Every constant there is; a sequence is written as a tuple."""
    manifest = bundle.manifest
    experiment, pipeline = manifest.experiment, manifest.pipeline
    optimizer, schedule = experiment.optimizer, experiment.schedule
    yield "CLASSES", [quoted(name) for name in bundle.classes]
    yield "SHAPE", f"({', '.join(map(str, pipeline.input_shape))})  # height, width, channels"
    yield "WEIGHTS", 'Path(__file__).with_suffix(".npz")'
    yield "FLOAT", f"np.{experiment.precision}"
    yield "TINY", "np.finfo(np.float32).tiny"
    yield "RNG", f"np.random.default_rng({experiment.seed})"
    yield "MEAN", list(map(repr, pipeline.mean))
    yield "DEVIATION", list(map(repr, pipeline.deviation))
    yield "TEMPERATURE", repr(manifest.temperature)
    yield "ZOOM", repr(experiment.prediction.zoom)
    yield "EPOCHS", str(experiment.epochs)
    yield "BATCH_SIZE", str(experiment.batch_size)
    yield "LEARNING_RATE", repr(optimizer.learning_rate)
    if isinstance(optimizer, Adam):
        yield "BETA_1", repr(optimizer.beta_1)
        yield "BETA_2", repr(optimizer.beta_2)
        yield "EPSILON", repr(optimizer.epsilon)
    else:
        yield "MOMENTUM", repr(optimizer.momentum)
    yield "WEIGHT_DECAY", repr(optimizer.weight_decay)
    yield "SMOOTHING", repr(experiment.loss.label_smoothing)
    yield "STEP_FACTOR", repr(schedule.step_factor)
    yield "STEP_EPOCHS", str(schedule.step_epochs)
    yield "FLOOR", repr(schedule.floor)
    yield "RISE", repr(schedule.rise)
    entries = "".join(f"    {quoted(name)}: {paid},\n" for name, paid in penalties(bundle).items())
    yield "PENALTIES", f"{{\n{entries}}}  # L1 and L2"


def _line(name: str, value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return f"{name} = {value}"
    line = f"{name} = ({', '.join(value)}{',' if len(value) == 1 else ''})"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{name} = (", *(f"    {entry}," for entry in value), ")"])
