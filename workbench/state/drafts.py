"""Versions of drafts: where they come from, and how their layers change."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import WorkbenchError
from core.experiment.committee import committee_names, is_committee, load_any_recipe
from core.experiment.draft import Draft, draft_of, validate, with_value
from core.experiment.draft_file import read_draft
from core.experiment.fields import SpecField, defaults_of, fields_of
from core.experiment.recipes import load_recipe, open_draft_file, recipe_names, whole_draft
from core.experiment.spec import NetworkSpec
from core.sweeps.space import SearchSpace, base_of
from workbench.state.undo import Version
from workbench.state.vary import followed, kept_vary, vary_of

BLANK = "Blank"
FIRST_RECIPE = "digits-quick"
_KEPT = "The experiment of the last time"
_FEWEST_CLASSES = 2


def titles_of_recipes() -> dict[str, str]:
    """The recipes that ship, by file name, and what each calls itself."""
    return {recipe: load_recipe(recipe).name for recipe in recipe_names()}


def titles_of_committees() -> dict[str, str]:
    """Likewise, the committees."""
    return {name: load_any_recipe(name).name for name in committee_names()}


def holds_committee(path: Path) -> bool:
    """Whether a file is a committee's recipe, right or wrong.

    Raises:
        WorkbenchError: It cannot be read.
    """
    return is_committee(read_draft(path))


def from_recipe(recipe: str) -> Version:
    """A shipped recipe as it is."""
    draft = draft_of(load_recipe(recipe))
    return Version(draft, draft, str(draft["name"]))


def from_file(path: Path) -> Version:
    """The draft in a file.

    Raises:
        WorkbenchError: There is none in it.
    """
    draft = open_draft_file(path)
    return Version(draft, draft, path.name)


def holds_sweep(path: Path) -> bool:
    """Whether a file is a search space, right or wrong.

    Raises:
        WorkbenchError: It cannot be read.
    """
    return read_draft(path).get("kind") == "sweep"


def from_space(space: SearchSpace, origin: str) -> Version:
    """What a search space varies, as a draft whose fields are ticked."""
    draft = draft_of(base_of(space))
    return Version(draft, draft, origin, vary_of(space))


def adopted(version: Version, base: Draft, values: Mapping[str, Any], origin: str) -> Version:
    """A version with some values set; see `Design.adopt`."""
    wanted = _with_values(base, values)
    try:
        changed = _with_values(version.draft, values)
    except WorkbenchError:
        # Other layers, or another optimizer.
        return Version(wanted, base, origin)
    if _in_essence(changed) != _in_essence(wanted):
        return Version(wanted, base, origin)
    return replace(version, draft=changed, vary=followed(version.vary, version.draft, changed))


def _with_values(draft: Draft, values: Mapping[str, Any]) -> Draft:
    for path, value in values.items():
        draft = with_value(draft, path, value)
    return draft


def _in_essence(draft: Draft) -> Draft:
    """Without what a network does not depend on."""
    data = {name: value for name, value in draft["data"].items() if name != "source"}
    return {name: value for name, value in draft.items() if name not in {"name", "description"}} | {"data": data}


def from_draft(draft: Draft, origin: str = "") -> Version:
    """A draft from elsewhere in the program, such as a run's experiment."""
    whole = whole_draft(draft, f"The experiment {origin}".strip())
    return Version(whole, whole, origin or str(whole["name"]))


def blank(classes: int | None, backend: str) -> Version:
    """The least that can be trained: the image as a row of numbers, and one layer as wide as there are classes."""
    units = max(classes or 10, _FEWEST_CLASSES)
    layers = [{"type": "Flatten"}, {"type": "Dense", "units": units}]
    draft = draft_of(validate({"name": "New experiment", "network": {"layers": layers}, "backend": backend}))
    return Version(draft, draft, BLANK)


def to_text(version: Version) -> str:
    """A version as it is kept from one start to the next."""
    kept = {"origin": version.origin, "original": version.original, "draft": version.draft, "vary": version.vary}
    return json.dumps(kept, indent=2, ensure_ascii=False) + "\n"


def from_kept(kept: Any) -> Version:
    """What `to_text` wrote.

    Raises:
        WorkbenchError: It has another form.
    """
    if not isinstance(kept, dict):
        raise WorkbenchError(f"{_KEPT} cannot be read.", "This one is the recipe that the program begins with.")
    draft, original = whole_draft(kept.get("draft"), _KEPT), whole_draft(kept.get("original"), _KEPT)
    return Version(draft, original, str(kept.get("origin", "")), kept_vary(kept.get("vary")))


def layer_types() -> dict[str, tuple[SpecField, ...]]:
    """The types of layers there are, and the fields of each."""
    (layers,) = (field for field in fields_of(NetworkSpec) if field.name == "layers")
    return dict(layers.parts)


def layers_of(draft: Draft) -> list[dict[str, Any]]:
    """The layers as plain values."""
    layers: list[dict[str, Any]] = draft["network"]["layers"]
    return layers


def first_to_look_at(draft: Draft) -> int:
    """Place of the first layer that has something to set; of the first one where none has, -1 without layers."""
    types, layers = layer_types(), layers_of(draft)
    places = (place for place, layer in enumerate(layers) if types[layer["type"]])
    return next(places, min(len(layers), 1) - 1)


def with_layers(draft: Draft, layers: list[dict[str, Any]]) -> Draft:
    """The same draft with other layers."""
    return draft | {"network": draft["network"] | {"layers": layers}}


def with_new_layer(draft: Draft, place: int, kind: str) -> Draft:
    """Put a layer with the defaults of its type before the one at that place."""
    layers = layers_of(draft)
    new = {"type": kind, **defaults_of(layer_types()[kind])}
    return with_layers(draft, [*layers[:place], new, *layers[place:]])


def with_copied_layer(draft: Draft, place: int) -> Draft:
    """Put a copy of a layer behind it."""
    layers = layers_of(draft)
    return with_layers(draft, [*layers[: place + 1], copy.deepcopy(layers[place]), *layers[place + 1 :]])


def without_layer(draft: Draft, place: int) -> Draft:
    """Take a layer out."""
    layers = layers_of(draft)
    return with_layers(draft, [*layers[:place], *layers[place + 1 :]])


def with_moved_layer(draft: Draft, place: int, target: int) -> Draft:
    """Take a layer from one place to another."""
    layers = list(layers_of(draft))
    layers.insert(target, layers.pop(place))
    return with_layers(draft, layers)


def with_output_width(draft: Draft, classes: int) -> Draft:
    """Make the last Dense layer as wide as there are classes, adding one where the last layer is of another type."""
    layers = layers_of(draft)
    if not layers or layers[-1]["type"] != "Dense":
        draft = with_new_layer(draft, len(layers), "Dense")
        layers = layers_of(draft)
    return with_layers(draft, [*layers[:-1], layers[-1] | {"units": classes}])
