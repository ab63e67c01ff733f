"""What is special about the script that needs Keras alone: the network as Keras writes it, and its own training."""

from __future__ import annotations

from collections.abc import Iterator

from core.experiment import layers as specs
from core.experiment.shapes import LayerShape
from core.experiment.spec import Adam, Experiment, PenaltySpec
from core.models.bundle import ModelBundle
from core.models.exporting.script_constants import quoted
from core.models.exporting.script_parts import entry, indented, part
from core.network.activations import LEAKY_SLOPE
from core.network.penalties import strength_of

# Keras's own choice, where nobody says another.
_USUAL = "glorot_uniform"
_DOUBLED = 'keras.initializers.VarianceScaling(4.0, "fan_avg", "untruncated_normal")'


def keras_with_layers(bundle: ModelBundle) -> Iterator[str]:
    """The function that builds the network."""
    manifest = bundle.manifest
    experiment = manifest.experiment
    lines = ["keras.Input(SHAPE, dtype=FLOAT)"]
    for layer in manifest.layer_shapes():
        lines += _layer(layer, experiment.network.penalty)
    is_usual = experiment.precision == "float32"
    precision = [] if is_usual else [f"keras.config.set_floatx({quoted(experiment.precision)})"]
    words = '"""The layers in order, with weights that have learned nothing yet."""'
    head = indented("\n".join([words, *precision]), 1)
    network = "\n".join(entry(line, 3) for line in lines)
    yield f"def build_network():\n{head}\n    return keras.Sequential(\n        [\n{network}\n        ]\n    )"


def keras_training(experiment: Experiment) -> Iterator[str]:
    """The function that trains."""
    fields = ["from_logits=True"]
    if experiment.loss.label_smoothing:
        fields.append("label_smoothing=SMOOTHING")
    if experiment.loss.reduction == "sum":
        fields.append('reduction="sum"')
    yield part(
        "keras/train",
        optimizer="\n".join(_optimizer(experiment)),
        loss=", ".join(fields),
        callbacks=_callbacks(experiment),
    )


def _optimizer(experiment: Experiment) -> Iterator[str]:
    """Lines of the function that trains."""
    chosen = experiment.optimizer
    fields = ["LEARNING_RATE"]
    if isinstance(chosen, Adam):
        fields += ["beta_1=BETA_1", "beta_2=BETA_2", "epsilon=EPSILON"]
    elif chosen.momentum:
        fields += ["momentum=MOMENTUM", *(["nesterov=True"] if chosen.nesterov else [])]
    if chosen.weight_decay:
        fields.append("weight_decay=WEIGHT_DECAY")
    yield entry(f"optimizer = keras.optimizers.{chosen.type}({', '.join(fields)})", 1).removesuffix(",")
    if chosen.weight_decay:
        yield '    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])'


def _callbacks(experiment: Experiment) -> str:
    if experiment.schedule.shape == "constant":
        return "[]"
    return "[keras.callbacks.LearningRateScheduler(lambda epoch, _: LEARNING_RATE * falling(epoch / epochs))]"


def _layer(layer: LayerShape, penalty: PenaltySpec) -> Iterator[str]:
    spec, name = layer.spec, f"name={quoted(layer.name)}"
    activation = getattr(spec, "activation", "linear")
    if isinstance(spec, specs.Dense):
        yield f"layers.Dense({spec.units}, {_weighted(spec, penalty)}{name})"
    elif isinstance(spec, specs.Conv2D):
        stride = f"strides={spec.stride}, " if spec.stride > 1 else ""
        sides = f"{spec.filters}, {spec.kernel_size}, {stride}padding={quoted(spec.padding)}"
        yield f"layers.Conv2D({sides}, {_weighted(spec, penalty)}{name})"
    elif isinstance(spec, specs.MaxPooling2D):
        yield f"layers.MaxPooling2D({spec.pool_size}, strides={spec.step}, {name})"
    elif isinstance(spec, specs.BatchNormalization):
        yield f"layers.BatchNormalization(momentum={spec.momentum!r}, epsilon={spec.epsilon!r}, {name})"
    elif isinstance(spec, specs.Dropout):
        yield f"layers.Dropout({spec.rate!r}, {name})"
    elif not isinstance(spec, specs.Activation):
        yield f"layers.{spec.type}({name})"
    elif activation != "leaky_relu":
        yield f"layers.Activation({quoted(activation)}, {name})"
    if activation == "leaky_relu":
        yield f"layers.LeakyReLU(negative_slope={LEAKY_SLOPE})"


def _weighted(spec: specs.Dense | specs.Conv2D, penalty: PenaltySpec) -> str:
    fields = []
    if spec.activation not in ("linear", "leaky_relu"):
        fields.append(f"activation={quoted(spec.activation)}")
    if not spec.use_bias:
        fields.append("use_bias=False")
    is_doubled = spec.kernel_initializer == "glorot_normal_doubled_variance"
    if spec.kernel_initializer != _USUAL:
        fields.append(f"kernel_initializer={_DOUBLED if is_doubled else quoted(spec.kernel_initializer)}")
    if paid := strength_of(spec, penalty):
        # Keras's own penalty is l2 times the sum of squares, whose derivative is twice that.
        fields.append(f"kernel_regularizer=keras.regularizers.L1L2({paid.l1!r}, {paid.l2_gradient / 2!r})")
    return "".join(f"{field}, " for field in fields)
