"""What is special about the script that needs NumPy alone: the layers themselves, and backpropagation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.experiment import layers as specs
from core.experiment.shapes import LayerShape
from core.experiment.spec import Adam, Experiment
from core.experiment.windows import zeros_after, zeros_before
from core.models.bundle import ModelBundle
from core.models.exporting.script_constants import penalties, quoted
from core.models.exporting.script_parts import entry, indented, part

_ACTIVATIONS: Final = {"relu": "ReLU()", "leaky_relu": "LeakyReLU()", "sigmoid": "Sigmoid()", "tanh": "Tanh()"}
_FILES: Final = {
    "Conv2D": "conv2d",
    "Dense": "dense",
    "MaxPooling2D": "max_pooling2d",
    "GlobalAveragePooling2D": "global_average_pooling2d",
    "Flatten": "flatten",
    "BatchNormalization": "batch_normalization",
    "Dropout": "dropout",
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
}
"""Parts with a layer each, in the order in which a script has them."""


def numpy_with_layers(bundle: ModelBundle) -> Iterator[str]:
    """The classes of the layers that are used, and the network made of them."""
    network = [line for layer in bundle.manifest.layer_shapes() for line in _layer(layer)]
    used = {line.partition("(")[0] for line in network}
    yield part("numpy/layer")
    for name, file in _FILES.items():
        if name in used:
            yield part(f"numpy/{file}")
    if used & {"Conv2D", "MaxPooling2D"}:
        yield part("numpy/spread")
    if used & {"Conv2D", "Dense"}:
        yield part("numpy/draw")
    lines = "\n".join(entry(line, 2) for line in network)
    words = '"""The layers in order, with weights that have learned nothing yet."""'
    yield f"def build_network():\n    {words}\n    return [\n{lines}\n    ]"


def numpy_training(experiment: Experiment, bundle: ModelBundle) -> Iterator[str]:
    """The optimizer, and the loop that trains."""
    optimizer = _optimizer(experiment)
    yield part(f"numpy/{optimizer.lower()}")
    is_constant = experiment.schedule.shape == "constant"
    counted = f"optimizer, step, steps = {optimizer}(), 0, epochs * math.ceil(len(images) / BATCH_SIZE)"
    scheduled = "rate, step = LEARNING_RATE * falling(step / steps), step + 1"
    yield part(
        "numpy/train",
        begin=f"optimizer = {optimizer}()" if is_constant else counted,
        derivative=_derivative(experiment),
        rate="rate = LEARNING_RATE" if is_constant else scheduled,
        update=indented("\n".join(_update(experiment, bundle)), 5),
    )


def _optimizer(experiment: Experiment) -> str:
    chosen = experiment.optimizer
    if isinstance(chosen, Adam):
        return "Adam"
    if not chosen.momentum:
        return "SGD"
    return "Nesterov" if chosen.nesterov else "Momentum"


def _derivative(experiment: Experiment) -> str:
    smoothed = "probabilities - (1 - SMOOTHING) * truth - SMOOTHING / len(CLASSES)"
    difference = smoothed if experiment.loss.label_smoothing else "probabilities - truth"
    return difference if experiment.loss.reduction == "sum" else f"({difference}) / FLOAT(len(rows))"


def _update(experiment: Experiment, bundle: ModelBundle) -> Iterator[str]:
    yield "gradient = layer.gradients[name]"
    if penalties(bundle):
        is_scaled = experiment.loss.reduction == "sum" and experiment.network.penalty.scaling == "per_example"
        share = "len(rows) * " if is_scaled else ""
        yield "l1, l2 = PENALTIES.get(name, (0, 0))"
        yield f"gradient = gradient + FLOAT({share}l1) * np.sign(weights) + FLOAT({share}l2) * weights"
    if experiment.optimizer.weight_decay:
        yield 'if name.endswith("/kernel"):'
        yield "    weights *= FLOAT(1 - rate * WEIGHT_DECAY)"
    yield "optimizer.update(name, weights, gradient, rate)"


def _layer(layer: LayerShape) -> Iterator[str]:
    spec, name = layer.spec, quoted(layer.name)
    if isinstance(spec, specs.Dense):
        first = f"{name}, {layer.input_shape[0]}, {spec.units}, {quoted(spec.kernel_initializer)}"
        yield f"Dense({first}{_bias(spec)})"
    elif isinstance(spec, specs.Conv2D):
        first = f"{name}, {layer.input_shape[2]}, {spec.filters}, {quoted(spec.kernel_initializer)}"
        rows, columns = (_zeros(length, spec) for length in layer.input_shape[:2])
        stride = f", stride={spec.stride}" if spec.stride > 1 else ""
        yield f"Conv2D({first}, side={spec.kernel_size}, rows={rows}, columns={columns}{stride}{_bias(spec)})"
    elif isinstance(spec, specs.MaxPooling2D):
        yield f"MaxPooling2D(side={spec.pool_size}, stride={spec.step})"
    elif isinstance(spec, specs.BatchNormalization):
        features = layer.input_shape[-1]
        yield f"BatchNormalization({name}, {features}, momentum={spec.momentum!r}, epsilon={spec.epsilon!r})"
    elif isinstance(spec, specs.Dropout):
        yield f"Dropout({spec.rate!r})"
    elif not isinstance(spec, specs.Activation):
        yield f"{spec.type}()"
    if isinstance(spec, specs.Dense | specs.Conv2D | specs.Activation) and spec.activation != "linear":
        yield _ACTIVATIONS[spec.activation]


def _zeros(length: int, spec: specs.Conv2D) -> tuple[int, int]:
    side = length, spec.kernel_size, spec.stride, spec.padding
    return zeros_before(*side), zeros_after(*side)


def _bias(spec: specs.Dense | specs.Conv2D) -> str:
    return "" if spec.use_bias else ", bias=False"
