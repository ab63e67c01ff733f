"""Loading TensorFlow and Keras, which takes seconds, and saying what they will compute on."""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from core.backends.errors import EngineBroken


@dataclass(frozen=True)
class Engine:
    """The libraries, loaded. They have no types that could be relied on.

    Attributes:
        tf: TensorFlow.
        keras: Keras, computing with it.
    """

    tf: Any
    keras: Any

    @property
    def device(self) -> str:
        """What it computes on, in words: a GPU by its name, or the CPU and why it is not a GPU."""
        gpus = self.tf.config.list_physical_devices("GPU")
        if gpus:
            details = self.tf.config.experimental.get_device_details(gpus[0])
            return str(details.get("device_name", "GPU"))
        return f"CPU ({self._why_no_gpu()})"

    def _why_no_gpu(self) -> str:
        if not (self.tf.test.is_built_with_cuda() or self.tf.test.is_built_with_rocm()):
            return "this TensorFlow is built without GPU support"
        if os.environ.get("CUDA_VISIBLE_DEVICES", "0") in ("", "-1"):
            return "CUDA_VISIBLE_DEVICES hides every GPU"
        return "TensorFlow finds no GPU; the log may say why"


def start_engine(threads: int | None) -> Engine:
    """Load the libraries, or find them where they are loaded already.

    Args:
        threads: That work on one operation; None leaves the choice to TensorFlow. It is the process's, and cannot be
            changed once TensorFlow has computed something.

    Raises:
        EngineBroken: They are not installed, or the installation does not work.
    """
    # Both are read when the libraries are loaded. Errors stay: they go to the log of the run.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    try:
        with warnings.catch_warnings():
            # What their own code does that Python will not allow one day is none of ours.
            warnings.simplefilter("ignore")
            tf, keras = import_module("tensorflow"), import_module("keras")
            if threads is not None:
                _limit_threads(tf, threads)
            if (backend := keras.config.backend()) != "tensorflow":
                raise EngineBroken(f"Keras runs on {backend} here, not on TensorFlow.")
    except EngineBroken:
        raise
    except Exception as error:  # a broken library raises whatever it likes
        raise EngineBroken.because(error) from error
    # In a window's process there may be no terminal, which Keras's progress bars write to.
    keras.config.disable_interactive_logging()
    return Engine(tf, keras)


def _limit_threads(tf: Any, threads: int) -> None:
    # A process that has computed something keeps the threads that it has.
    with suppress(RuntimeError):
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
