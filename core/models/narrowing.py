"""A model that knows fewer classes than the one it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.errors import WorkbenchError
from core.experiment.layers import Dense
from core.experiment.spec import Experiment
from core.models.bundle import ModelBundle


def narrowed(bundle: ModelBundle, classes: Sequence[str]) -> ModelBundle:
    """The same model with only some of its classes.

    Its probabilities are those of the whole model given that one of these classes it is: softmax over some of the
    logits is softmax over all of them, divided by its sum over those. Nothing is trained again: the columns of the last
    layer that belong to the other classes are left out.

    Args:
        bundle: A model whose last layer is dense, with an output for each class.
        classes: Two or more of the model's classes, each once; the new model has them in the old one's order.

    Raises:
        WorkbenchError: A class is unknown or named twice, fewer than two are named, or the network ends otherwise.
    """
    _check(bundle, classes)
    kept = [place for place, name in enumerate(bundle.classes) if name in classes]
    manifest = bundle.manifest
    last = manifest.layer_shapes()[-1]
    weights = dict(bundle.weights)
    for weight in last.weights:
        weights[weight.name] = np.ascontiguousarray(bundle.weights[weight.name][..., kept])
    names = tuple(bundle.classes[place] for place in kept)
    changed = bundle.with_changes(classes=names, experiment=_narrowed(manifest.experiment, names), measurements=())
    return replace(changed, weights=weights)


def _check(bundle: ModelBundle, classes: Sequence[str]) -> None:
    known = ", ".join(bundle.classes)
    if unknown := [name for name in classes if name not in bundle.classes]:
        raise WorkbenchError(f"The model does not know {', '.join(unknown)}.", f"It knows {known}.")
    if len(set(classes)) < max(2, len(classes)):
        raise WorkbenchError("A model needs two or more different classes.", f"Choose among {known}.")
    if not isinstance(bundle.manifest.experiment.network.layers[-1], Dense):
        raise WorkbenchError("The last layer of this model is not dense.", "Train it on those classes instead.")


def _narrowed(experiment: Experiment, classes: tuple[str, ...]) -> Experiment:
    """What is written down of it: the data's classes, and as many units."""
    *layers, last = experiment.network.layers
    layers.append(last.model_copy(update={"units": len(classes)}))
    network = experiment.network.model_copy(update={"layers": tuple(layers)})
    return experiment.model_copy(
        update={"network": network, "data": experiment.data.model_copy(update={"classes": classes})}
    )
