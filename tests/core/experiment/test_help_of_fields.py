"""Whoever asks what a field is for gets an answer: every field of an experiment has a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.experiment.fields import SpecField, fields_of
from core.experiment.spec import Experiment
from resources.teaching.markup import links_of
from resources.teaching.texts import field_texts, terms


def all_fields(fields: Iterable[SpecField]) -> Iterator[SpecField]:
    """All fields of a specification, those inside others too, of every type that there is."""
    for field in fields:
        yield field
        for inner in field.parts.values():
            yield from all_fields(inner)


NAMES = {f"{field.owner}.{field.name}" for field in all_fields(fields_of(Experiment))}


def test_every_field_of_an_experiment_has_a_text() -> None:
    assert not NAMES - field_texts().keys()


def test_no_text_is_about_a_field_that_is_no_more() -> None:
    assert not field_texts().keys() - NAMES


def test_every_text_says_more_than_the_one_line_of_help() -> None:
    for field in all_fields(fields_of(Experiment)):
        text = field_texts()[f"{field.owner}.{field.name}"].text
        assert text != field.help
        assert text.endswith(".")
        assert len(text) > 30


def test_links_of_the_texts_lead_to_entries_that_are_there() -> None:
    wanted = {key for one in field_texts().values() for key in [*links_of(one.text), *filter(None, [one.term])]}
    assert wanted <= terms().keys()
