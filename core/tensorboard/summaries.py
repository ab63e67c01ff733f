"""The messages that stand in event files: numbers, histograms, pictures and hyperparameters."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from PIL import Image
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.compat.proto.types_pb2 import DT_FLOAT
from tensorboard.plugins.hparams import api_pb2
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo, SessionStartInfo

from core.network.parameters import FloatArray

HyperParameter = str | bool | float
_BINS: Final = 40


def scalar(tag: str, value: float, description: str = "") -> Any:
    """A point of a curve; its description is behind TensorBoard's "i"."""
    plugin = SummaryMetadata.PluginData(plugin_name="scalars")
    metadata = SummaryMetadata(plugin_data=plugin, summary_description=description)
    return Summary.Value(tag=tag, simple_value=value, metadata=metadata)


def histogram(tag: str, values: FloatArray) -> Any:
    """How the numbers of an array are spread.

    Args:
        tag: What they are.
        values: Of any shape, at least one, all finite.
    """
    counts, edges = np.histogram(values, _BINS)
    numbers = values.astype(np.float64, copy=False).ravel()
    spread = HistogramProto(
        min=numbers.min(),
        max=numbers.max(),
        num=numbers.size,
        sum=numbers.sum(),
        sum_squares=numbers @ numbers,
        # Right ends; the first one closes an empty bin, which tells where the next begins.
        bucket_limit=edges.tolist(),
        bucket=[0, *counts.tolist()],
    )
    return Summary.Value(tag=tag, histo=spread)


def picture(tag: str, image: Image.Image, description: str = "") -> Any:
    """A picture, as PNG."""
    file = io.BytesIO()
    image.save(file, "png")
    width, height = image.size
    encoded = Summary.Image(height=height, width=width, colorspace=3, encoded_image_string=file.getvalue())
    return Summary.Value(tag=tag, image=encoded, metadata=SummaryMetadata(summary_description=description))


def hyperparameters(name: str, values: Mapping[str, HyperParameter]) -> Any:
    """What TensorBoard's HParams page lists of a run.

    The list of names and metrics is left to TensorBoard, which then takes those of all runs together and tells which
    of them differ; a list that one run had written would hide what only other runs have.

    Args:
        name: What to call the run there.
        values: By name.
    """
    start = SessionStartInfo(group_name=name, start_time_secs=time.time())
    for key, value in values.items():
        if isinstance(value, bool):
            start.hparams[key].bool_value = value
        elif isinstance(value, str):
            start.hparams[key].string_value = value
        else:
            start.hparams[key].number_value = value
    return _of_hparams("_hparams_/session_start_info", HParamsPluginData(version=0, session_start_info=start))


def end_of_run(*, went_well: bool) -> Any:
    """How a run ended, for the same page."""
    status = api_pb2.STATUS_SUCCESS if went_well else api_pb2.STATUS_FAILURE
    end = SessionEndInfo(status=status, end_time_secs=time.time())
    return _of_hparams("_hparams_/session_end_info", HParamsPluginData(version=0, session_end_info=end))


def _of_hparams(tag: str, data: Any) -> Any:
    plugin = SummaryMetadata.PluginData(plugin_name="hparams", content=data.SerializeToString())
    # The message is in the metadata, and the tensor beside it stands for nothing: readers ask for one.
    nothing = TensorProto(dtype=DT_FLOAT, float_val=[0.0], tensor_shape=TensorShapeProto())
    return Summary.Value(tag=tag, metadata=SummaryMetadata(plugin_data=plugin), tensor=nothing)
