"""Classes are chosen by typing their names, whatever is in them."""

from __future__ import annotations

from workbench.views.design.words import names_text, typed_names


def test_a_class_whose_name_has_a_comma_can_be_chosen() -> None:
    names = ["salt, pepper", "6", 'so-called "cats"']
    assert typed_names(names_text(names)) == names
    assert typed_names("3, 5") == ["3", "5"]
    assert typed_names(" , ") is None
