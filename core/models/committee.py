"""A committee: a model made of models, which vote. It is one file like any other model.

Its archive has a manifest and weights, as every model's; the weights are those of the votes. The members lie in it as
whole model files, each with its own network and preprocessing. What they must share is the classes: the same names.
Where only their order differs, the answers are brought into the first member's order by name.

A committee is no member of another: a majority of majorities is not the majority, and hides who voted for what. Unite
the members themselves.
"""

from __future__ import annotations

import io
import platform
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from core.errors import WorkbenchError
from core.models.archive import LARGEST_MANIFEST, MANIFEST, WEIGHTS, damaged, reading, stored, writing
from core.models.bundle import Manifest, Measurement, ModelBundle, read_bundle, read_manifest, save_bundle, write_bundle
from core.models.votes import TIE_RULE, Floats, Vote

MOST_MEMBERS: Final = 64
LONGEST_NAME: Final = 120
_VOTES: Final = "votes"
_LARGEST_WEIGHTS: Final = 2**20

WeightsFrom = Literal["equal", "given", "validation accuracy"]


class CommitteeManifest(BaseModel):
    """What a committee's file says about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["workbench-committee"] = "workbench-committee"
    schema_version: Literal[1] = 1
    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    classes: tuple[str, ...] = Field(min_length=2, max_length=65_536)
    members: tuple[str, ...] = Field(
        min_length=1, max_length=MOST_MEMBERS, description="What each is called, in the order of their files."
    )
    vote: Vote
    tie_rule: Literal["highest summed probability"] = TIE_RULE
    weights_from: WeightsFrom = Field(description="Where the weights of the votes come from.")
    temperature: float = Field(
        default=1.0,
        gt=0,
        allow_inf_nan=False,
        description="What the logits of its united answers are divided by: 1 unless it was calibrated.",
    )
    measurements: tuple[Measurement, ...] = ()
    created: float = Field(default_factory=time.time, description="Seconds since 1970.")
    versions: dict[str, str] = Field(
        default_factory=lambda: {"python": platform.python_version(), "numpy": np.__version__}
    )

    @model_validator(mode="after")
    def _all_different(self) -> Self:
        for names, what in ((self.classes, "classes"), (self.members, "members")):
            if len(set(names)) < len(names):
                raise ValueError(f"two {what} have the same name")
        return self


@dataclass(frozen=True)
class CommitteeBundle:
    """A committee with everything it needs to answer.

    Attributes:
        manifest: What it is.
        members: Its models, one or more.
        weights: Of their votes, float64 (members,): positive or 0, not all 0. They count where the vote is "weighted".
    """

    manifest: CommitteeManifest
    members: tuple[ModelBundle, ...]
    weights: Floats

    @property
    def classes(self) -> tuple[str, ...]:
        """Names, in the order of the answers."""
        return self.manifest.classes

    @property
    def image_size(self) -> int | None:
        """What to resize pictures of a folder or file to: the members' size, or their own where members differ."""
        sizes = {member.image_size for member in self.members}
        return sizes.pop() if len(sizes) == 1 else None

    def with_changes(self, **fields: object) -> Self:
        """The same committee with other fields in its manifest, which have to be valid."""
        return replace(self, manifest=self.manifest.model_copy(update=fields))


Model = ModelBundle | CommitteeBundle


def save_model(path: Path, model: Model) -> None:
    """Write a model or a committee, whole or not at all.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    if isinstance(model, ModelBundle):
        save_bundle(path, model)
        return
    with writing(path) as archive:
        archive.writestr(MANIFEST, model.manifest.model_dump_json(indent=1))
        archive.writestr(WEIGHTS, save_arrays({_VOTES: model.weights}))
        for number, member in enumerate(model.members, 1):
            content = io.BytesIO()
            with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as inner:
                write_bundle(inner, member)
            archive.writestr(_member_file(number), content.getvalue())


def load_model(path: Path) -> Model:
    """Read a model or a committee, whichever the file holds.

    Raises:
        WorkbenchError: The file is missing, no model, damaged, or of a newer version; for a damaged member the message
            names it.
    """
    with reading(path), zipfile.ZipFile(path) as archive:
        if not _is_committee(archive):
            return read_bundle(archive, str(path))
        manifest = _manifest(archive, path)
        weights = _weights(archive, path, len(manifest.members))
        # The members' sizes add up to less than the file's, whatever its directory says: a bomb is refused.
        left, members = path.stat().st_size, []
        for number, name in enumerate(manifest.members, 1):
            content = stored(archive, _member_file(number), left)
            left -= len(content)
            members.append(_read_member(content, f"Member {number} ({name}) of {path}"))
    _check_classes(manifest, members, path)
    return CommitteeBundle(manifest, tuple(members), weights)


def read_committee_manifest(path: Path) -> CommitteeManifest:
    """What a committee's file says about it, without its members.

    Raises:
        WorkbenchError: As `load_model`, or it is no committee.
    """
    with reading(path), zipfile.ZipFile(path) as archive:
        return _manifest(archive, path)


def read_any_manifest(path: Path) -> Manifest | CommitteeManifest:
    """What a model's or a committee's file says about it, without the weights.

    Raises:
        WorkbenchError: As `load_model`.
    """
    with reading(path), zipfile.ZipFile(path) as archive:
        is_committee = _is_committee(archive)
    return read_committee_manifest(path) if is_committee else read_manifest(path)


def refuse_committees(members: Sequence[tuple[str, Model]]) -> list[ModelBundle]:
    """The models that are to become members.

    Args:
        members: What each is called in a message, and itself.

    Raises:
        WorkbenchError: One of them is a committee itself.
    """
    models = []
    for where, model in members:
        if isinstance(model, CommitteeBundle):
            names = ", ".join(model.manifest.members)
            raise WorkbenchError(
                f"{where} is a committee, which cannot be a member of another.", f"Unite its members: {names}."
            )
        models.append(model)
    return models


def _member_file(number: int) -> str:
    return f"members/{number}.workbench"


def _is_committee(archive: zipfile.ZipFile) -> bool:
    return _member_file(1) in archive.namelist()


def _manifest(archive: zipfile.ZipFile, path: Path) -> CommitteeManifest:
    try:
        return CommitteeManifest.model_validate_json(stored(archive, MANIFEST, LARGEST_MANIFEST))
    except ValidationError as error:
        raise damaged(str(path), str(error)) from error


def _weights(archive: zipfile.ZipFile, path: Path, members: int) -> Floats:
    weights = load_arrays(stored(archive, WEIGHTS, _LARGEST_WEIGHTS)).get(_VOTES)
    if weights is None or weights.shape != (members,) or weights.dtype != np.float64 or not are_weights(weights):
        raise damaged(str(path), "the weights of the votes are not those of the members")
    return weights


def are_weights(weights: Floats) -> bool:
    """Whether votes can be weighed with these: finite, none negative, not all 0."""
    return bool(np.isfinite(weights).all() and (weights >= 0).all() and np.isfinite(weights.sum()) and weights.any())


def _read_member(content: bytes, where: str) -> ModelBundle:
    with reading(where), zipfile.ZipFile(io.BytesIO(content)) as inner:
        if _is_committee(inner):
            raise damaged(where, "a committee cannot be a member of another")
        return read_bundle(inner, where)


def _check_classes(manifest: CommitteeManifest, members: Sequence[ModelBundle], path: Path) -> None:
    if members[0].classes != manifest.classes or any(set(one.classes) != set(manifest.classes) for one in members):
        raise damaged(str(path), "the members' classes are not those of the committee")
