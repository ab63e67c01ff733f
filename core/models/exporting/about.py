"""What an exported file says about its model, whatever its format."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.experiment.spec import PredictionSpec
from core.models.bundle import ModelBundle
from core.preprocessing.pipeline import Pipeline

ABOUT_FILE = "workbench.json"
"""Where a Keras file has it, beside what Keras itself writes into the archive."""


class About(BaseModel):
    """All that a stranger needs to ask the model about a picture, besides the network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["workbench-export"] = "workbench-export"
    schema_version: Literal[1] = 1
    name: str = Field(description="Of the experiment.")
    classes: tuple[str, ...] = Field(min_length=2, description="Names, in the order of the outputs.")
    preprocessing: Pipeline = Field(description="From bytes 0..255 to what the first layer receives.")
    preprocessing_inside: bool = Field(description="Whether the file takes bytes, and does that by itself.")
    temperature: float = Field(gt=0, allow_inf_nan=False, description="What logits are divided by; the file does it.")
    prediction: PredictionSpec = Field(description="Which views of a picture an answer is the mean of.")
    prediction_inside: bool = Field(description="Whether the file takes that mean by itself.")
    trained_on: str = Field(description="Name of the dataset.")

    def properties(self) -> dict[str, str]:
        """Each field as text: words as they are, all else as JSON."""
        fields = self.model_dump(mode="json").items()
        return {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields}


def about(bundle: ModelBundle, *, preprocessing_inside: bool, views_inside: bool) -> About:
    """What to write into a model's file.

    Args:
        bundle: The model.
        preprocessing_inside: Whether the file's network begins with bytes.
        views_inside: Whether the file can take the mean over several views.
    """
    manifest = bundle.manifest
    prediction = manifest.experiment.prediction
    return About(
        name=manifest.experiment.name,
        classes=manifest.classes,
        preprocessing=manifest.pipeline,
        preprocessing_inside=preprocessing_inside,
        temperature=manifest.temperature,
        prediction=prediction,
        prediction_inside=views_inside or prediction == PredictionSpec(),
        trained_on=manifest.trained_on,
    )
