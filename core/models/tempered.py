"""A calibrated model's answers."""

from __future__ import annotations

from core.evaluation.calibration import with_temperature
from core.network.parameters import FloatArray


def tempered(probabilities: FloatArray, temperature: float) -> FloatArray:
    """Probabilities (N, classes) of a model at its temperature; at 1, as of all that were never calibrated, the same.

    The result is of double precision: in single precision two classes that are nearly as probable could become equal,
    and the answer another one.
    """
    return probabilities if temperature == 1 else with_temperature(probabilities, temperature)
