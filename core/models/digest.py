"""What tells a model from all that answer otherwise."""

from __future__ import annotations

import json
from hashlib import sha256

import numpy as np

from core.models.committee import CommitteeBundle, Model


def digest_of(model: Model) -> str:
    """SHA-256 of everything that a model's answers depend on: equal digests mean equal answers.

    What it is called, when it was made and how good it was found to be are not among it.
    """
    if isinstance(model, CommitteeBundle):
        return _of_committee(model)
    manifest = model.manifest
    experiment = manifest.experiment
    header = {
        "classes": manifest.classes,
        "network": experiment.network.model_dump(mode="json"),
        "precision": experiment.precision,
        "prediction": experiment.prediction.model_dump(mode="json"),
        "pipeline": manifest.pipeline.model_dump(mode="json"),
        "temperature": manifest.temperature,
    }
    digest = sha256(json.dumps(header, sort_keys=True).encode())
    for name, weights in sorted(model.weights.items()):
        digest.update(f"{name} {weights.dtype.str} {weights.shape} ".encode())
        digest.update(np.ascontiguousarray(weights).data)
    return digest.hexdigest()


def _of_committee(committee: CommitteeBundle) -> str:
    manifest = committee.manifest
    header = {
        "classes": manifest.classes,
        "vote": manifest.vote,
        "weights": committee.weights.tolist(),
        "temperature": manifest.temperature,
        "members": [digest_of(member) for member in committee.members],
    }
    return sha256(json.dumps(header, sort_keys=True).encode()).hexdigest()
