"""Runs with event files, and reading those as TensorBoard does."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

# TensorBoard's own switch for doing without TensorFlow, which takes seconds to load.
sys.modules.setdefault("tensorboard.compat.notf", ModuleType("tensorboard.compat.notf"))

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData  # noqa: E402

from core.experiment.spec import Experiment  # noqa: E402
from core.runs.records import RunRecord  # noqa: E402
from core.runs.store import RunStore  # noqa: E402
from core.tensorboard.names import EVENTS  # noqa: E402
from core.training.control import Control  # noqa: E402
from core.training.start import run_experiment  # noqa: E402
from tests.core.training.session_parts import dataset  # noqa: E402

EVERYTHING = {"scalars": 0, "histograms": 0, "images": 0, "tensors": 0}


def train(store: RunStore, chosen: Experiment, *, histograms: bool = False) -> RunRecord:
    *_, finished = run_experiment(chosen, dataset(), store, Control(), histograms=histograms)
    return store.run(finished.run_id)


def read(folder: Path) -> Any:
    """All that the event files of one folder hold."""
    return EventAccumulator(str(folder), size_guidance=EVERYTHING).Reload()


def events(record: RunRecord, part: str = "") -> Any:
    """The same of a run, or of one part of it."""
    return read(record.folder / EVENTS / part)


def curve(accumulator: Any, tag: str) -> dict[int, float]:
    """Values by epoch."""
    return {point.step: point.value for point in accumulator.Scalars(tag)}


def hparams(accumulator: Any, tag: str) -> Any:
    """The message that the HParams page finds under a tag."""
    content = accumulator.SummaryMetadata(f"_hparams_/{tag}").plugin_data.content
    return getattr(HParamsPluginData.FromString(content), tag)
