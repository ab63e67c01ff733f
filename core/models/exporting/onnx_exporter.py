"""ONNX, which runs nearly everywhere: on phones, in browsers, from C++ and C#, without Python.

The graph gives the model's answer: the mean over all of its views (mirrored, smaller, larger), at its temperature. It
begins with what the first layer receives or, by choice, with the bytes of images. What a file says about its model
stands in `metadata_props`, each field of `About` under its own name.

A committee is one graph with all of its members. Networks of double precision are written in single precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.errors import WorkbenchError
from core.evaluation.evaluation import SMALLEST_PROBABILITY
from core.experiment.spec import PredictionSpec
from core.models.bundle import ModelBundle
from core.models.committee import CommitteeBundle, Model
from core.models.exporting.about import About, about
from core.models.exporting.onnx_graph import GraphBuilder, Value
from core.models.exporting.onnx_layers import NetworkWriter
from core.models.exporting.onnx_votes import united
from core.models.views import View, views_of
from core.preprocessing.pipeline import LEAST_DEVIATION, Pipeline

IMAGES, INPUTS, PROBABILITIES = "images", "inputs", "probabilities"


def onnx_file(model: Model, *, with_preprocessing: bool) -> bytes:
    """A model as the content of an ONNX file.

    Args:
        model: What to write.
        with_preprocessing: Whether it takes uint8 images (B, H, W, C), called "images", and normalises them by itself;
            otherwise it takes float32 "inputs" that are normalised already.

    Raises:
        WorkbenchError: The library is not installed, or a committee's members cannot share an input.
    """
    try:
        import onnx  # noqa: PLC0415 - only those who export to it wait for it
    except ImportError as error:
        raise WorkbenchError(
            "ONNX files need the package onnx, which is not here.", "Install it, or use the full program.", str(error)
        ) from error
    if isinstance(model, CommitteeBundle):
        _refuse_different_inputs(model, with_preprocessing=with_preprocessing)
    pipeline = model.members[0].manifest.pipeline
    name, dtype = (IMAGES, np.uint8) if with_preprocessing else (INPUTS, np.float32)
    graph = GraphBuilder(onnx)
    answers = [
        _member(graph, member, name, prefix, with_preprocessing=with_preprocessing)
        for member, prefix in zip(model.members, _prefixes(model), strict=True)
    ]
    P_BC = united(graph, model, answers) if isinstance(model, CommitteeBundle) else answers[0]
    graph.add("Identity", _at_temperature(graph, P_BC, model.manifest.temperature), name=PROBABILITIES)
    written = graph.model(name, dtype, pipeline.input_shape, PROBABILITIES, len(model.classes))
    _describe(onnx, written, _about(model, with_preprocessing=with_preprocessing))
    onnx.checker.check_model(written)
    content: bytes = written.SerializeToString()
    return content


def _member(graph: GraphBuilder, member: ModelBundle, inputs: Value, prefix: str, *, with_preprocessing: bool) -> Value:
    """A member's probabilities (B, classes): its own, without a committee's temperature, with its own in one."""
    manifest = member.manifest
    X = _normalized(graph, inputs, manifest.pipeline, prefix) if with_preprocessing else inputs
    views = views_of(manifest.experiment.prediction)
    if len(views) > 1:
        X = graph.add("Concat", *(_seen(graph, X, view, manifest.pipeline) for view in views), axis=0)
    logits = NetworkWriter(graph, member.weights, prefix).logits(X, manifest.layer_shapes())
    P_BC = graph.add("Softmax", logits, axis=-1)
    if len(views) > 1:
        shape = graph.whole(f"{prefix}views", len(views), -1, len(member.classes))
        P_BC = graph.add("ReduceMean", graph.add("Reshape", P_BC, shape), graph.whole("first_axis", 0), keepdims=0)
    return _at_temperature(graph, P_BC, manifest.temperature) if prefix else P_BC


def _normalized(graph: GraphBuilder, images: Value, pipeline: Pipeline, prefix: str) -> Value:
    """As `Pipeline.to_floats` does it."""
    X = graph.add("Cast", images, to=1)
    X = graph.add("Mul", X, graph.constant("one_level", np.float32(1 / 255)))
    if pipeline.normalization == "dataset":
        X = graph.add("Sub", X, graph.constant(f"{prefix}mean", pipeline.mean))
        return graph.add("Div", X, graph.constant(f"{prefix}deviation", pipeline.deviation))
    if pipeline.normalization == "image":
        axes = graph.whole("all_axes", 1, 2, 3)
        X = graph.add("Sub", X, graph.add("ReduceMean", X, axes))
        variance = graph.add("ReduceMean", graph.add("Mul", X, X), axes)
        least = graph.constant("least_deviation", np.float32(LEAST_DEVIATION))
        return graph.add("Div", X, graph.add("Max", graph.add("Sqrt", variance), least))
    return X


def _seen(graph: GraphBuilder, X: Value, view: View, pipeline: Pipeline) -> Value:
    """Images (B, H, W, C) in one view, `R X C'` for each channel."""
    if view == View():
        return X
    name = f"{'mirrored' if view.is_mirrored else 'upright'}_{view.scale:g}"
    rows, columns = view.matrices(pipeline.height, pipeline.width)
    if view.scale != 1:
        lines = graph.whole("as_lines", 0, pipeline.height, -1)
        Y = graph.add("MatMul", graph.constant(f"{name}/rows", rows), graph.add("Reshape", X, lines))
        X = graph.add("Reshape", Y, graph.whole("as_images", 0, *pipeline.input_shape))
    return graph.add("MatMul", graph.constant(f"{name}/columns", columns), X)


def _at_temperature(graph: GraphBuilder, P_BC: Value, temperature: float) -> Value:
    """As `core.evaluation.calibration.with_temperature` does it."""
    if temperature == 1:
        return P_BC
    least = graph.constant("smallest_probability", np.float32(SMALLEST_PROBABILITY))
    logits = graph.add("Log", graph.add("Max", P_BC, least))
    inverse = graph.constant(f"inverse_temperature_{temperature!r}", np.float32(1 / temperature))
    return graph.add("Softmax", graph.add("Mul", logits, inverse), axis=-1)


def _prefixes(model: Model) -> Sequence[str]:
    members = range(1, len(model.members) + 1)
    return [f"member_{number}/" for number in members] if isinstance(model, CommitteeBundle) else [""]


def _refuse_different_inputs(committee: CommitteeBundle, *, with_preprocessing: bool) -> None:
    pipelines = [member.manifest.pipeline for member in committee.members]
    if len({pipeline.input_shape for pipeline in pipelines}) > 1:
        raise WorkbenchError(
            "The committee's members see images of different sizes or colours, which one file cannot take.",
            "Export its members, one by one.",
        )
    if not with_preprocessing and any(pipeline != pipelines[0] for pipeline in pipelines):
        raise WorkbenchError(
            "The committee's members normalise images in different ways.", "Export it with its preprocessing."
        )


def _about(model: Model, *, with_preprocessing: bool) -> About:
    first = about(model.members[0], preprocessing_inside=with_preprocessing, views_inside=True)
    if isinstance(model, ModelBundle):
        return first
    own = {"name": model.manifest.name, "classes": model.classes, "temperature": model.manifest.temperature}
    predictions = [member.manifest.experiment.prediction for member in model.members]
    shared = predictions[0] if all(one == predictions[0] for one in predictions) else PredictionSpec()
    return first.model_copy(update=own | {"prediction": shared})


def _describe(onnx: Any, written: Any, facts: About) -> None:
    written.doc_string = f"{facts.name}: {', '.join(facts.classes)}"
    onnx.helper.set_model_props(written, facts.properties())
