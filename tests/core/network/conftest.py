"""What the tests of the network share: numeric gradients, a careful comparison, and small parts to try them on."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.experiment.shapes import layer_shapes
from core.experiment.spec import NetworkSpec
from core.network.initializers import initial_weights
from core.network.network import Network
from core.network.parameters import Parameter

Array = npt.NDArray[np.float64]

# Central differences err by h^2 in the formula and by eps / h in the arithmetic: the cube root of eps balances both.
STEP = float(np.cbrt(np.finfo(np.float64).eps))


def central_differences(function: Callable[[], float], x: Array) -> Array:
    """Derivative of `function` for every entry of x, which is changed in place and put back."""
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + STEP
        above = function()
        x[index] = kept - STEP
        below = function()
        x[index] = kept
        gradient[index] = (above - below) / (2 * STEP)
    return gradient


def difference(a: Array, b: Array) -> float:
    """`||a - b|| / (||a|| + ||b||)`, and 0 where both are nothing but rounding."""
    size = float(np.linalg.norm(a) + np.linalg.norm(b))
    return 0.0 if size < 1e-9 else float(np.linalg.norm(a - b)) / size


@pytest.fixture
def numeric_gradient() -> Callable[[Callable[[], float], Array], Array]:
    return central_differences


@pytest.fixture
def relative_error() -> Callable[[Array, Array], float]:
    return difference


@pytest.fixture
def parameter() -> Callable[[Array], Parameter]:
    return lambda value: Parameter("layer/parameter", value, np.full_like(value, np.nan))


@pytest.fixture
def build_network() -> Callable[..., Network]:
    """A float64 network from plain layer dicts; every weight, biases too, is drawn so that none hides behind a zero."""

    def build(layers: list[dict[str, Any]], input_shape: tuple[int, ...], seed: int = 3, **penalty: Any) -> Network:
        spec = NetworkSpec.model_validate({"layers": layers, "penalty": penalty})
        shapes = layer_shapes(spec, input_shape)
        rng = np.random.default_rng(seed)
        weights = {name: w + rng.uniform(0.1, 0.4, w.shape) for name, w in initial_weights(shapes, seed).items()}
        return Network(shapes, spec.penalty, weights, np.dtype(np.float64), seed)

    return build


@pytest.fixture
def keras() -> Iterator[Any]:
    """As an oracle in float64, where it is installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what their import says is none of ours
        pytest.importorskip("tensorflow", exc_type=ImportError)
        loaded = pytest.importorskip("keras", exc_type=ImportError)
    precision, policy = loaded.config.floatx(), loaded.config.dtype_policy()
    loaded.config.set_floatx("float64")
    # Whoever made a layer before has fixed what layers are made of by default.
    loaded.config.set_dtype_policy("float64")
    yield loaded
    loaded.config.set_floatx(precision)
    loaded.config.set_dtype_policy(policy)
