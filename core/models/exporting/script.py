"""A model as a script to read: it rebuilds the network, trains it and predicts, with NumPy alone or with Keras alone.

Only what the model uses is written out. The weights lie beside the script, in an NPZ file; it reads images from others.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import numpy as np

from core.experiment.spec import Experiment
from core.models.bundle import ModelBundle
from core.models.exporting.keras_script import keras_training, keras_with_layers
from core.models.exporting.numpy_script import numpy_training, numpy_with_layers
from core.models.exporting.script_constants import constants
from core.models.exporting.script_parts import indented, part

_WIDTH: Final = 118
_MOST_NAMED: Final = 10
_LIBRARIES: Final = {"numpy": "NumPy", "keras": "Keras"}


def script_files(bundle: ModelBundle, target: Path, engine: Literal["numpy", "keras"]) -> dict[Path, bytes]:
    """The script, and the file of its weights.

    Args:
        bundle: What to write.
        target: The script's file; the weights have the same name, and end in ".npz".
        engine: What it computes with.
    """
    content = io.BytesIO()
    np.savez(content, **dict(bundle.weights))  # type: ignore[arg-type] # takes a flag besides, which no weight is called
    code = script(bundle, target.name, engine)
    return {target: code.encode(), target.with_suffix(".npz"): content.getvalue()}


def script(bundle: ModelBundle, name: str, engine: Literal["numpy", "keras"]) -> str:
    """The code of a script that lies in a file of that name."""
    experiment = bundle.manifest.experiment
    uses_numpy = engine == "numpy"
    parts = [
        *(numpy_with_layers(bundle) if uses_numpy else keras_with_layers(bundle)),
        part(f"shared/{bundle.manifest.pipeline.normalization}"),
        *_views(experiment),
        part("shared/softmax"),
        part(f"{engine}/forward"),
        part("shared/predict", answer=indented(_answer(bundle), 1)),
        *([] if experiment.schedule.shape == "constant" else [part(f"shared/{experiment.schedule.shape}")]),
        *(numpy_training(experiment, bundle) if uses_numpy else keras_training(experiment)),
        part("shared/main", trained='Path("trained.npz")'),
    ]
    body = "\n\n\n".join(parts)
    head = [_docstring(bundle, name, engine), "", *_imports(body, engine), "", *constants(bundle, body)]
    return "\n".join(head) + f"\n\n\n{body}\n"


def _docstring(bundle: ModelBundle, name: str, engine: str) -> str:
    pipeline = bundle.manifest.pipeline
    count = len(bundle.classes)
    named = f"one of {', '.join(bundle.classes)}" if count <= _MOST_NAMED else f"one of {count} classes"
    color = "gray" if pipeline.channels == 1 else "RGB"
    file = _plain(name)
    about = (
        f"A neural network in {_LIBRARIES[engine]} alone, exported from Classifier Workbench. Its weights are in "
        f"{_plain(Path(name).with_suffix('.npz').name)}, beside this script. It takes `images` from NPZ files, uint8 "
        f"(N, {pipeline.height}, {pipeline.width}, {pipeline.channels}), {color}; "
        f"`labels` are numbers from 0 to {count - 1}."
    )
    uses = [
        f"    python {file} predict pictures.npz     what is on each image",
        f"    python {file} evaluate pictures.npz    how often that is right",
        f"    python {file} train pictures.npz       learn from the first weights on; --save FILE, --epochs N",
    ]
    paragraphs = [_wrapped(f"{_plain(bundle.manifest.experiment.name)}: says what is on a picture, {_plain(named)}.")]
    paragraphs += [_wrapped(about), "\n".join(uses)]
    if left_out := list(_left_out(bundle.manifest.experiment)):
        words = f"What the model was trained with, and this script leaves out: {', '.join(left_out)}."
        paragraphs.append(_wrapped(words))
    return '"""' + "\n\n".join(paragraphs) + '\n"""'


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _plain(text: str) -> str:
    """Words that cannot end a docstring, whatever somebody called a model."""
    return re.sub(r"[^\w\s.,:;()+\-]", "_", " ".join(text.split()))


def _left_out(experiment: Experiment) -> Iterator[str]:
    loss = experiment.loss
    if experiment.augmentation.model_dump(exclude_defaults=True):
        yield "augmentation"
    if loss.class_weights != "none":
        yield "class weights"
    if experiment.schedule.warmup_epochs and experiment.schedule.shape != "one_cycle":
        yield "the first epochs' rising learning rate"
    if experiment.weight_averaging:
        yield "averaged weights"
    if experiment.early_stopping or experiment.keep == "best":
        yield "the choice of the best epoch"


def _imports(body: str, engine: str) -> Iterator[str]:
    yield "import argparse"
    if "math." in body:
        yield "import math"
    yield from ("import sys", "from pathlib import Path", "")
    if engine == "keras":
        yield "import keras"
    yield "import numpy as np"
    if engine == "keras":
        yield "from keras import layers"
    if "sliding_window_view" in body:
        yield "from numpy.lib.stride_tricks import sliding_window_view"


def _views(experiment: Experiment) -> Iterator[str]:
    prediction = experiment.prediction
    if prediction.zoom:
        yield part("shared/zoomed")
        yield part("shared/views_all" if prediction.mirrored else "shared/views_zoomed")
    elif prediction.mirrored:
        yield part("shared/views_mirrored")


def _answer(bundle: ModelBundle) -> str:
    is_tempered = bundle.manifest.temperature != 1
    if not list(_views(bundle.manifest.experiment)):
        return f"return softmax(forward(network, x){' / FLOAT(TEMPERATURE)' if is_tempered else ''})"
    mean = "np.mean([softmax(forward(network, view)) for view in views(x)], axis=0)"
    if not is_tempered:
        return f"return {mean}"
    return f"probabilities = {mean}\nreturn softmax(np.log(np.maximum(probabilities, TINY)) / FLOAT(TEMPERATURE))"
