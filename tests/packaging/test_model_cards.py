"""The models in the box say of themselves what was measured."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from core.models.committee import load_model
from core.models.shipped import card_of, shipped_models

ROOT = Path(__file__).resolve().parents[2]
MODELS = shipped_models()


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "packaging" / "model_cards.py"))


def test_every_model_that_has_a_card_is_in_the_box(script: dict[str, Any]) -> None:
    assert sorted(MODELS) == sorted(script["CARDS"])


@pytest.mark.parametrize("name", MODELS)
def test_every_figure_on_a_card_is_the_one_that_a_command_printed(name: str, script: dict[str, Any]) -> None:
    assert card_of(MODELS[name]) == script["card"](name)


def test_the_card_of_a_part_is_the_one_of_its_figures(script: dict[str, Any]) -> None:
    for name in script["PARTS"]:
        model = script["place_of"](name)
        assert card_of(model) == script["card"](name)
        manifest = load_model(model).manifest
        assert '"/' not in json.dumps(manifest.model_dump(mode="json"))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_in_the_box_is_small_and_names_no_place_of_the_machine_that_trained_it(name: str) -> None:
    assert MODELS[name].stat().st_size <= 6_000_000
    manifest = load_model(MODELS[name]).manifest
    assert '"/' not in json.dumps(manifest.model_dump(mode="json"))


@pytest.mark.parametrize("name", MODELS)
def test_the_figures_of_a_card_are_of_the_model_beside_it(name: str) -> None:
    figures = json.loads((ROOT / "packaging" / "figures" / f"model-{name}.json").read_text(encoding="utf-8"))
    test = load_model(MODELS[name]).manifest.measurements[-1].evaluation
    assert (figures["split"], figures["images"], figures["accuracy"]) == (test.split, test.images, test.accuracy)
