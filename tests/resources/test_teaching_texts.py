"""The glossary and the help of the pages: complete, linked, and readable in a terminal as in a window."""

from __future__ import annotations

import pytest

from resources.teaching.markup import as_html, links_of, plain
from resources.teaching.texts import Term, found_terms, page_texts, terms

TERMS = list(terms().values())
ASKED_FOR = [
    "epoch",
    "batch",
    "loss",
    "cross-entropy",
    "softmax",
    "learning-rate",
    "momentum",
    "weight-decay",
    "l1",
    "l2",
    "dropout",
    "batch-normalization",
    "convolution",
    "pooling",
    "augmentation",
    "validation",
    "early-stopping",
    "confusion-matrix",
    "precision",
    "recall",
    "f1",
    "calibration",
    "temperature",
    "saliency",
    "committee",
    "confidence-interval",
    "overfitting",
    "underfitting",
]


@pytest.mark.parametrize("key", ASKED_FOR)
def test_the_words_that_the_window_uses_are_explained(key: str) -> None:
    assert terms()[key].text


@pytest.mark.parametrize("term", TERMS, ids=[one.key for one in TERMS])
def test_an_entry_is_short_says_where_it_comes_from_and_links_to_what_is_there(term: Term) -> None:
    assert 40 < len(plain(term.text)) < 520
    assert term.text.endswith(".")
    assert term.source
    linked = {*links_of(term.text), *term.see}
    assert linked <= terms().keys()
    assert term.key not in linked
    assert term.see


def test_every_entry_is_led_to_by_another() -> None:
    linked = {key for one in TERMS for key in [*links_of(one.text), *one.see]}
    assert terms().keys() == linked


def test_terms_are_found_by_name_by_other_names_and_by_their_texts_in_that_order() -> None:
    assert found_terms("Momentum")[0].key == "momentum"
    assert found_terms("lasso")[0].key == "l1"
    assert found_terms("ensemble")[0].key == "committee"
    assert "dropout" in {one.key for one in found_terms("as in Keras")}
    assert found_terms("quark") == []
    assert [one.key for one in found_terms("")] == list(terms())


def test_texts_are_plain_in_a_terminal_and_linked_in_a_window() -> None:
    text = "See [the rate](learning-rate), e^{2x} < p_{c}"
    assert plain(text) == "See the rate, e^2x < p_c"
    assert as_html(text) == 'See <a href="term:learning-rate">the rate</a>, e<sup>2x</sup> &lt; p<sub>c</sub>'


@pytest.mark.parametrize("key", page_texts())
def test_a_page_is_explained_in_three_to_six_sentences_with_what_to_do_first_and_its_keys(key: str) -> None:
    page = page_texts()[key]
    sentences = plain(page.text).replace("?", ".").count(". ") + 1
    assert 3 <= sentences <= 7
    assert page.first
    assert page.keys
    assert set(links_of(page.text)) <= terms().keys()
