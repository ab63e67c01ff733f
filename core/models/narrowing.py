"""A model that knows fewer classes than the one it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.errors import WorkbenchError
from core.experiment.layers import Dense
from core.experiment.spec import Experiment
from core.models.bundle import ModelBundle
from core.models.committee import Model


def narrowed(model: Model, classes: Sequence[str]) -> ModelBundle:
    """The same model with only some of its classes.

    Its probabilities are those of the whole model given that one of these classes it is: softmax over some of the
    logits is softmax over all of them, divided by its sum over those. Nothing is trained again: the columns of the last
    layer that belong to the other classes are left out.

    Args:
        model: One whose last layer is dense, with an output for each class.
        classes: Two or more of the model's classes, each once; the new model has them in the old one's order.

    Raises:
        WorkbenchError: A class is unknown or named twice, fewer than two are named, the network ends otherwise, or the
            model is a committee.
    """
    bundle = _checked(model, classes)
    kept = [place for place, name in enumerate(bundle.classes) if name in classes]
    manifest = bundle.manifest
    last = manifest.layer_shapes()[-1]
    weights = dict(bundle.weights)
    for weight in last.weights:
        weights[weight.name] = np.ascontiguousarray(bundle.weights[weight.name][..., kept])
    names = tuple(bundle.classes[place] for place in kept)
    changed = bundle.with_changes(classes=names, experiment=_narrowed(manifest.experiment, names), measurements=())
    return replace(changed, weights=weights)


def is_narrowable(model: Model) -> bool:
    """Whether there is something to leave out, and a way to do so."""
    return isinstance(model, ModelBundle) and len(model.classes) > 2 and _ends_dense(model)


def _checked(model: Model, classes: Sequence[str]) -> ModelBundle:
    if not isinstance(model, ModelBundle):
        raise WorkbenchError("A committee cannot be narrowed.", "Narrow its members, and unite them anew.")
    known = ", ".join(model.classes)
    if unknown := [name for name in classes if name not in model.classes]:
        raise WorkbenchError(f"The model does not know {', '.join(unknown)}.", f"It knows {known}.")
    if len(set(classes)) < max(2, len(classes)):
        raise WorkbenchError("A model needs two or more different classes.", f"Choose among {known}.")
    if not _ends_dense(model):
        raise WorkbenchError("The last layer of this model is not dense.", "Train it on those classes instead.")
    return model


def _ends_dense(bundle: ModelBundle) -> bool:
    return isinstance(bundle.manifest.experiment.network.layers[-1], Dense)


def _narrowed(experiment: Experiment, classes: tuple[str, ...]) -> Experiment:
    """What is written down of it: the data's classes, and as many units."""
    *layers, last = experiment.network.layers
    layers.append(last.model_copy(update={"units": len(classes)}))
    network = experiment.network.model_copy(update={"layers": tuple(layers)})
    return experiment.model_copy(
        update={"network": network, "data": experiment.data.model_copy(update={"classes": classes})}
    )
